import { Reader, Writer } from "protobufjs/minimal";

/** How one field stands on the wire. */
export interface Field<T> {
  /** The number of the field and the type of its bytes, as they stand before each value. */
  readonly tag: number;
  /** What it is when the message does not hold it. */
  readonly absent: () => T;
  /** `before` is what earlier bytes of the same field said. */
  readonly read: (reader: Reader, before: T) => T;
  readonly write: (writer: Writer, value: T) => void;
}

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;

const tagOf = (number: number, type: number) => (number << 3) | type;

/**
 * A message of the engine's protocol, by its fields. What it reads beyond them is left out, as newer engines
 * send more; what it writes leaves out what is absent, as every library of the format does.
 */
export class Message<T extends object> {
  private readonly names: readonly (keyof T)[];
  private readonly byTag = new Map<number, keyof T>();

  constructor(private readonly fields: { readonly [K in keyof T]: Field<T[K]> }) {
    this.names = Object.keys(fields) as (keyof T)[];
    for (const name of this.names) this.byTag.set(fields[name].tag, name);
  }

  decode(bytes: Uint8Array): T {
    const reader = Reader.create(bytes);
    return this.read(reader, reader.len);
  }

  encode(values: Partial<T>): Buffer {
    const writer = Writer.create();
    this.write(writer, values);
    return writer.finish() as Buffer;
  }

  read(reader: Reader, end: number): T {
    const values = {} as T;
    for (const name of this.names) values[name] = this.fields[name].absent();
    readFields(reader, end, (tag) => {
      const name = this.byTag.get(tag);
      if (name === undefined) return false;
      values[name] = this.fields[name].read(reader, values[name]);
      return true;
    });
    return values;
  }

  write(writer: Writer, values: Partial<T>): void {
    for (const name of this.names) {
      const value = values[name];
      if (value !== undefined) this.fields[name].write(writer, value);
    }
  }
}

/** Reads up to `end`; what `read` has no use for is skipped. */
export function readFields(reader: Reader, end: number, read: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag)) reader.skipType(tag & 7);
  }
  if (reader.pos !== end) throw new RangeError(`a field goes beyond its message, at ${end}`);
}

/** Reads a message within another. */
export function within<T>(reader: Reader, read: (end: number) => T): T {
  const length = reader.uint32();
  return read(reader.pos + length);
}

export function writeWithin(writer: Writer, tag: number, write: () => void): void {
  writer.uint32(tag).fork();
  write();
  writer.ldelim();
}

const scalar = <T>(
  tag: number,
  absent: T,
  read: (reader: Reader) => T,
  write: (writer: Writer, value: T) => unknown,
): Field<T> => ({
  tag,
  absent: () => absent,
  read,
  write(writer, value) {
    if (value !== absent) write(writer.uint32(tag), value);
  },
});

export const string = (number: number) =>
  scalar<string>(
    tagOf(number, DELIMITED),
    "",
    (reader) => reader.string(),
    (writer, value) => writer.string(value),
  );

export const bool = (number: number) =>
  scalar<boolean>(
    tagOf(number, VARINT),
    false,
    (reader) => reader.bool(),
    (writer, value) => writer.bool(value),
  );

/** An `int32`, or an enum. */
export const int32 = (number: number) =>
  scalar<number>(
    tagOf(number, VARINT),
    0,
    (reader) => reader.int32(),
    (writer, value) => writer.int32(value),
  );

/** As a number: what we are sent counts things. */
export const int64 = (number: number) =>
  scalar<number>(
    tagOf(number, VARINT),
    0,
    (reader) => Number(reader.int64().toString()),
    (writer, value) => writer.int64(value),
  );

export const double = (number: number) =>
  scalar<number>(
    tagOf(number, FIXED_64),
    0,
    (reader) => reader.double(),
    (writer, value) => writer.double(value),
  );

/** Also a message that somebody else reads and writes. */
export const bytes = (number: number): Field<Uint8Array | undefined> =>
  scalar<Uint8Array | undefined>(
    tagOf(number, DELIMITED),
    undefined,
    (reader) => reader.bytes(),
    (writer, value) => writer.bytes(value ?? new Uint8Array()),
  );

export const message = <T extends object>(
  number: number,
  type: Message<T>,
): Field<Partial<T> | undefined> => ({
  tag: tagOf(number, DELIMITED),
  absent: () => undefined,
  read: (reader) => within(reader, (end) => type.read(reader, end)),
  write(writer, value) {
    writeWithin(writer, this.tag, () => type.write(writer, value ?? {}));
  },
});

const list = <T>(
  number: number,
  read: (reader: Reader) => T,
  write: (writer: Writer, tag: number, value: T) => unknown,
): Field<readonly T[]> => ({
  tag: tagOf(number, DELIMITED),
  absent: () => [],
  read: (reader, before) => [...before, read(reader)],
  write(writer, values) {
    for (const value of values) write(writer, this.tag, value);
  },
});

export const strings = (number: number) =>
  list(
    number,
    (reader) => reader.string(),
    (writer, tag, value) => writer.uint32(tag).string(value),
  );

export const messages = <T extends object>(number: number, type: Message<T>) =>
  list<Partial<T>>(
    number,
    (reader) => within(reader, (end) => type.read(reader, end)),
    (writer, tag, value) => writeWithin(writer, tag, () => type.write(writer, value)),
  );
