import path from "node:path";
import { ENGINE_PLUGIN } from "./global-setup";
import { nodeProgram, yamlProgram, type Declaration, type Declarations } from "./program";

export const HOST_NAMES = ["dynamic", "plugin"] as const;
export type HostName = (typeof HOST_NAMES)[number];

/** How a program reaches the resources, and in what the two ways differ for a reason. */
interface Host {
  /** The type of a resource in its URN. */
  typeOf(type: Declaration["type"]): string;
  /** The files of a project that declares these resources, by name. */
  project(name: string, program: Declarations | string): Record<string, string>;
  /** What its programs start quicker with. */
  readonly environment: Readonly<Record<string, string>>;
}

export const HOSTS: Record<HostName, Host> = {
  dynamic: {
    typeOf: (type) => `pulumi-nodejs:dynamic/redis-backup/tair:${type}`,
    project: (name, program) => ({
      // Programs are JavaScript: checking types would be most of the time that a run takes.
      "Pulumi.yaml": JSON.stringify({
        name,
        runtime: { name: "nodejs", options: { typescript: false } },
      }),
      "index.js": nodeProgram(program),
    }),
    environment: {
      NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, "late-modules.js"))}`,
    },
  },
  /** With a program in YAML: a run of it takes a third of the time of one in JavaScript. */
  plugin: {
    typeOf: (type) => `redis-backup:tair:${type}`,
    project: (name, program) => {
      if (typeof program === "string") throw new Error("a program in JavaScript is for dynamic");
      const providers = [{ name: "redis-backup", path: process.env[ENGINE_PLUGIN] }];
      return {
        "Pulumi.yaml": JSON.stringify({
          name,
          runtime: "yaml",
          plugins: { providers },
          ...yamlProgram(program),
        }),
      };
    },
    environment: {},
  },
};

/*
 * Where the same program gives another result, because the engine's dynamic host hands less on, or
 * because of the language of the program.
 */

const onlyThePlugin: Record<HostName, boolean> = { dynamic: false, plugin: true };

/** Looks at the cloud at a preview, and refreshes a policy before an update: dynamic previews ask nobody. */
export const LOOKS_FIRST = onlyThePlugin;

/** Tells the engine which properties have changed, and is told of `ignoreChanges`. */
export const SAYS_PROPERTIES = onlyThePlugin;

/** Is told of Ctrl-C, and of `customTimeouts`. */
export const HEARS_CANCEL = onlyThePlugin;

/** The program is in a language that checks names and types itself, by the schema. */
export const CHECKS_TYPES = onlyThePlugin;
