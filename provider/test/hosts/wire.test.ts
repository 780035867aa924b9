import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { InvalidInputs } from "../../src/core/errors";
import { fromWire, toWire, typeOf } from "../../src/hosts/wire";

// The SDK's Struct is the judge of the bytes, in both directions.

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });

const sent = (values: object) => Struct.fromJavaScript(values as never).serializeBinary();
const seen = (bytes: Uint8Array) => Struct.deserializeBinary(bytes).toJavaScript();

const EVERYTHING = {
  text: "„r-…“ \u{1f600} \u0000",
  empty: "",
  zero: 0,
  negative: -1.5,
  large: 2 ** 53,
  tiny: Number.MIN_VALUE,
  yes: true,
  no: false,
  nothing: null,
  list: [1, "two", null, [], [[false]], {}],
  object: { "": { deeper: { list: [{ a: 1 }] } } },
  constructor: "a key like any other",
};

test("values are what the SDK reads and writes", () => {
  expect(fromWire(sent(EVERYTHING)).values).toEqual(EVERYTHING);
  expect(seen(toWire(EVERYTHING))).toEqual(EVERYTHING);
  expect(seen(toWire(fromWire(sent(EVERYTHING)).values))).toEqual(EVERYTHING);
});

test("nothing is no properties", () => {
  expect(fromWire(undefined)).toEqual({ values: {}, secrets: new Set() });
  expect(fromWire(new Uint8Array())).toEqual({ values: {}, secrets: new Set() });
});

test("a property which holds a secret anywhere is told, and its value is the plain one", () => {
  const { values, secrets } = fromWire(
    sent({
      plain: { a: [1] },
      whole: secret({ a: 1 }),
      inside: { list: ["x", { deep: secret("s3cret") }] },
      twice: secret({ inner: secret(1) }),
      output: {
        [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
        value: "v",
        secret: true,
        dependencies: [],
      },
      known: { [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "w" },
      reference: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "u", id: "i" },
      unnamed: { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "u" },
      strange: { [SIGNATURE]: "something else" },
    }),
  );
  expect(values).toEqual({
    plain: { a: [1] },
    whole: { a: 1 },
    inside: { list: ["x", { deep: "s3cret" }] },
    twice: { inner: 1 },
    output: "v",
    known: "w",
    reference: "i",
    unnamed: "u",
    strange: { [SIGNATURE]: "something else" },
  });
  expect(secrets).toEqual(new Set(["whole", "inside", "twice", "output"]));
});

test("secrets are marked on the way back, and what is undefined is left out", () => {
  const values = { plain: 1, key: { a: [undefined, 2], b: undefined }, gone: undefined };
  expect(seen(toWire(values, ["key", "gone", "never"]))).toEqual({
    plain: 1,
    key: secret({ a: [null, 2] }),
  });
});

test("a key that every object has is one of the values alone", () => {
  // The SDK's own code loses it.
  const bytes = toWire(
    JSON.parse(`{ "tags": { "__proto__": { "polluted": true } } }`) as object as never,
  );
  const { tags } = fromWire(bytes).values as { tags: object };
  expect(Object.keys(tags)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("what no Struct can hold is not sent as something else", () => {
  expect(() => toWire({ size: 1n })).toThrow("a bigint can't be sent to the engine");
});

const VALUE_OF_NO_KIND = Buffer.from([0x0a, 0x05, 0x0a, 0x01, 0x61, 0x12, 0x00]);

test.each([
  ["a value of no kind", VALUE_OF_NO_KIND, "a value of no kind that this plugin knows"],
  ["bytes that end too early", sent(EVERYTHING).subarray(0, 20), "index out of range"],
  ["a length beyond all", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]), "index out of range"],
])("%s is a wrong input, not an error of the plugin", (_name, bytes, message) => {
  expect(() => fromWire(bytes)).toThrow(InvalidInputs);
  expect(() => fromWire(bytes)).toThrow(message);
});

test("lists within lists without an end are refused", () => {
  let value: Buffer = Buffer.from([0x08, 0x00]);
  const length = (n: number) => {
    const bytes = [];
    for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128);
    return Buffer.from([...bytes, n]);
  };
  const wrap = (tag: number, inner: Buffer) =>
    Buffer.concat([Buffer.from([tag]), length(inner.length), inner]);
  for (let depth = 0; depth < 20_000; depth += 1) {
    value = wrap(0x32, wrap(0x0a, value));
    if (depth % 1000 === 0 && value.length > 400_000) break;
  }
  const entry = Buffer.concat([Buffer.from([0x0a, 0x01, 0x61]), wrap(0x12, value)]);
  expect(() => fromWire(wrap(0x0a, entry))).toThrow(InvalidInputs);
});

test("the type of a URN is its last", () => {
  expect(typeOf("urn:pulumi:dev::t::parent$redis-backup:tair:BackupPolicy::a")).toBe(
    "redis-backup:tair:BackupPolicy",
  );
  expect(typeOf("")).toBe("");
});
