import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { InvalidInputs } from "../core/errors";

type Json = Record<string, unknown>;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** Properties as they come over the wire: plain values, and which of them hold a secret anywhere inside. */
export interface Properties {
  readonly values: Json;
  readonly secrets: ReadonlySet<string>;
}

export function fromWire(struct: Struct | undefined): Properties {
  const secrets = new Set<string>();
  const values: Json = {};
  for (const [property, value] of Object.entries(plainOf(struct))) {
    values[property] = unwrap(value, () => secrets.add(property));
  }
  return { values, secrets };
}

/** A struct of a broken request may hold values of no kind at all. */
function plainOf(struct: Struct | undefined): Json {
  try {
    return struct?.toJavaScript() ?? {};
  } catch {
    const reason =
      "the request holds a value of no kind that this plugin knows: is it from a newer Pulumi CLI?";
    throw new InvalidInputs([{ property: "properties", reason }]);
  }
}

function unwrap(value: unknown, onSecret: () => void): unknown {
  if (Array.isArray(value)) return value.map((item) => unwrap(item, onSecret));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Json;
  switch (object[SIGNATURE]) {
    case SECRET:
      onSecret();
      return unwrap(object["value"], onSecret);
    case OUTPUT:
      if (object["secret"] === true) onSecret();
      return unwrap(object["value"], onSecret);
    case RESOURCE:
      return unwrap(object["id"] ?? object["urn"], onSecret);
    default:
      return Object.fromEntries(
        Object.entries(object).map(([key, item]) => [key, unwrap(item, onSecret)]),
      );
  }
}

/** The way back; `secrets` are marked so that the engine encrypts them. */
export function toWire(values: Json, secrets: Iterable<string> = []): Struct {
  const marked = new Set(secrets);
  const wire: Record<string, never> = {};
  for (const [property, value] of Object.entries(values)) {
    if (value === undefined) continue;
    wire[property] = (
      marked.has(property) ? { [SIGNATURE]: SECRET, value: plain(value) } : plain(value)
    ) as never;
  }
  return Struct.fromJavaScript(wire);
}

/** A Struct has no `undefined`. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item)]),
  );
}

/** `urn:pulumi:stack::project::parent$type::name` → `type`. */
export function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.split("$").at(-1) ?? "";
}
