import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { ENGINE_BIN } from "./global-setup";
import { temporaryFolder } from "./temporary-folder";

interface EngineTool {
  engineEnvironment(options: {
    bin: string;
    home: string;
    backendDir: string;
    passphrase: string;
  }): Record<string, string>;
}

const { engineEnvironment } = require("../../tools/engine") as EngineTool;

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly output: string;
}

/** A Pulumi project of one file in an empty folder, with a stack in a backend of its own. */
export class YamlProject {
  readonly folder = temporaryFolder();

  private constructor(private readonly environment: Readonly<Record<string, string>>) {}

  static async create(
    program: object,
    environment: Readonly<Record<string, string>>,
  ): Promise<YamlProject> {
    const project = new YamlProject(environment);
    for (const name of ["home", "pulumi", "state"]) fs.mkdirSync(path.join(project.folder, name));
    const text = JSON.stringify({ name: "tests", runtime: "yaml", ...program });
    fs.writeFileSync(path.join(project.folder, "Pulumi.yaml"), text);
    const { exitCode, output } = await project.pulumi("stack", "init", "dev");
    if (exitCode !== 0) throw new Error(`no stack: ${output}`);
    return project;
  }

  async pulumi(...args: readonly string[]): Promise<Said> {
    const bin = process.env[ENGINE_BIN];
    if (bin === undefined) throw new Error("there is no engine: run these tests through jest");
    const child = spawn(
      path.join(bin, "pulumi"),
      [...args, "--color", "never", "--non-interactive"],
      { cwd: this.folder, env: this.commandEnvironment(bin), stdio: ["ignore", "pipe", "pipe"] },
    );
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
    }
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? -1));
    });
    return { exitCode, stdout: texts.stdout, output: texts.stdout + texts.stderr };
  }

  private commandEnvironment(bin: string): NodeJS.ProcessEnv {
    const engine = engineEnvironment({
      bin,
      home: path.join(this.folder, "pulumi"),
      backendDir: path.join(this.folder, "state"),
      passphrase: "any",
    });
    const { PATH, ...rest } = this.environment;
    const paths = [PATH, engine["PATH"]].filter((part) => part !== undefined);
    return {
      ...engine,
      ...rest,
      PATH: paths.join(path.delimiter),
      HOME: path.join(this.folder, "home"),
    };
  }
}
