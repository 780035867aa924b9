import fs from "node:fs";
import path from "node:path";

/** A resource in state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom: boolean;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly initErrors?: string[];
}

export interface Deployment {
  readonly resources?: StateResource[];
  readonly pending_operations?: { readonly type: string; readonly resource: StateResource }[];
}

/**
 * The state of a stack as the file backend has stored it, which is what `stack export` shows, without
 * half a second for a start of the engine; undefined where something in it is encrypted.
 */
export function plainState(
  backendDir: string,
  project: string,
  stack: string,
): Deployment | undefined {
  const file = path.join(backendDir, ".pulumi/stacks", project, `${stack}.json`);
  const text = fs.readFileSync(file, "utf8");
  if (text.includes('"ciphertext"')) return undefined;
  const { checkpoint } = JSON.parse(text) as { checkpoint: { latest?: Deployment } };
  return checkpoint.latest ?? {};
}
