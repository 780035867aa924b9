import { z } from "zod";
import {
  minuteOf,
  wireFlag,
  wireId,
  wireInteger,
  wireList,
  wireTime,
  withoutBlanks,
} from "../../src/api/wire";

/** As json-bigint, which pop-core parses with, gives an integer that no number can hold. */
class Big {
  constructor(private readonly digits: string) {}
  toString(): string {
    return this.digits;
  }
}

const big = new Big("9007199254740993");

describe("an id", () => {
  test.each([
    ["1162", "1162"],
    ["10000,10001", "10000,10001"],
    [1162, "1162"],
    [0, "0"],
    [big, "9007199254740993"],
  ])("%p is %s", (value, id) => {
    expect(wireId.parse(value)).toBe(id);
  });

  test.each([null, undefined, true, {}, [1], { a: 1 }, new Big("x")])("%p is none", (value) => {
    expect(wireId.safeParse(value).success).toBe(false);
  });
});

describe("a whole number", () => {
  test.each([
    [7, 7],
    ["7", 7],
    ["-1", -1],
    [0, 0],
    [big, 9007199254740992],
  ])("%p is %d", (value, number) => {
    expect(wireInteger.parse(value)).toBe(number);
  });

  test.each(["seven", "7 days", "7.5", "", null, {}])("%p is none", (value) => {
    expect(wireInteger.safeParse(value).success).toBe(false);
  });
});

describe("a flag", () => {
  test.each([1, "1", true, "true", "True"])("%p is set", (value) => {
    expect(wireFlag.parse(value)).toBe(true);
  });

  test.each([0, "0", false, "false", "FALSE"])("%p is not set", (value) => {
    expect(wireFlag.parse(value)).toBe(false);
  });

  test.each([2, "yes", "", null])("%p is none: nobody knows what it means", (value) => {
    expect(wireFlag.safeParse(value).success).toBe(false);
  });
});

describe("a time", () => {
  test.each([
    ["2025-07-06T07:25:57Z", "2025-07-06T07:25:57Z"],
    ["2025-07-06T07:25Z", "2025-07-06T07:25:00Z"],
    ["2025-07-06T07:25:57", "2025-07-06T07:25:57Z"],
    ["2025-07-06T07:25", "2025-07-06T07:25:00Z"],
  ])("%s is %s", (text, time) => {
    expect(wireTime.parse(text)).toBe(time);
  });

  test.each(["2025-13-06T07:25:57Z", "2025-07-06", "yesterday", "2025-07-06T07:25:57+08:00", 0])(
    "%p is none",
    (value) => {
      expect(wireTime.safeParse(value).success).toBe(false);
    },
  );
});

describe("a list", () => {
  const list = wireList(z.object({ Id: wireId }));

  test("is its items, parsed", () => {
    expect(list.parse([{ Id: 1 }, { Id: "2" }])).toEqual([{ Id: "1" }, { Id: "2" }]);
  });

  test("is empty where it is absent", () => {
    expect(list.parse(undefined)).toEqual([]);
  });

  test.each([{}, "x", [{}], [1]])("%j is none", (value) => {
    expect(list.safeParse(value).success).toBe(false);
  });
});

describe("what says nothing", () => {
  test("is left out, at any depth", () => {
    const answer = {
      Text: "",
      Null: null,
      Zero: 0,
      False: false,
      List: [{ Id: 1, Time: "" }, { Id: null }],
      Inside: { Text: "x", Null: null },
    };
    expect(withoutBlanks(answer)).toEqual({
      Zero: 0,
      False: false,
      List: [{ Id: 1 }, {}],
      Inside: { Text: "x" },
    });
  });

  test("is nothing else: big numbers, texts and lists stay as they are", () => {
    expect(withoutBlanks({ Id: big })).toEqual({ Id: big });
    expect(withoutBlanks(["", null])).toEqual(["", null]);
    expect(withoutBlanks("")).toBe("");
    expect(withoutBlanks(null)).toBeNull();
    expect(withoutBlanks(Object.assign(Object.create(null), { Text: "", Id: 1 }))).toEqual({
      Id: 1,
    });
  });
});

test.each([
  ["2026-11-02T09:00:00.000Z", "2026-11-02T09:00Z"],
  ["2026-11-02T09:00:00.001Z", "2026-11-02T09:01Z"],
  ["2026-11-02T23:59:59.999Z", "2026-11-03T00:00Z"],
])("%s is the minute %s: later within one is the next", (time, minute) => {
  expect(minuteOf(Date.parse(time))).toBe(minute);
});
