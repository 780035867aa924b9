/** A resource of a test's program. */
export interface Declaration {
  /** `tair` where nothing is said. */
  readonly module?: "tair" | "crs";
  readonly type: "BackupPolicy" | "ManualBackup" | "Restore";
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

/** A value that nobody knows before a backup of the program is made. */
export function onceMade(name: string, value: string | number): unknown {
  return { [LATER]: { name, value } satisfies Later };
}

const LATER = "\u0000later";

interface Later {
  readonly name: string;
  readonly value: string | number;
}

const PRELUDE = `"use strict";
const pulumi = require("@pulumi/pulumi");
const { crs, tair } = require("pulumi-redis-backup");
const declared = {};
`;

/** A program in JavaScript: the declarations, or what the test itself has written. */
export function nodeProgram(program: Declarations | string): string {
  if (typeof program === "string") return PRELUDE + program;
  const lines = Object.entries(program).map(
    ([name, { module = "tair", type, args, options }]) =>
      `declared[${JSON.stringify(name)}] = new ${module}.${type}(${JSON.stringify(name)}, ${inNode(args)}, ${inNode(options ?? {})});`,
  );
  return `${PRELUDE}${lines.join("\n")}\n`;
}

function inNode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inNode).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const later = laterOf(value);
  if (later !== undefined) {
    return `declared[${JSON.stringify(later.name)}].startedAt.apply(() => ${JSON.stringify(later.value)})`;
  }
  const entries = Object.entries(value).map(
    ([key, inside]) => `${JSON.stringify(key)}: ${inNode(inside)}`,
  );
  return `{ ${entries.join(", ")} }`;
}

/** The resources of a program in YAML. */
export function yamlProgram(program: Declarations): object {
  const resources = Object.entries(program).map(
    ([name, { module = "tair", type, args, options }]) => [
      name,
      {
        type: `redis-backup:${module}:${type}`,
        properties: inYaml(args),
        options: inYaml(options ?? {}),
      },
    ],
  );
  return Object.fromEntries(resources) as object;
}

function inYaml(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inYaml);
  if (typeof value !== "object" || value === null) return value;
  const later = laterOf(value);
  if (later !== undefined) {
    // YAML has no functions: a choice of a list is unknown where anything in the list is, all of one type.
    const property = typeof later.value === "number" ? "backups[0].backupSize" : "startedAt";
    return { "fn::select": [0, [later.value, `\${${later.name}.${property}}`]] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, inYaml(inside)]));
}

function laterOf(value: object): Later | undefined {
  return (value as Record<string, Later | undefined>)[LATER];
}
