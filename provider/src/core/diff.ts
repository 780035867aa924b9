import type { Shape } from "./check";
import { metadataOf, sameValue } from "./field";
import { hasUnknown } from "./unknown";

export interface Diff {
  /** The inputs whose declared value doesn't mean what state holds. */
  readonly changed: readonly string[];
  /** Those of them (or of the outputs) that make a new resource. */
  readonly replaces: readonly string[];
}

/** Compares by each field's own meaning of "same"; an unknown value counts as changed. */
export function diffFields(
  shape: Shape,
  state: Record<string, unknown>,
  inputs: Record<string, unknown>,
): Diff {
  const changed = Object.entries(shape)
    .filter(([property, schema]) => {
      const declared = inputs[property];
      return hasUnknown(declared) || !sameValue(schema, state[property], declared);
    })
    .map(([property]) => property);
  const replaces = changed.filter(
    (property) => metadataOf(shape[property] as Shape[string]).replaceOnChanges === true,
  );
  return { changed, replaces };
}
