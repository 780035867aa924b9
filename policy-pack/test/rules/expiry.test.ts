import { minimumExpiry } from "../../src/rules/expiry";
import type { Seen } from "../../src/resource";
import { backup, crsBackup, HOSTS, LATER } from "../seen";

const NOW = Date.parse("2026-11-02T09:00:00Z");
const rule = minimumExpiry(() => NOW);
const messages = (resource: Seen, allowUndeclared = false) =>
  rule.checkStack([resource], { minDays: 30, allowUndeclared }).map(({ message }) => message);

test.each(HOSTS)("of a %s resource is compared with the least days", (host) => {
  expect(messages(backup({ backupRetentionPeriod: 30 }, {}, host))).toEqual([]);
  expect(messages(backup({ backupRetentionPeriod: 29 }, {}, host))).toEqual([
    'The manual backup "orders" of r-orders01 is kept for 29 days, and at least 30 are required.',
  ]);
});

test.each([
  ["never", { backupRetentionPeriod: -1 }, 0],
  ["a day far enough from now", { expectExpireTime: "2026-12-02T09:00:00Z" }, 0],
  ["a day too near to now", { expectExpireTime: "2026-12-02T08:59:00Z" }, 1],
  [
    "the days from its start",
    { expectExpireTime: "2026-11-10T00:00:00Z", startedAt: "2026-10-01T00:00:00Z" },
    0,
  ],
  [
    "too few from its start",
    { expectExpireTime: "2026-11-10T00:00:00Z", startedAt: "2026-10-20T00:00:00Z" },
    1,
  ],
  ["a start not known yet", { expectExpireTime: "2027-01-01T00:00:00Z", startedAt: LATER }, 0],
  ["a retention not known yet", { backupRetentionPeriod: LATER }, 0],
  ["a day not known yet", { expectExpireTime: LATER }, 0],
])("that is %s", (_, props, count) => {
  expect(messages(backup(props))).toHaveLength(count);
});

test("is needed, unless the policy may say it", () => {
  expect(messages(backup({}))).toEqual([expect.stringContaining("does not say for how long")]);
  expect(messages(backup({}), true)).toEqual([]);
});

test("has another name at Tencent Cloud", () => {
  expect(messages(crsBackup({ storageDays: 30 }))).toEqual([]);
  expect(messages(crsBackup({ storageDays: 7 }))).toEqual([expect.stringContaining("for 7 days")]);
  expect(messages(crsBackup({}))).toHaveLength(1);
});
