import { z } from "zod";

/** What Pulumi and people need to know of a property beyond its schema. */
export interface FieldMetadata {
  /** Meaning, unit and the API page it rests on; becomes the reference page. */
  readonly description: string;
  /** What is allowed, to end the sentence `"x" is not …`. */
  readonly expected?: string;
  /** A change makes a new resource. */
  readonly replaceOnChanges?: true;
  /** Values are encrypted in state. */
  readonly secret?: true;
  /** The cloud holds a live value of this input: `read` returns it and a change of it is drift. */
  readonly live?: true;
  /** An output that no update of what is finished changes, and that a preview can tell. */
  readonly stable?: true;
  /** When two values mean the same; structural equality where absent. */
  readonly same?: (a: never, b: never) => boolean;
}

const registry = z.registry<FieldMetadata>();

/**
 * Declares a property. It must be the outermost call, after `.optional()` and `.default()`: zod makes
 * a new schema at each of those and metadata stays with the old one.
 */
export function field<S extends z.ZodType>(
  schema: S,
  metadata: Omit<FieldMetadata, "same"> & {
    readonly same?: (a: NonNullable<z.infer<S>>, b: NonNullable<z.infer<S>>) => boolean;
  },
): S {
  registry.add(schema, metadata);
  return schema;
}

export function metadataOf(schema: z.ZodType): FieldMetadata {
  const metadata = registry.get(schema);
  if (metadata === undefined) throw new Error("a property without field(): give it a description");
  return metadata;
}

/** Whether two values of a field mean the same. Absent, `undefined` and `null` are one. */
export function sameValue(schema: z.ZodType, a: unknown, b: unknown): boolean {
  if (a === undefined || a === null) return b === undefined || b === null;
  if (b === undefined || b === null) return false;
  if (equal(a, b)) return true;
  const same = metadataOf(schema).same as ((a: unknown, b: unknown) => boolean) | undefined;
  // What isn't a value of the field, such as a broken state, has no meaning to compare.
  const hasMeaning = () => [a, b].every((value) => schema.safeParse(value).success);
  return same !== undefined && hasMeaning() && same(a, b);
}

/** Structural equality; the order of keys doesn't count, since a protobuf Struct reorders them. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equal(item, b[index]));
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = Object.entries(b).filter(([, value]) => value !== undefined);
  return (
    left.length === right.length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && equal(value, (b as never)[key]))
  );
}
