import { z } from "zod";
import { checkFields, show, unknownProperty } from "../../src/core/check";
import { field } from "../../src/core/field";
import { UNKNOWN } from "../../src/core/unknown";

const shape = {
  name: field(z.string().min(1), {
    description: "Its name.",
    expected: 'a name such as "orders"',
  }),
  days: field(
    z
      .array(z.enum(["Monday", "Tuesday"]))
      .min(1)
      .refine((days) => new Set(days).size === days.length, "names a day twice")
      .optional(),
    { description: "Days.", expected: "a list of different days out of Monday, Tuesday" },
  ),
  keep: field(z.int().min(7).max(730).default(7), {
    description: "Days to keep.",
    expected: "a whole number of days from 7 to 730",
  }),
  role: field(z.strictObject({ arn: z.string(), hours: z.number().optional() }).optional(), {
    description: "A role.",
    expected: 'a role such as {"arn": "x"}',
  }),
  size: field(z.number().optional(), { description: "A size without words for what it may be." }),
};

/** What is wrong, as `property: reason`. */
function wrong(news: Record<string, unknown>): string[] {
  return checkFields(shape, { name: "orders", ...news }).failures.map(
    ({ property, reason }) => `${property}: ${reason}`,
  );
}

describe("inputs", () => {
  test("pass as they are, with defaults", () => {
    expect(checkFields(shape, { name: "orders", days: ["Tuesday", "Monday"] })).toEqual({
      inputs: { name: "orders", days: ["Tuesday", "Monday"], keep: 7 },
      failures: [],
    });
  });

  test("that are null or undefined are absent", () => {
    const news = { name: "orders", days: null, keep: undefined, other: null, more: undefined };
    expect(checkFields(shape, news)).toEqual({
      inputs: { name: "orders", keep: 7 },
      failures: [],
    });
  });

  test("that are unknown pass as they are, and so do their defaults and their neighbours", () => {
    const news = {
      name: UNKNOWN,
      days: ["Monday", UNKNOWN],
      role: { arn: UNKNOWN, no: 1 },
      size: 3,
    };
    expect(checkFields(shape, news)).toEqual({ inputs: { ...news, keep: 7 }, failures: [] });
  });

  test("that are wrong do not hide what else is wrong, and are left out", () => {
    const { inputs, failures } = checkFields(shape, { name: "", keep: 6, size: 2 });
    expect(inputs).toEqual({ size: 2 });
    expect(failures.map(({ property }) => property)).toEqual(["name", "keep"]);
  });
});

describe("a failure says what was received and what is allowed", () => {
  test.each([
    ["a missing value", { name: undefined }, 'name: is required: a name such as "orders".'],
    ["null for a value", { name: null }, 'name: is required: a name such as "orders".'],
    ["an empty text", { name: "" }, 'name: "" is not a name such as "orders".'],
    ["another type", { name: 7 }, 'name: 7 is not a name such as "orders".'],
    ["out of range", { keep: 731 }, "keep: 731 is not a whole number of days from 7 to 730."],
    ["a number as text", { keep: "7" }, 'keep: "7" is not a whole number of days from 7 to 730.'],
    [
      "a broken rule",
      { days: ["Monday", "Monday"] },
      'days: ["Monday","Monday"] names a day twice.',
    ],
    [
      "an empty list",
      { days: [] },
      "days: [] is not a list of different days out of Monday, Tuesday.",
    ],
    [
      "in a list",
      { days: ["Monday", "Funday"] },
      'days[1]: "Funday" is not one of Monday, Tuesday.',
    ],
    [
      "in an object",
      { role: { arn: "x", hours: "1" } },
      'role.hours: "1" is not allowed here: the whole is a role such as {"arn": "x"}.',
    ],
    ["missing in an object", { role: {} }, 'role.arn: is required in a role such as {"arn": "x"}.'],
    [
      "unknown in an object",
      { role: { arn: "x", minutes: 1 } },
      'role: {"arn":"x","minutes":1} is not a role such as {"arn": "x"}.',
    ],
    [
      "where nobody wrote down what is allowed",
      { size: "big" },
      'size: "big" is not accepted: expected number, received string.',
    ],
  ])("%s", (_name, news, failure) => {
    expect(wrong(news)).toEqual([failure]);
  });

  test("for each wrong item of a list", () => {
    expect(wrong({ days: ["Funday", "Monday", "Moonday"] })).toHaveLength(2);
  });
});

describe("a property that there is not", () => {
  test("comes with the nearest known one, and all that are", () => {
    expect(wrong({ nmae: "x" })).toEqual([
      'nmae: there is no such property. Did you mean "name"? Known: name, days, keep, role, size.',
    ]);
  });

  test.each(["constructor", "toString", "__proto__"])("is found when it is called %s", (name) => {
    const news = Object.defineProperty({}, name, { value: 1, enumerable: true });
    expect(checkFields(shape, { ...news, name: "orders" }).failures).toEqual([
      expect.objectContaining({ property: name }),
    ]);
  });

  test("may be unknown as well", () => {
    expect(wrong({ nmae: UNKNOWN })).toHaveLength(1);
  });

  test("has no nearest one where there is none at all", () => {
    expect(unknownProperty("x", [])).toEqual({ property: "x", reason: "there are no properties." });
  });
});

describe("a value in a message", () => {
  test.each([
    ["text", '"text"'],
    [7.5, "7.5"],
    [{ a: [1] }, '{"a":[1]}'],
    [undefined, "undefined"],
  ])("%p is shown as %s", (value, text) => {
    expect(show(value)).toBe(text);
  });

  test("is cut where it is long", () => {
    expect(show("x".repeat(1_000))).toHaveLength(118);
  });
});
