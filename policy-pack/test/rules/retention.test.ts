import { minimumRetention } from "../../src/rules/retention";
import { backup, crsPolicy, HOSTS, LATER, policy } from "../seen";

const config = { minDays: 30, allowUnmanaged: false };
const check = (resource: Parameters<typeof minimumRetention.check>[0], given: object = {}) =>
  minimumRetention.check(resource, { ...config, ...given });

test.each(HOSTS)("of a %s resource is compared with the least days", (host) => {
  expect(check(policy({ backupRetentionPeriod: 30 }, {}, host))).toEqual([]);
  expect(check(policy({ backupRetentionPeriod: 29 }, {}, host))).toEqual([
    "The backup policy of r-orders01 keeps backups for 29 days, and at least 30 are required.",
  ]);
});

test("is needed, unless it may be left as it is", () => {
  expect(check(policy({}))).toEqual([expect.stringContaining("leaves out backupRetentionPeriod")]);
  expect(check(policy({}), { allowUnmanaged: true })).toEqual([]);
  expect(check(policy({ backupRetentionPeriod: 7 }), { allowUnmanaged: true })).toHaveLength(1);
});

test("has another name at Tencent Cloud", () => {
  expect(check(crsPolicy({ backupStorageDays: 7 }), { minDays: 7 })).toEqual([]);
  expect(check(crsPolicy({}), { minDays: 7 })).toEqual([
    expect.stringContaining("crs-5a4py64p leaves out backupStorageDays"),
  ]);
});

test("that is not known yet, or of another resource, says nothing", () => {
  expect(check(policy({ backupRetentionPeriod: LATER }))).toEqual([]);
  expect(check(backup({ backupRetentionPeriod: 7 }))).toEqual([]);
});

test("of an instance that is not made yet is named as such", () => {
  const fresh = policy({ instanceId: LATER, backupRetentionPeriod: 7 });
  expect(check(fresh)[0]).toMatch(/policy of an instance that is not made yet keeps/);
});
