import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** The built command: what a user runs. */
export const BIN = path.join(__dirname, "../../dist/cli/main.js");

const children = new Set<ChildProcess>();

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function run(...args: string[]): Promise<Ended> {
  return start(args).ended;
}

/** The same with other variables. */
export async function runWith(
  environment: Record<string, string>,
  ...args: string[]
): Promise<Ended> {
  return start(args, environment).ended;
}

export interface RunningEmulator {
  readonly welcome: string;
  readonly environment: Record<string, string>;
  control<T>(method: "GET" | "POST", operation: string, body?: unknown): Promise<T>;
  end(signal: NodeJS.Signals): Promise<Ended>;
}

/** Starts `redis-backup emulator` and returns when it has said everything. */
export async function emulatorWith(...args: string[]): Promise<RunningEmulator> {
  const { child, ended, saw } = start(["emulator", ...args]);
  const welcome = await saw("export ALIBABA_CLOUD_ENDPOINT_STS=");
  const environment = Object.fromEntries(
    [...welcome.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  return {
    welcome,
    environment,
    async control<T>(method: "GET" | "POST", operation: string, body?: unknown) {
      const answer = await fetch(`${environment["REDIS_BACKUP_ENDPOINT"]}/_emulator/${operation}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await answer.json()) as T;
    },
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Nothing a failed test has started may outlive it. */
export function endAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

function start(args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  children.add(child);
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => (printed[name] += chunk));
  }
  const ended = once(child, "close").then(([exitCode]): Ended => {
    children.delete(child);
    return { exitCode: exitCode as number | null, ...printed };
  });
  const saw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      child.stdout.on("data", () => {
        if (printed.stdout.includes(text)) resolve(printed.stdout);
      });
      void ended.then(({ stderr }) => reject(new Error(`the command ended: ${stderr}`)));
    });
  return { child, ended, saw };
}
