import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type * as ioredis from "ioredis";
import type { Redis } from "ioredis";

/** redis-server, and beside it a watch that ends it when the pipe to its parent breaks: it outlives nobody. */
const WATCHED = '(read _; kill -KILL $$) <&3 >/dev/null 2>&1 & exec redis-server "$@" 3<&-';
const COMMAND_NOT_FOUND = 127;
const ATTEMPTS = 5;

/** A Redis server of our own, on a free port of the loopback interface, in a folder of its own. */
export class RedisProcess {
  #isEnding = false;

  private constructor(
    readonly port: number,
    /** Our connection to it. */
    readonly client: Redis,
    private readonly child: ChildProcess,
  ) {}

  /** Ends when it has loaded what is in its folder and takes commands. */
  static async start(folder: string, options: Record<string, string>): Promise<RedisProcess> {
    for (let attempt = 1; ; attempt++) {
      const port = await freePort();
      const { child, refusal } = await launch({
        ...{ port: `${port}`, bind: "127.0.0.1", dir: folder, save: "" },
        ...options,
      });
      if (refusal === undefined) return new RedisProcess(port, connect(port), child);
      // Somebody else was quicker to take the port.
      if (refusal.includes("Address already in use") && attempt < ATTEMPTS) continue;
      throw new Error(refusal);
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Called when it ends by itself: when it hangs up, which is often known first, and when it has ended. */
  onLoss(told: (how: string) => void): void {
    const tell = (how: string) => {
      if (!this.#isEnding) told(how);
    };
    this.client.once("end", () => tell("it hung up"));
    this.child.once("exit", (code, signal) => tell(signal ?? `exit code ${code}`));
  }

  /** At once: whatever is worth keeping has been copied. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.client.status !== "end") this.client.disconnect();
    await kill(this.child);
  }
}

async function launch(
  options: Record<string, string>,
): Promise<{ child: ChildProcess; refusal?: string }> {
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const stdio = ["ignore", "pipe", "pipe", "pipe"] as const;
  const child = spawn("sh", ["-c", WATCHED, "redis-server", ...words], {
    stdio: [...stdio],
    // Not the default: under Jest that would be the PATH of before the test changed it.
    env: process.env,
  });
  // When the emulator ends without closing it, the pipe breaks; that is no error of ours.
  child.stdio[3]?.on("error", () => undefined);
  child.once("exit", () => child.stdio[3]?.destroy());
  let said = "";
  const isReady = new Promise<true>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        if (said.length < 20_000) said += chunk.toString();
        if (said.includes("Ready to accept connections")) resolve(true);
      });
    }
  });
  const ended = once(child, "exit") as Promise<[number | null]>;
  const outcome = await Promise.race([isReady, ended]);
  if (outcome === true) return { child };
  const [code] = outcome;
  const refusal =
    code === COMMAND_NOT_FOUND
      ? "redis-server is not on PATH: an instance with `redis: true` keeps its keys in one. " +
        "Install Redis 7.0 or later (Debian, Ubuntu: apt-get install redis-server)"
      : `redis-server did not start (exit code ${code}); Redis 7.0 or later is needed. It said:\n${said.trim()}`;
  return { child, refusal };
}

function connect(port: number): Redis {
  // Loaded on first use: an emulator without real data does not need it.
  const { Redis } = require("ioredis") as typeof ioredis;
  // A server of our own that hangs up has ended: to look for it again would only hide that.
  const client = new Redis({ port, host: "127.0.0.1", retryStrategy: () => null });
  // A command that fails says so itself; without this a process that is ended would end ours.
  client.on("error", () => undefined);
  return client;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
