import { moment } from "../../src/tair/moment";

test.each([
  ["2026-11-09T02:10Z", "2026-11-09T02:10:00Z"],
  ["2026-11-09T02:10:05Z", "2026-11-09T02:10:05Z"],
  ["2026-11-09T02:10:05", "2026-11-09T02:10:05Z"],
  ["2026-11-09T02:10", "2026-11-09T02:10:00Z"],
  ["soon", undefined],
  [undefined, undefined],
])("the time %s is %s, whatever zone this machine is in", (text, expected) => {
  expect(moment(text)).toBe(expected);
});
