import { changedProperties, tokenOf } from "../../src/hosts/changed-properties";

const TYPE = "pulumi-nodejs:dynamic/redis-backup/tair:BackupPolicy";

const DECLARED = {
  __provider: "exports.handler = …",
  instanceId: "r-orders01",
  preferredBackupPeriod: ["Sunday"],
  preferredBackupTime: "06:00-07:00",
  timeZone: "Asia/Shanghai",
  onDelete: "restorePrevious",
};

const LIVE = {
  ...DECLARED,
  effectiveBackupTime: "22:00Z-23:00Z",
  effectiveBackupPeriod: ["Saturday"],
  regionId: "cn-hangzhou",
  accountId: "1234567890123456",
};

const changed = (live: object, ignoreChanges: readonly string[] = []) =>
  changedProperties({ type: TYPE, live: { ...LIVE, ...live }, declared: DECLARED, ignoreChanges });

describe("the changed properties of a dynamic resource", () => {
  test("are none where all means the same", () => {
    expect(changed({})).toEqual([]);
  });

  test("are those whose live value means something else", () => {
    expect(changed({ preferredBackupPeriod: ["Friday"] })).toEqual(["preferredBackupPeriod"]);
  });

  test.each(["preferredBackupTime", "*"])("have no window that is ignored by %s", (path) => {
    expect(changed({ preferredBackupTime: "02:00-03:00" }, [path])).toEqual([]);
  });

  test("can't be told of a type that there isn't", () => {
    expect(() => changedProperties({ type: "aws:s3:Bucket", live: {}, declared: {} })).toThrow(
      /has no aws:s3:Bucket/,
    );
  });
});

test.each([
  ["redis-backup:tair:BackupPolicy", "redis-backup:tair:BackupPolicy"],
  [TYPE, "redis-backup:tair:BackupPolicy"],
  ["redis-backup:crs:Restore", "redis-backup:crs:Restore"],
  ["pulumi:providers:redis-backup", undefined],
  ["aws:s3/bucket:Bucket", undefined],
])("the type %s is %s", (type, token) => {
  expect(tokenOf(type)).toBe(token);
});
