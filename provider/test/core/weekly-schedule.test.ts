import { missedStarts, nextStart } from "../../src/core/weekly-schedule";

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();
/** Mondays and Thursdays at 02:00Z; 2026-11-02 is a Monday. */
const schedule = { hour: 2, weekdays: new Set([1, 4]) };

describe("missedStarts", () => {
  const range = { from: at("2026-10-25T00:00:00Z"), to: at("2026-11-02T09:00:00Z") };

  test("tells the windows in which nothing started, and not those in which something did late", () => {
    const taken = [at("2026-10-26T02:00:00Z"), at("2026-10-29T03:59:59Z")];
    expect(missedStarts(schedule, range, taken).map(iso)).toEqual(["2026-11-02T02:00:00.000Z"]);
  });

  test("what started before a window, or two hours after, isn't of it", () => {
    const taken = [at("2026-11-02T01:59:59Z"), at("2026-11-02T04:00:00Z")];
    const last = { ...range, from: at("2026-11-01T00:00:00Z") };
    expect(missedStarts(schedule, last, taken).map(iso)).toEqual(["2026-11-02T02:00:00.000Z"]);
  });

  test("a window counts when it has been over for an hour, and not before", () => {
    const soon = { from: at("2026-11-01T00:00:00Z"), to: at("2026-11-02T03:59:59Z") };
    expect(missedStarts(schedule, soon, [])).toEqual([]);
    expect(missedStarts(schedule, { ...soon, to: soon.to + 1000 }, [])).toHaveLength(1);
  });

  test("a window that began at the moment from which it is looked isn't counted", () => {
    const from = at("2026-11-02T02:00:00Z");
    expect(missedStarts(schedule, { from, to: range.to }, [])).toEqual([]);
  });
});

describe("nextStart", () => {
  test("is the first window to come", () => {
    expect(iso(nextStart(schedule, at("2026-11-02T02:00:00Z")) ?? 0)).toBe(
      "2026-11-05T02:00:00.000Z",
    );
    expect(iso(nextStart(schedule, at("2026-11-02T01:59:59Z")) ?? 0)).toBe(
      "2026-11-02T02:00:00.000Z",
    );
  });

  test("is none where no day has one", () => {
    expect(nextStart({ hour: 2, weekdays: new Set() }, 0)).toBeUndefined();
  });
});
