import { z } from "zod";

/** An id on the wire: string, integer, or json-bigint's object for what doesn't fit a number. */
export const wireId = z
  .union([z.string(), z.number(), z.object({}).refine((value) => /^\d+$/.test(String(value)))])
  .transform(String);

/** A whole number that some operations spell as a string. */
export const wireInteger = z
  .union([
    z.number(),
    z.string().regex(/^-?\d+$/),
    z.object({}).refine((v) => /^\d+$/.test(String(v))),
  ])
  .transform(Number);

/** 0 and 1, as number, string or boolean. */
export const wireFlag = z
  .union([z.number(), z.string(), z.boolean()])
  .transform((value) => ["1", "true"].includes(String(value).toLowerCase()));

/** A time in UTC, with or without seconds, and in some answers without its `Z`. */
export const wireTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/)
  .transform((text) =>
    new Date(text.endsWith("Z") ? text : `${text}Z`).toISOString().replace(".000Z", "Z"),
  );

/** An absent list, an empty string and `null` are no items. */
export const wireList = <S extends z.ZodType>(item: S) =>
  z
    .union([z.array(item), z.null(), z.literal("")])
    .optional()
    .transform((list): z.output<S>[] => (Array.isArray(list) ? (list as z.output<S>[]) : []));

/** Milliseconds since 1970 as the minute that the API takes; later within a minute is the next one. */
export function minuteOf(ms: number): string {
  return `${new Date(Math.ceil(ms / 60_000) * 60_000).toISOString().slice(0, 16)}Z`;
}
