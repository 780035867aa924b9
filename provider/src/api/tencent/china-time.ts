import { z } from "zod";

/** China has one time zone and no daylight saving. */
const AHEAD_MS = 8 * 3_600_000;

/** `2017-02-08 16:46:34` in China time, as RFC 3339 in UTC. */
export const wireChinaTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  .transform((text) => Date.parse(`${text.replace(" ", "T")}+08:00`))
  .refine((ms) => !Number.isNaN(ms), "not a time")
  .transform((ms) => new Date(ms).toISOString().replace(".000Z", "Z"));

/** Milliseconds since 1970 in the form that the API takes. */
export function chinaTime(ms: number): string {
  return new Date(ms + AHEAD_MS).toISOString().slice(0, 19).replace("T", " ");
}
