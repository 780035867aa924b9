import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Mutex } from "async-mutex";
import type { KeySeed } from "../instance-seed";
import { commandsUntil } from "./append-only-file";
import { copyKeys, measuredKeys } from "./keyspace";
import { RedisProcess } from "./redis-process";

const COMMANDS = "appendonly.aof.1.incr.aof";
const APPEND_ONLY = {
  appendonly: "yes",
  "aof-timestamp-enabled": "yes",
  // Whatever was answered is in the file, which is all that a copy needs.
  appendfsync: "no",
  // A rewrite would forget the way to what there is.
  "auto-aof-rewrite-percentage": "0",
};

/** Where keys come from: a backup, or the commands up to the end of a second. */
export type KeySource =
  { readonly backupId: string } | { readonly time: number; readonly shiftMs: number };

interface Server {
  readonly folder: string;
  readonly process: Promise<RedisProcess>;
  /** One at a time, in the order in which they were asked for. */
  readonly saving: Mutex;
}

/** The real keys of the instances with `redis: true`: a Redis server each, their backups, and their commands to the second. */
export class RealData {
  readonly #servers = new Map<string, Server>();
  readonly #backups = new Set<string>();
  readonly #closing = new AbortController();
  #folder: string | undefined;
  #work = new Set<Promise<void>>();
  #begun = new Set<Promise<void>>();
  #failure: Error | undefined;

  #refusal: string | undefined;

  /** From now on no instance can have real keys. */
  refuse(why: string): void {
    this.#refusal = why;
    if (this.isUsed) throw new Error(`instances with redis: true are refused: ${why}`);
  }

  get refusal(): string | undefined {
    return this.#refusal;
  }

  get isUsed(): boolean {
    return this.#folder !== undefined;
  }

  /** Work that an answer does not wait for. Where it fails, no later answer pretends that all is well. */
  run(work: (signal: AbortSignal) => Promise<void>): void {
    const done = work(this.#closing.signal)
      .catch((error: Error) => {
        if (!this.#closing.signal.aborted) this.#failure ??= error;
      })
      .finally(() => this.#work.delete(done));
    this.#work.add(done);
  }

  /** Ends when what has been asked for so far is done. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends when what has been asked for so far has its data: later writes do not change it. */
  async begun(): Promise<void> {
    await Promise.all(this.#begun);
    if (this.#failure !== undefined) throw this.#failure;
  }

  start(instanceId: string, ready: (url: string) => void): void {
    this.#folder ??= mkdtempSync(path.join(tmpdir(), "redis-backup-emulator-"));
    const folder = path.join(this.#folder, instanceId);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const server = {
      folder,
      process: RedisProcess.start(folder, APPEND_ONLY),
      saving: new Mutex(),
    };
    this.#servers.set(instanceId, server);
    const started = server.process.then((redis) => {
      redis.onLoss((how) => {
        const what = `the Redis server of ${instanceId} has ended (${how}), and its keys with it`;
        this.#failure ??= new Error(what);
      });
      ready(redis.url);
    });
    this.run(() => this.#counted(started));
  }

  stop(instanceId: string): void {
    const server = this.#servers.get(instanceId);
    this.#servers.delete(instanceId);
    if (server !== undefined) this.run(async () => (await server.process).end());
  }

  hasBackup(backupId: string): boolean {
    return this.#backups.has(backupId);
  }

  backupFile(backupId: string): string {
    return path.join(this.#folder ?? "", `${backupId}.rdb`);
  }

  /** Saves the keys of now as a backup; answers its size in bytes. */
  async backUp(instanceId: string, backupId: string): Promise<number> {
    const file = this.backupFile(backupId);
    await this.#save(instanceId, file);
    this.#backups.add(backupId);
    return (await stat(file)).size;
  }

  /** Gets what will be restored, and answers the function that overwrites the instance with it. */
  async prepare(
    instanceId: string,
    source: KeySource,
  ): Promise<(isWanted: ((key: string) => boolean) | undefined) => Promise<void>> {
    const server = this.#server(instanceId);
    const folder = await this.#counted(this.#sourceFolder(server, source));
    return async (isWanted) => {
      const target = await server.process;
      await this.#scratch(folder, source, async (from) => {
        if (isWanted === undefined) await target.client.flushall();
        await copyKeys(from.client, target.client, isWanted ?? (() => true));
      });
    };
  }

  /** The keys of a backup with their sizes; without one, of now. */
  async measured(instanceId: string, backupId: string | null): Promise<KeySeed[]> {
    const folder = await this.#temporary();
    const file = path.join(folder, "dump.rdb");
    const { saving } = this.#server(instanceId);
    if (backupId === null) await this.#save(instanceId, file);
    // A backup that is being taken for this comes first.
    else await saving.runExclusive(() => copyFile(this.backupFile(backupId), file));
    return this.#scratch(folder, { backupId: "" }, ({ client }) => measuredKeys(client));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const processes = [...this.#servers.values()].map((server) => server.process);
    for (const started of await Promise.allSettled(processes)) {
      if (started.status === "fulfilled") await started.value.end();
    }
    await Promise.all(this.#work);
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #server(instanceId: string): Server {
    const server = this.#servers.get(instanceId);
    if (server === undefined) throw new Error(`${instanceId} has no Redis server`);
    return server;
  }

  #counted<T>(work: Promise<T>): Promise<T> {
    const begun = work.then(
      () => undefined,
      () => undefined,
    );
    this.#begun.add(begun);
    void begun.finally(() => this.#begun.delete(begun));
    return work;
  }

  /** SAVE and not BGSAVE: a FLUSHALL right after it would kill that, and the backup with it. */
  async #save(instanceId: string, file: string): Promise<void> {
    const server = this.#server(instanceId);
    const saved = server.saving.runExclusive(async () => {
      const { client } = await server.process;
      await client.save();
      await rename(path.join(server.folder, "dump.rdb"), file);
    });
    await this.#counted(saved);
  }

  async #temporary(): Promise<string> {
    return mkdtemp(path.join(this.#folder ?? tmpdir(), "scratch-"));
  }

  /** What a Redis server of its own will load. */
  async #sourceFolder(server: Server, source: KeySource): Promise<string> {
    const folder = await this.#temporary();
    if ("backupId" in source) {
      await copyFile(this.backupFile(source.backupId), path.join(folder, "dump.rdb"));
      return folder;
    }
    const written = await readFile(path.join(server.folder, "appendonlydir", COMMANDS));
    const appendOnly = path.join(folder, "appendonlydir");
    await mkdir(appendOnly);
    const kept = commandsUntil(written, source.time, source.shiftMs);
    await writeFile(path.join(appendOnly, COMMANDS), kept);
    const manifest = `file ${COMMANDS} seq 1 type i\n`;
    await writeFile(path.join(appendOnly, "appendonly.aof.manifest"), manifest);
    return folder;
  }

  async #scratch<T>(
    folder: string,
    source: KeySource,
    use: (redis: RedisProcess) => Promise<T>,
  ): Promise<T> {
    const appendonly = "backupId" in source ? "no" : "yes";
    const redis = await RedisProcess.start(folder, { appendonly });
    try {
      return await use(redis);
    } finally {
      await redis.end();
      await rm(folder, { recursive: true, force: true });
    }
  }
}
