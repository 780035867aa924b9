import { execFile } from "node:child_process";
import fs from "node:fs";
import { promisify } from "node:util";

export interface StackFlags {
  readonly stack?: string;
  readonly cwd?: string;
  readonly state?: string;
}

const MOST_BYTES = 1024 ** 3;

/** What `pulumi stack export` tells of one stack, or has told of it in a file; secrets stay encrypted. */
export async function exportOf(flags: StackFlags): Promise<unknown> {
  const { state } = flags;
  const text = state === undefined ? await exported(flags) : fs.readFileSync(state, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(
      `${state ?? "the answer of `pulumi stack export`"} is not JSON: it has to be what \`pulumi stack export\` writes`,
    );
  }
}

async function exported({ stack, cwd = "." }: StackFlags): Promise<string> {
  const named = stack === undefined ? [] : ["--stack", stack];
  const args = ["stack", "export", "--non-interactive", "--cwd", cwd, ...named];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: MOST_BYTES });
    return stdout;
  } catch (error) {
    throw new Error(reasonOf(error as NodeJS.ErrnoException & { stderr?: string }), {
      cause: error,
    });
  }
}

function reasonOf(error: NodeJS.ErrnoException & { readonly stderr?: string }): string {
  if (error.code === "ENOENT") {
    return "there is no `pulumi` on the PATH, and `pulumi stack export` is what tells a stack; --state takes what it wrote elsewhere";
  }
  const said = error.stderr?.trim();
  return `\`pulumi stack export\` failed: ${said === undefined || said === "" ? error.message : said}`;
}
