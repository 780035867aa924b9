import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * What the other plugin processes of a run are asked to check. The engine starts one for each provider of a
 * program: a policy that gets another name and another provider at once is made by one process and deleted
 * by another, which can't tell from the cloud that what it last wrote is still declared. So each notes what
 * it knows in a file that the others of its engine find. Where none can be written, each knows its own alone.
 */
export class DeclaredBeside {
  private readonly noted = new Set<string>();
  private file: string | undefined;

  /** `engine` is where the engine listens: no two that run have the same port. */
  constructor(
    private readonly engine: string | undefined,
    private readonly folder = path.join(os.tmpdir(), `redis-backup-${process.getuid?.() ?? ""}`),
  ) {}

  note(what: string): void {
    if (this.port === undefined || this.noted.has(what)) return;
    this.noted.add(what);
    unlessRefused(() => {
      this.file ??= this.begun();
      fs.appendFileSync(this.file, `${what}\n`, { mode: 0o600 });
    });
  }

  has(what: string): boolean {
    return this.files().some(({ name, port }) => {
      if (port !== this.port) return false;
      const text = unlessRefused(() => fs.readFileSync(path.join(this.folder, name), "utf8"));
      return text?.split("\n").includes(what) === true;
    });
  }

  /** The run is over: a process that the engine keeps is told of the next one's anew. */
  forget(): void {
    const { file } = this;
    if (file !== undefined) unlessRefused(() => fs.rmSync(file, { force: true }));
    this.file = undefined;
    this.noted.clear();
  }

  private get port(): string | undefined {
    return /:(\d+)$/.exec(this.engine ?? "")?.[1];
  }

  private begun(): string {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const name = [this.port, process.pid, randomBytes(4).toString("hex")].join("-");
    return path.join(this.folder, name);
  }

  /** Those of processes that still run; the others, which were killed, are cleared away. */
  private files(): { readonly name: string; readonly port: string | undefined }[] {
    const names = unlessRefused(() => fs.readdirSync(this.folder)) ?? [];
    return names.flatMap((name) => {
      const [port, pid] = name.split("-");
      if (isRunning(Number(pid))) return [{ name, port }];
      unlessRefused(() => fs.rmSync(path.join(this.folder, name), { force: true }));
      return [];
    });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A folder that can't be used is no reason to fail. */
function unlessRefused<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
