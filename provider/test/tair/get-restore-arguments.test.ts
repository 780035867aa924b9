import type { InstanceSeed } from "../../../emulator/src";
import { getRestoreArguments } from "../../src/tair/get-restore-arguments";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  const FLASHBACK: Partial<InstanceSeed> = {
    cloudNative: false,
    policy: { enableBackupLog: true },
    flashbackSince: "2026-11-02T08:00:00Z",
  };

  async function begin(instance: Partial<InstanceSeed> = {}) {
    cloud = await Cloud.start([{ backups: [{ hoursAgo: 5 }], ...instance }], {}, host);
    return cloud.emulator.backups(INSTANCE)[0];
  }

  const restoring = (source: object) =>
    asked(cloud, getRestoreArguments, { instanceId: INSTANCE, ...source });

  test("makes a Tair instance like this one from a backup", async () => {
    const backupId = (await begin())?.backupId;
    expect(await restoring({ backupId })).toEqual({
      resource: "alicloud.redis.TairInstance",
      arguments: {
        srcDbInstanceId: INSTANCE,
        backupId,
        instanceType: "tair_rdb",
        instanceClass: "tair.rdb.1g",
        engineVersion: "7.0",
        zoneId: "cn-hangzhou-a",
        vpcId: "vpc-emulator",
        vswitchId: "vsw-emulator",
      },
    });
  });

  test("makes a cluster from the backup of the whole, which any shard names too", async () => {
    const shard = await begin({ architecture: "cluster", shardCount: 3 });
    const { clusterBackupId } = shard ?? {};
    const whole = await restoring({ clusterBackupId });
    expect(whole.arguments).toMatchObject({ clusterBackupId, shardCount: 3 });
    expect(whole.arguments).not.toHaveProperty("backupId");
    expect(await restoring({ backupId: shard?.backupId })).toEqual(whole);
  });

  test("refuses the backup of a cluster of which a shard is gone, and one with nothing in it", async () => {
    const shard = await begin({ architecture: "cluster", shardCount: 3 });
    const other = cloud.emulator.backups(INSTANCE)[1];
    cloud.emulator.console.deleteBackup(INSTANCE, other?.backupId ?? "");
    await expect(restoring({ backupId: shard?.backupId })).rejects.toThrow(/calls it invalid/);
    const { clusterBackupId } = shard ?? {};
    await expect(restoring({ clusterBackupId })).rejects.toThrow(/calls it invalid/);
    await cloud.close();
    const empty = await begin({ backups: [{ hoursAgo: 5, sizeBytes: 0 }] });
    await expect(restoring({ backupId: empty?.backupId })).rejects.toThrow(/is empty/);
  });

  test("makes a classic instance from a backup or a point in time", async () => {
    const backupId = (await begin(FLASHBACK))?.backupId;
    const same = {
      srcdbInstanceId: INSTANCE,
      instanceType: "Redis",
      instanceClass: "redis.master.small.default",
      engineVersion: "7.0",
      zoneId: "cn-hangzhou-a",
      vswitchId: "vsw-emulator",
    };
    const resource = "alicloud.kvstore.Instance";
    expect(await restoring({ backupId })).toEqual({ resource, arguments: { ...same, backupId } });
    expect(await restoring({ restoreTime: "2026-11-02T16:30:00+08:00" })).toEqual({
      resource,
      arguments: { ...same, restoreTime: "2026-11-02T08:30:00Z" },
    });
  });

  test.each([
    [{}, /restoreTime: is required, or backupId or clusterBackupId/],
    [
      { backupId: "1", restoreTime: "2026-11-02T08:30:00Z" },
      /restoreTime: .* is given together with backupId \(1\)/,
    ],
    [{ restoreTime: "2026-11-02T08:30Z" }, /is not a time in RFC 3339 with whole seconds/],
    [{ restoreTime: "2026-11-02T10:00:00Z" }, /is in the future/],
    [{ restoreTime: "2026-11-02T07:00:00Z" }, /flashback goes back to 2026-11-02T08:00:00/],
    [{ backupId: "1" }, /backup 1 of r-orders01 does not exist/],
    [{ clusterBackupId: "cb-none" }, /backup cb-none of r-orders01 does not exist/],
  ])("refuses %j", async (source, reason) => {
    await begin(FLASHBACK);
    await expect(restoring(source)).rejects.toThrow(reason);
  });

  test("refuses a backup that failed, and a point in time without flashback", async () => {
    const failed = await begin({ backups: [{ status: "Failed" }] });
    await expect(restoring({ backupId: failed?.backupId })).rejects.toThrow(/is Failed/);
    await expect(restoring({ restoreTime: "2026-11-02T08:30:00Z" })).rejects.toThrow(
      /flashback is off.*newest backup from before it/,
    );
  });

  test("says that no resource takes a point in time of a newer Tair instance", async () => {
    await begin({ ...FLASHBACK, cloudNative: true });
    await expect(restoring({ restoreTime: "2026-11-02T08:30:00Z" })).rejects.toThrow(
      /alicloud\.redis\.TairInstance takes no point in time.*CreateTairInstance/,
    );
  });
});
