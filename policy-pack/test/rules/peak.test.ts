import { outsidePeak } from "../../src/rules/peak";
import type { Seen } from "../../src/resource";
import { crsPolicy, HOSTS, LATER, policy } from "../seen";

const rule = outsidePeak(() => Date.parse("2026-11-02T09:00:00Z"));
const check = (resource: Seen, peak: object, timeZone = "UTC") =>
  rule.check(resource, { peakHours: [peak as never], timeZone });

const at = (preferredBackupTime: string, props: object = {}) =>
  policy({ preferredBackupPeriod: ["Monday"], preferredBackupTime, ...props });
const DAY = { from: "08:00", to: "22:00" };
const NIGHT = { from: "22:00", to: "06:00" };

test.each(HOSTS)("of a %s resource is compared in the zone of the peak", (host) => {
  const window = { preferredBackupPeriod: ["Monday"], preferredBackupTime: "02:00Z-03:00Z" };
  const resource = policy(window, {}, host);
  expect(check(resource, DAY)).toEqual([]);
  expect(check(resource, DAY, "Asia/Shanghai")).toEqual([
    "Backups of r-orders01 run in the peak hours: 02:00Z-03:00Z is Monday 10:00 (2026-11-09) in Asia/Shanghai.",
  ]);
});

test.each([
  ["07:00Z-08:00Z", DAY, 0],
  ["08:00Z-09:00Z", DAY, 1],
  ["21:00Z-22:00Z", DAY, 1],
  ["22:00Z-23:00Z", DAY, 0],
  ["23:00Z-00:00Z", NIGHT, 1],
  ["05:00Z-06:00Z", NIGHT, 1],
  ["06:00Z-07:00Z", NIGHT, 0],
  ["05:00Z-06:00Z", { ...NIGHT, days: ["Sunday"] }, 1],
  ["05:00Z-06:00Z", { ...NIGHT, days: ["Monday"] }, 0],
  ["23:00Z-00:00Z", { ...NIGHT, days: ["Monday"] }, 1],
  ["10:00Z-11:00Z", { ...DAY, days: ["Tuesday", "Wednesday"] }, 0],
  ["23:00Z-00:00Z", { from: "20:00", to: "24:00" }, 1],
])("%s in %j", (time, peak, count) => {
  expect(check(at(time), peak)).toHaveLength(count);
});

test("of a zone that changes its clocks is outside all the year, or it is not", () => {
  // 07:00Z is 07:00 in winter and 08:00 in summer.
  expect(check(at("07:00Z-08:00Z"), DAY, "Europe/London")).toEqual([
    expect.stringMatching(/Monday 08:00 \(2027-0[34]-\d\d\)/),
  ]);
  const local = at("07:00-08:00", { timeZone: "Europe/London" });
  expect(check(local, DAY, "Europe/London")).toEqual([]);
});

test("counts the whole hour where zones are half an hour apart", () => {
  // 02:00Z to 03:00Z is 07:30 to 08:30 there.
  expect(check(at("02:00Z-03:00Z"), DAY, "Asia/Kolkata")).toHaveLength(1);
});

test("is in China time at Tencent Cloud", () => {
  expect(check(crsPolicy({ timePeriod: "02:00-03:00" }), DAY, "Asia/Shanghai")).toEqual([]);
  expect(check(crsPolicy({ timePeriod: "02:00-03:00" }), DAY, "America/New_York")).toHaveLength(1);
});

test("says nothing without peaks, nor of a window that is not known yet", () => {
  expect(rule.check(at("10:00Z-11:00Z"), { peakHours: [], timeZone: "UTC" })).toEqual([]);
  expect(check(at(LATER), DAY)).toEqual([]);
  expect(check(at("10:00Z-11:00Z", { timeZone: LATER }), DAY)).toEqual([]);
});

test("fails for a zone that there is not, naming it", () => {
  expect(() => check(at("10:00Z-11:00Z"), DAY, "Mars/Olympus")).toThrow(/Mars\/Olympus/);
});
