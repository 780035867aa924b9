import { checkFields, show, type Shape } from "./check";
import type { Failure } from "./errors";
import { metadataOf, sameValue } from "./field";

type Json = Record<string, unknown>;

/**
 * State as a handler may rely on it. An earlier version had fewer options, which get their defaults.
 * A live input may be whatever a refresh has found; everything else is ours.
 */
export function recorded(
  { inputs, outputs }: { readonly inputs: Shape; readonly outputs: Shape },
  state: Json,
): { known: Json; failures: Failure[] } {
  // Absent and null are one on the wire, and no handler knows a null.
  const known: Json = Object.fromEntries(
    Object.entries(state).filter(([, value]) => value !== null),
  );
  const failures: Failure[] = [];
  const unreadable = (property: string) => ({
    property,
    reason: `state holds ${show(state[property])}, which this version can't read. Was it written by a later version, or edited?`,
  });
  for (const [property, schema] of Object.entries(outputs)) {
    if (!schema.safeParse(state[property] ?? undefined).success)
      failures.push(unreadable(property));
  }
  for (const [property, schema] of Object.entries(inputs)) {
    const value = state[property] ?? undefined;
    const isOurs = metadataOf(schema).live !== true;
    const parsed = schema.safeParse(value);
    if (value !== undefined && !isOurs) {
      // What the cloud holds may be out of bounds, but a list is no text.
      const isOther = parsed.error?.issues.some(({ code }) => code === "invalid_type");
      if (isOther === true) failures.push(unreadable(property));
    } else if (parsed.success) known[property] = parsed.data;
    else failures.push(unreadable(property));
  }
  return { known, failures };
}

/**
 * Declared inputs as a refresh leaves them. What the user didn't set stays absent; what means the same
 * keeps the user's spelling.
 */
export function refreshed(shape: Shape, prior: Json, live: Json): Json {
  const inputs: Json = {};
  for (const [property, schema] of Object.entries(shape)) {
    const before = prior[property];
    if (before === undefined || before === null) continue;
    const isLive = metadataOf(schema).live === true && property in live;
    inputs[property] =
      isLive && !sameValue(schema, before, live[property]) ? live[property] : before;
  }
  return defined(inputs);
}

/** An import gets every field as it is, even one that could not be declared, and the options at their defaults. */
export function imported(shape: Shape, live: Json): Json {
  const seen = Object.entries(live).filter(([property]) => Object.hasOwn(shape, property));
  return defined({ ...Object.fromEntries(seen), ...checkFields(shape, live).inputs });
}

export function defined(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}
