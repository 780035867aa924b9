import { Reader, Writer } from "protobufjs/minimal";
import { InvalidInputs } from "../core/errors";
import { readFields, within, writeWithin } from "./protobuf";

type Json = Record<string, unknown>;

/** A `google.protobuf.Struct`, as it comes over the wire. */
export type Struct = Uint8Array;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** Properties as they come over the wire: plain values, and which of them hold a secret anywhere inside. */
export interface Properties {
  readonly values: Json;
  readonly secrets: ReadonlySet<string>;
}

/** The fields of `struct.proto` with the type of their bytes. */
const ENTRY = 0x0a;
const KEY = 0x0a;
const VALUE = 0x12;
const NULL = 0x08;
const NUMBER = 0x11;
const STRING = 0x1a;
const BOOL = 0x20;
const STRUCT = 0x2a;
const LIST = 0x32;
const ITEM = 0x0a;

export function fromWire(struct: Struct | undefined): Properties {
  const secrets = new Set<string>();
  const values: Json = {};
  if (struct === undefined) return { values, secrets };
  const reader = Reader.create(struct);
  let isSecret = false;
  try {
    readEntries(
      reader,
      reader.len,
      () => (isSecret = true),
      (property, value) => {
        put(values, property, value);
        if (isSecret) secrets.add(property);
        isSecret = false;
      },
    );
  } catch (error) {
    const reason = `the request holds ${(error as Error).message}: is it from a newer Pulumi CLI?`;
    throw new InvalidInputs([{ property: "properties", reason }]);
  }
  return { values, secrets };
}

function readEntries(
  reader: Reader,
  end: number,
  onSecret: () => void,
  onEntry: (key: string, value: unknown) => void,
): void {
  readFields(reader, end, (tag) => {
    if (tag !== ENTRY) return false;
    let key = "";
    let value: unknown;
    within(reader, (end) =>
      readFields(reader, end, (tag) => {
        if (tag === KEY) key = reader.string();
        else if (tag === VALUE) value = within(reader, (end) => readValue(reader, end, onSecret));
        else return false;
        return true;
      }),
    );
    onEntry(key, value);
    return true;
  });
}

/** What a value of a broken request may be. */
const NOTHING = Symbol("nothing");

function readValue(reader: Reader, end: number, onSecret: () => void): unknown {
  let value: unknown = NOTHING;
  readFields(reader, end, (tag) => {
    switch (tag) {
      case NULL:
        reader.int32();
        value = null;
        return true;
      case NUMBER:
        value = reader.double();
        return true;
      case STRING:
        value = reader.string();
        return true;
      case BOOL:
        value = reader.bool();
        return true;
      case STRUCT:
        value = within(reader, (end) => readObject(reader, end, onSecret));
        return true;
      case LIST:
        value = within(reader, (end) => readList(reader, end, onSecret));
        return true;
      default:
        return false;
    }
  });
  if (value === NOTHING) throw new Error("a value of no kind that this plugin knows");
  return value;
}

function readList(reader: Reader, end: number, onSecret: () => void): unknown[] {
  const items: unknown[] = [];
  readFields(reader, end, (tag) => {
    if (tag !== ITEM) return false;
    items.push(within(reader, (end) => readValue(reader, end, onSecret)));
    return true;
  });
  return items;
}

/** An object, or what the engine wraps in one. */
function readObject(reader: Reader, end: number, onSecret: () => void): unknown {
  const object: Json = {};
  readEntries(reader, end, onSecret, (key, value) => put(object, key, value));
  switch (object[SIGNATURE]) {
    case SECRET:
      onSecret();
      return object["value"];
    case OUTPUT:
      if (object["secret"] === true) onSecret();
      return object["value"];
    case RESOURCE:
      return object["id"] ?? object["urn"];
    default:
      return object;
  }
}

/** A key of somebody else's may be the name of what every object has. */
function put(object: Json, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

/** The way back; `secrets` are marked so that the engine encrypts them. */
export function toWire(values: Json, secrets: Iterable<string> = []): Struct {
  const marked = new Set(secrets);
  const writer = Writer.create();
  for (const [property, value] of Object.entries(values)) {
    const isSecret = value !== undefined && marked.has(property);
    writeEntry(writer, property, isSecret ? { [SIGNATURE]: SECRET, value } : value);
  }
  return writer.finish();
}

function writeEntries(writer: Writer, object: object): void {
  for (const [key, value] of Object.entries(object)) writeEntry(writer, key, value);
}

/** A Struct has no `undefined`. */
function writeEntry(writer: Writer, key: string, value: unknown): void {
  if (value === undefined) return;
  writeWithin(writer, ENTRY, () => {
    writer.uint32(KEY).string(key);
    writeWithin(writer, VALUE, () => writeValue(writer, value));
  });
}

function writeValue(writer: Writer, value: unknown): void {
  switch (typeof value) {
    case "string":
      writer.uint32(STRING).string(value);
      break;
    case "number":
      writer.uint32(NUMBER).double(value);
      break;
    case "boolean":
      writer.uint32(BOOL).bool(value);
      break;
    case "undefined":
      writer.uint32(NULL).int32(0);
      break;
    case "object":
      if (value === null) writer.uint32(NULL).int32(0);
      else if (Array.isArray(value)) writeWithin(writer, LIST, () => writeItems(writer, value));
      else writeWithin(writer, STRUCT, () => writeEntries(writer, value));
      break;
    default:
      throw new TypeError(`a ${typeof value} can't be sent to the engine`);
  }
}

function writeItems(writer: Writer, items: readonly unknown[]): void {
  for (const item of items) writeWithin(writer, ITEM, () => writeValue(writer, item));
}

/** `urn:pulumi:stack::project::parent$type::name` → `type`. */
export function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.split("$").at(-1) ?? "";
}
