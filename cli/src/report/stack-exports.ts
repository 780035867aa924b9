import fs from "node:fs";
import path from "node:path";
import { stackExport } from "../pulumi";
import { contentsOf, type StackContents } from "./stack-contents";

/** A stack to look at, or a file with what `pulumi stack export` wrote of it. */
export type StackSource =
  | { readonly kind: "stack"; readonly name: string | undefined; readonly folder: string }
  | { readonly kind: "file"; readonly file: string };

export type StackOutcome =
  | { readonly ok: true; readonly contents: StackContents }
  | { readonly ok: false; readonly name: string; readonly message: string };

/** `--stack` and `--cwd` as stacks: all of one folder, or as many folders as stacks. */
export function sourcesOf(flags: {
  readonly stack: readonly string[];
  readonly cwd: readonly string[];
  readonly state: readonly string[];
}): StackSource[] {
  const { stack, cwd, state } = flags;
  const files = state.map((file) => ({ kind: "file" as const, file }));
  if (stack.length === 0) {
    return [
      ...cwd.map((folder) => ({ kind: "stack" as const, name: undefined, folder })),
      ...files,
    ];
  }
  if (cwd.length > 1 && cwd.length !== stack.length) {
    throw new Error(
      `${stack.length} times --stack and ${cwd.length} times --cwd: give one folder for all stacks, or one for each, in the same order`,
    );
  }
  const stacks = stack.map((name, n) => {
    const folder = cwd[n] ?? cwd[0] ?? ".";
    return { kind: "stack" as const, name, folder };
  });
  return [...stacks, ...files];
}

/** What a stack holds; one that can't be read is told as such. */
export async function readStack(source: StackSource): Promise<StackOutcome> {
  const name = nameOf(source);
  try {
    const text =
      source.kind === "file"
        ? fs.readFileSync(source.file, "utf8")
        : await stackExport({ stack: source.name, cwd: source.folder });
    return { ok: true, contents: contentsOf(name, text) };
  } catch (error) {
    return { ok: false, name, message: reasonOf(error as NodeJS.ErrnoException) };
  }
}

function nameOf(source: StackSource): string {
  if (source.kind === "file") return source.file;
  const folder = path.basename(path.resolve(source.folder));
  return source.name ?? `the selected stack in ${folder}`;
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? "no such file or folder" : message;
}
