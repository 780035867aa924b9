import { z } from "zod";

/** How json-bigint gives an integer that no number can hold. A zod object would copy its fields and lose it. */
const bigInteger = z.custom<object>(
  (value) => typeof value === "object" && !Array.isArray(value) && /^-?\d+$/.test(String(value)),
);

/** An id on the wire: text or integer, of any size. */
export const wireId = z.union([z.string(), z.number(), bigInteger]).transform(String);

/** A whole number that some operations spell as a string. */
export const wireInteger = z
  .union([z.number(), z.string().regex(/^-?\d+$/), bigInteger])
  .transform(Number);

/** 0 and 1, as number, string or boolean. */
export const wireFlag = z
  .union([z.number(), z.string(), z.boolean()])
  .transform((value) => String(value).toLowerCase())
  .pipe(z.enum(["0", "1", "false", "true"]))
  .transform((text) => text === "1" || text === "true");

/** A time in UTC, with or without seconds, and in some answers without its `Z`. */
export const wireTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/)
  .transform((text) => Date.parse(text.endsWith("Z") ? text : `${text}Z`))
  .refine((ms) => !Number.isNaN(ms), "not a time")
  .transform((ms) => new Date(ms).toISOString().replace(".000Z", "Z"));

/** An absent list is no items. */
export const wireList = <S extends z.ZodType>(item: S) =>
  z
    .array(item)
    .optional()
    .transform((list): z.output<S>[] => list ?? []);

/**
 * An answer without what says nothing: the service leaves a value out, or sends `null` or an empty text
 * for it, as it likes. What is required is then missing, whichever way.
 */
export function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (!isPlain(value)) return value;
  const said = Object.entries(value).filter(([, inside]) => inside !== null && inside !== "");
  return Object.fromEntries(said.map(([key, inside]) => [key, withoutBlanks(inside)]));
}

/** Not one of json-bigint's numbers. */
function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Milliseconds since 1970 as the minute that the API takes; later within a minute is the next one. */
export function minuteOf(ms: number): string {
  return `${new Date(Math.ceil(ms / 60_000) * 60_000).toISOString().slice(0, 16)}Z`;
}
