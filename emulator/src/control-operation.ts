import type { z } from "zod";
import type { Emulator } from "./emulator";
import { checked } from "./schemas";

/** What a request to `/_emulator/…` does. */
export type Operation = (emulator: Emulator, body: unknown, query: URLSearchParams) => unknown;

/** One that takes a body. */
export function taking<T>(
  schema: z.ZodType<T>,
  run: (emulator: Emulator, body: T) => unknown,
): Operation {
  return (emulator, body) => run(emulator, checked(schema, body, "the body"));
}
