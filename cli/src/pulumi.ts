import { spawn } from "node:child_process";

export interface Where {
  readonly stack?: string | undefined;
  /** The folder of the project. */
  readonly cwd?: string | undefined;
}

export interface Said {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pulumi`, as it is found on PATH, to its end. */
export function pulumi(args: readonly string[], where: Where): Promise<Said> {
  const flags = ["--non-interactive", "--color", "never", ...flagsOf(where)];
  const child = spawn("pulumi", [...args, ...flags], {
    env: {
      ...process.env,
      // The provider refuses every write, whatever the engine asks it for.
      REDIS_BACKUP_READ_ONLY: "true",
      // Makes `--event-log` known.
      PULUMI_DEBUG_COMMANDS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => (texts[stream] += text));
  }
  return new Promise((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => reject(new Error(notStarted(error))));
    child.on("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

/** What `pulumi stack export` writes; secrets in it stay encrypted. */
export async function stackExport(where: Where): Promise<string> {
  const said = await pulumi(["stack", "export"], where);
  if (said.exitCode !== 0) throw new Error(ending(said));
  return said.stdout;
}

/** What chooses the same stack again. */
export function flagsOf({ stack, cwd }: Where): string[] {
  return [
    ...(stack === undefined ? [] : ["--stack", stack]),
    ...(cwd === undefined ? [] : ["--cwd", cwd]),
  ];
}

function notStarted({ code, message }: NodeJS.ErrnoException): string {
  if (code !== "ENOENT") return `pulumi could not be started: ${message}`;
  return `there is no pulumi on PATH: install the Pulumi command line, 3.243 or later`;
}

/** The last lines of what a command said, for a message. */
export function ending({ stdout, stderr }: Said): string {
  const lines = `${stderr.trim() === "" ? stdout : stderr}`.trim().split("\n");
  return lines.slice(-6).join("\n");
}
