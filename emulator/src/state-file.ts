import { existsSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";

/** Keeps the state on disk. Changes that come while it is being written share the next write. */
export class StateFile {
  #isDirty = false;
  #writing: Promise<void> | undefined;

  constructor(
    readonly path: string,
    private readonly content: () => unknown,
  ) {}

  read(): unknown {
    return existsSync(this.path) ? JSON.parse(readFileSync(this.path, "utf8")) : undefined;
  }

  changed(): void {
    this.#isDirty = true;
  }

  /** Ends when every change so far is on disk: an answer that was sent is never forgotten. */
  async saved(): Promise<void> {
    while (this.#isDirty || this.#writing !== undefined) {
      this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
      await this.#writing;
    }
  }

  /** A reader, or a start after a crash, finds the old file or the new one and never half of one. */
  async #write(): Promise<void> {
    this.#isDirty = false;
    const temporary = `${this.path}.${process.pid}.tmp`;
    await writeFile(temporary, JSON.stringify(this.content()));
    await rename(temporary, this.path);
  }
}
