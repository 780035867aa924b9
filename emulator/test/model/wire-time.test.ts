import { fromMinutes, fromSeconds, toMinutes, toSeconds } from "../../src/model/wire-time";

describe("times on the wire", () => {
  it("writes both precisions", () => {
    const time = Date.parse("2019-03-14T05:28:50.999Z");
    expect(toSeconds(time)).toBe("2019-03-14T05:28:50Z");
    expect(toMinutes(time)).toBe("2019-03-14T05:28Z");
  });

  it("reads exactly the precision that is asked for", () => {
    expect(fromMinutes("2019-03-14T05:28Z")).toBe(Date.parse("2019-03-14T05:28:00Z"));
    expect(fromSeconds("2019-03-14T05:28:50Z")).toBe(Date.parse("2019-03-14T05:28:50Z"));
  });

  it.each([
    "2019-03-14T05:28:50Z",
    "2019-03-14T05:28",
    "2019-03-14T05:28+08:00",
    "2019-03-14 05:28Z",
    "2019-02-31T05:28Z",
    "2019-03-14T24:00Z",
    "2019-3-14T5:28Z",
    "",
  ])("fails on %p where minutes are expected", (text) => {
    expect(fromMinutes(text)).toBeUndefined();
  });
});
