/** A resource of a test's program. */
export interface Declaration {
  /** `tair` where nothing is said. */
  readonly module?: "tair" | "crs";
  readonly type: "BackupPolicy" | "CacheAnalysis" | "ManualBackup" | "Restore";
  readonly args: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A function that a test's program calls; its answer is an output of the stack, by its name in the program. */
export interface Question {
  readonly asks: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Resources, and the questions about what they are, by their name in the program. */
export type Declarations = Readonly<Record<string, Declaration | Question>>;

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

/** A question to a function of `tair`. */
export function ask(asks: string, args: Question["args"]): Question {
  return { asks, args };
}

/** A value that each language writes in its own way. */
class Expression {
  constructor(
    readonly inNode: string,
    readonly inYaml: unknown,
  ) {}
}

/** A value that nobody knows before a backup of the program is made. */
export function onceMade(name: string, value: string | number): unknown {
  // YAML has no functions: a choice of a list is unknown where anything in the list is, all of one type.
  const property = typeof value === "number" ? "backups[0].backupSize" : "startedAt";
  return new Expression(
    `declared[${JSON.stringify(name)}].startedAt.apply(() => ${JSON.stringify(value)})`,
    { "fn::select": [0, [value, `\${${name}.${property}}`]] },
  );
}

/** A part of a resource or of an answer, such as `backups[0].backupId`. */
export function partOf(name: string, part: string): unknown {
  return new Expression(`declared[${JSON.stringify(name)}].${part}`, `\${${name}.${part}}`);
}

export function secret(value: string): unknown {
  return new Expression(`pulumi.secret(${JSON.stringify(value)})`, { "fn::secret": value });
}

const PRELUDE = `"use strict";
const pulumi = require("@pulumi/pulumi");
const { crs, tair } = require("pulumi-redis-backup");
const declared = {};
`;

/** A program in JavaScript: the declarations, or what the test itself has written. */
export function nodeProgram(program: Declarations | string): string {
  if (typeof program === "string") return PRELUDE + program;
  const lines = Object.entries(program).map(([name, declared]) => {
    const key = JSON.stringify(name);
    if ("asks" in declared) {
      return `exports[${key}] = declared[${key}] = tair.${declared.asks}Output(${inNode(declared.args)});`;
    }
    const { module = "tair", type, args, options } = declared;
    return `declared[${key}] = new ${module}.${type}(${key}, ${inNode(args)}, ${inNode(options ?? {})});`;
  });
  return `${PRELUDE}${lines.join("\n")}\n`;
}

function inNode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inNode).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (value instanceof Expression) return value.inNode;
  const entries = Object.entries(value).map(
    ([key, inside]) => `${JSON.stringify(key)}: ${inNode(inside)}`,
  );
  return `{ ${entries.join(", ")} }`;
}

/** What of a program in YAML declares resources, asks functions, and gives their answers. */
export function yamlProgram(program: Declarations): object {
  const resources: Record<string, object> = {};
  const variables: Record<string, object> = {};
  const outputs: Record<string, string> = {};
  for (const [name, declared] of Object.entries(program)) {
    if ("asks" in declared) {
      const { asks, args } = declared;
      variables[name] = {
        "fn::invoke": { function: `redis-backup:tair:${asks}`, arguments: inYaml(args) },
      };
      outputs[name] = `\${${name}}`;
    } else {
      const { module = "tair", type, args, options } = declared;
      resources[name] = {
        type: `redis-backup:${module}:${type}`,
        properties: inYaml(args),
        options: inYaml(options ?? {}),
      };
    }
  }
  return { resources, variables, outputs };
}

function inYaml(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inYaml);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Expression) return value.inYaml;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, inYaml(inside)]));
}
