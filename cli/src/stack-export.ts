import fs from "node:fs";
import { stackExport, type Where } from "./pulumi";

export interface StackFlags {
  readonly stack?: string;
  readonly cwd?: string;
  readonly state?: string;
}

/** What `pulumi stack export` tells of one stack, or has told of it in a file. */
export async function exportOf({ stack, cwd, state }: StackFlags): Promise<unknown> {
  const text = state === undefined ? await told({ stack, cwd }) : fs.readFileSync(state, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(
      `${state ?? "the answer of `pulumi stack export`"} is not JSON: it has to be what \`pulumi stack export\` writes`,
    );
  }
}

async function told(where: Where): Promise<string> {
  try {
    return await stackExport(where);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`\`pulumi stack export\` failed: ${message}`, { cause: error });
  }
}
