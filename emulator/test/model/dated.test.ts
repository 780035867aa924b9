import { record, valueAt, type Dated } from "../../src/model/dated";

const DAY = 86_400_000;

describe("dated values", () => {
  it("answers what held at a moment", () => {
    const history: Dated<string>[] = [{ from: 100, value: "a" }];
    record(history, 200, "b");
    expect([50, 100, 199, 200, 999].map((time) => valueAt(history, time))).toEqual([
      "a",
      "a",
      "a",
      "b",
      "b",
    ]);
  });

  it("drops what was planned for later", () => {
    const history: Dated<string>[] = [
      { from: 0, value: "Normal" },
      { from: 100, value: "Changing" },
      { from: 500, value: "Normal" },
    ];
    record(history, 200, "Released");
    expect(history.at(-1)).toEqual({ from: 200, value: "Released" });
    expect(history).toHaveLength(3);
    expect(valueAt(history, 600)).toBe("Released");
  });

  it("keeps a day of the past and what held at its beginning", () => {
    const history: Dated<number>[] = [{ from: 0, value: 0 }];
    for (let n = 1; n <= 100; n++) record(history, n * DAY, n);
    expect(history.length).toBeLessThan(5);
    expect(valueAt(history, 99 * DAY)).toBe(99);
  });

  it("takes the later of two values of one moment", () => {
    const history: Dated<string>[] = [{ from: 0, value: "a" }];
    record(history, 5, "b");
    record(history, 5, "c");
    expect(valueAt(history, 5)).toBe("c");
  });
});
