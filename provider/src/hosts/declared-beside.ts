import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * What the resources of a run have, and what is about to go, also those of other plugin processes. The engine
 * starts one for each provider of a program: a policy that gets another name and another provider at once is
 * made by one process and deleted by another, which can't tell from the cloud that what it last wrote is still
 * declared; and two that each delete a backup may each take the other's for the copy that is left. So each
 * notes what it knows in a file that the others of its engine find. Where none can be written, each knows its
 * own alone.
 */
export class DeclaredBeside {
  private readonly noted = new Map<string, Set<string>>();
  /** Our own, of which the resources know by themselves. */
  private file: string | undefined;

  /** `engine` is where the engine listens: no two that run have the same port. */
  constructor(
    private readonly engine: string | undefined,
    private readonly folder = path.join(os.tmpdir(), `redis-backup-${process.getuid?.() ?? ""}`),
  ) {}

  note(what: string, urn: string): void {
    const urns = this.noted.get(what) ?? new Set();
    if (urns.has(urn)) return;
    this.noted.set(what, urns.add(urn));
    if (this.port === undefined) return;
    unlessRefused(() => {
      this.file ??= this.begun();
      fs.appendFileSync(this.file, `${JSON.stringify([what, urn])}\n`, { mode: 0o600 });
    });
  }

  /** The resources that this process knows it by. */
  here(what: string): string[] {
    return [...(this.noted.get(what) ?? [])];
  }

  /** The resources that other processes know it by. */
  by(what: string): string[] {
    return this.others().flatMap((file) => {
      const notes = unlessRefused(() => notesOf(fs.readFileSync(file, "utf8"))) ?? [];
      return notes.flatMap(([noted, urn]) => (noted === what ? [urn] : []));
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

  /** Anybody may write into the folder above it. */
  private isOurs(): boolean {
    return fs.lstatSync(this.folder).uid === (process.getuid?.() ?? 0);
  }

  /** The files of processes that still run; those of the others, which were killed, are cleared away. */
  private others(): string[] {
    const names = unlessRefused(() => (this.isOurs() ? fs.readdirSync(this.folder) : [])) ?? [];
    return names.flatMap((name) => {
      const file = path.join(this.folder, name);
      const [port, pid] = name.split("-");
      if (isRunning(Number(pid))) return port === this.port && file !== this.file ? [file] : [];
      unlessRefused(() => fs.rmSync(file, { force: true }));
      return [];
    });
  }
}

/** The last line may be one that is just being written. */
function notesOf(text: string): [string, string][] {
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as [string, string]);
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
