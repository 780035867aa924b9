/** A resource of a test's program. */
export interface Declaration {
  readonly type: "BackupPolicy" | "ManualBackup";
  readonly args: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Resources by their name in the program. */
export type Declarations = Readonly<Record<string, Declaration>>;

export interface PolicyArgs {
  readonly instanceId: string;
  readonly [property: string]: unknown;
}

const WINDOW = { preferredBackupPeriod: ["Monday"], preferredBackupTime: "02:00Z-03:00Z" };

/** A BackupPolicy: Monday, 02:00Z-03:00Z, where nothing else is said. */
export function policy(args: PolicyArgs, options?: Declaration["options"]): Declaration {
  const type = "BackupPolicy";
  return { type, args: { ...WINDOW, ...args }, ...(options === undefined ? {} : { options }) };
}

/** A ManualBackup that a destroy may delete even if it's the last one. */
export function backup(args: PolicyArgs, options?: Declaration["options"]): Declaration {
  const type = "ManualBackup";
  const all = { allowDeleteLast: true, ...args };
  return { type, args: all, ...(options === undefined ? {} : { options }) };
}

/** Arguments that are JavaScript and not a value, such as `declared.orders.instanceId`. */
export function code(text: string): unknown {
  return { [CODE]: text };
}

const CODE = "\u0000code";

const PRELUDE = `"use strict";
const pulumi = require("@pulumi/pulumi");
const { tair } = require("pulumi-redis-backup");
const declared = {};
`;

/** The text of a program: the declarations, or what the test itself has written. */
export function programText(program: Declarations | string): string {
  if (typeof program === "string") return PRELUDE + program;
  const lines = Object.entries(program).map(
    ([name, { type, args, options }]) =>
      `declared[${JSON.stringify(name)}] = new tair.${type}(${JSON.stringify(name)}, ${literal(args)}, ${literal(options ?? {})});`,
  );
  return `${PRELUDE}${lines.join("\n")}\n`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (CODE in value) return String((value as Record<string, unknown>)[CODE]);
  const entries = Object.entries(value).map(
    ([key, inside]) => `${JSON.stringify(key)}: ${literal(inside)}`,
  );
  return `{ ${entries.join(", ")} }`;
}
