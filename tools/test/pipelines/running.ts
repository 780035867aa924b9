import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export const ROOT = path.join(__dirname, "../../..");

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with programs that stand in for others, and a script of the pipelines run beside them. */
export class Job {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "pipelines-"));

  constructor() {
    fs.mkdirSync(this.path("bin"));
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  read(name: string): string {
    return fs.readFileSync(this.path(name), "utf8");
  }

  /** A program on the PATH, in JavaScript. */
  program(name: string, script: string): string {
    const file = this.path("bin", name);
    fs.writeFileSync(file, `#!${process.execPath}\n${script}\n`);
    fs.chmodSync(file, 0o755);
    return file;
  }

  async run(
    script: string,
    environment: Record<string, string>,
    ...args: string[]
  ): Promise<Ended> {
    const child = spawn("bash", [path.join(ROOT, "pipelines", script), ...args], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        HOME: this.folder,
        TMPDIR: this.folder,
        PATH: [this.path("bin"), path.dirname(process.execPath), process.env["PATH"]].join(":"),
        ...environment,
      },
    });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (chunk: string) => (printed[name] += chunk));
    }
    const [exitCode] = (await once(child, "close")) as [number | null];
    return { exitCode, ...printed };
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}
