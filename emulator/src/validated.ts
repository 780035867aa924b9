import type { z } from "zod";
import type * as schemas from "./schemas";

type Schemas = typeof schemas.SCHEMAS;

/**
 * Checks what the types already promise, for callers whose types promise nothing (JavaScript, HTTP, files). The schemas
 * are loaded on first use: they would be most of the time a start takes.
 */
export function validated<K extends keyof Schemas>(
  kind: K,
  value: unknown,
  what: string = kind,
): z.infer<Schemas[K]> {
  const { SCHEMAS, checked } = require("./schemas") as typeof schemas;
  return checked(SCHEMAS[kind] as unknown as z.ZodType<z.infer<Schemas[K]>>, value, what);
}
