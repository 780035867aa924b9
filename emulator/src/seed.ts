import { readFileSync } from "node:fs";
import type * as yamlModule from "yaml";
import type { z } from "zod";
import type { SCHEMAS } from "./schemas";
import { validated } from "./validated";

/** What exists before the first request. */
export type Seed = z.infer<typeof SCHEMAS.seed>;

/** A seed from a file in JSON or YAML; an error names the file and the path of each bad field. */
export function readSeed(path: string): Seed {
  return validated("seed", parsed(path, readFileSync(path, "utf8")), path);
}

function parsed(path: string, text: string): unknown {
  try {
    if (path.endsWith(".json")) return JSON.parse(text);
    const yaml = require("yaml") as typeof yamlModule; // heavy, and not needed without a seed file
    return yaml.parse(text);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
