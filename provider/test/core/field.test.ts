import { z } from "zod";
import { equal, field, metadataOf, sameValue } from "../../src/core/field";

const plain = field(z.unknown(), { description: "Anything." });

describe("the metadata of a field", () => {
  test("is found on the schema that it was given to", () => {
    const schema = field(z.string().optional(), { description: "A text.", replaceOnChanges: true });
    expect(metadataOf(schema)).toEqual({ description: "A text.", replaceOnChanges: true });
  });

  test.each([
    ["optional", () => field(z.string(), { description: "A text." }).optional()],
    ["default", () => field(z.string(), { description: "A text." }).default("x")],
    ["no field", () => z.string()],
  ])("fails to be found after %s: field() is the outermost call", (_name, make) => {
    expect(() => metadataOf(make())).toThrow("a property without field(): give it a description");
  });

  test("types the comparison by the schema", () => {
    field(z.array(z.string()).optional(), {
      description: "A set.",
      same: (a, b) => a.length === b.length,
    });
    field(z.number(), {
      description: "A number.",
      // @ts-expect-error The values are numbers.
      same: (a: string, b: string) => a === b,
    });
    // @ts-expect-error A field needs a description.
    field(z.number(), {});
  });
});

describe("two values", () => {
  test.each([
    [1, 1],
    ["a", "a"],
    [
      { a: 1, b: { c: 2, d: [3] } },
      { b: { d: [3], c: 2 }, a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [{ a: 1 }, { b: undefined, a: 1 }],
    [[], []],
    [undefined, null],
    [null, undefined],
    [undefined, undefined],
  ])("%j and %j are the same", (a, b) => {
    expect(sameValue(plain, a, b)).toBe(true);
  });

  test.each([
    [1, 2],
    [1, "1"],
    [0, undefined],
    ["", undefined],
    [false, null],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [["a"], ["a", "b"]],
    [["a"], { 0: "a" }],
    [[], {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [{ a: null }, {}],
    [{ toString: 1 }, {}],
    [{}, { constructor: 1 }],
    [1, {}],
    [null, {}],
  ])("%j and %j are not", (a, b) => {
    expect(sameValue(plain, a, b)).toBe(false);
  });

  const days = field(z.array(z.string()).optional(), {
    description: "A set.",
    same: (a, b) => [...a].sort().join() === [...b].sort().join(),
  });

  test("mean the same where their field says so", () => {
    expect(sameValue(days, ["b", "a"], ["a", "b"])).toBe(true);
    expect(sameValue(days, ["b", "a"], ["a", "c"])).toBe(false);
  });

  test.each([
    [undefined, ["a"]],
    [["a"], null],
  ])("%j and %j: the field is not asked of what is absent", (a, b) => {
    expect(sameValue(days, a, b)).toBe(false);
  });

  test.each([
    ["a", ["a"], false],
    [{ a: 1 }, { a: 1 }, true],
    [[1], [1], true],
    [[1], ["1"], false],
  ])("%j and %j: the field is not asked of what it can't hold", (a, b, same) => {
    expect(sameValue(days, a, b)).toBe(same);
  });
});

test("equality is that of structures, not of texts", () => {
  expect(equal({ a: [1, { b: 2, c: 3 }] }, { a: [1, { c: 3, b: 2 }] })).toBe(true);
  expect(equal([1, 2], [2, 1])).toBe(false);
});
