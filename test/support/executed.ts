import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface Where {
  readonly cwd: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** What a command printed; one that fails is an error with all that it said. */
export async function executed(
  command: string,
  args: readonly string[],
  { cwd, environment = process.env }: Where,
): Promise<string> {
  const options = { cwd, env: environment, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)(command, args, options)).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const line = [command, ...args].join(" ");
    throw new Error(`${line} in ${cwd}: ${(error as Error).message}\n${stdout}${stderr}`);
  }
}
