import { getClusterBackups } from "../../src/tair/get-cluster-backups";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  test("gives the backups of a cloud-native cluster with their shards", async () => {
    cloud = await Cloud.start(
      [
        {
          architecture: "cluster",
          shardCount: 2,
          backups: [
            { mode: "Manual", hoursAgo: 1 },
            { mode: "Automated", hoursAgo: 5 },
          ],
        },
      ],
      {},
      host,
    );
    const { clusterBackups } = await asked(cloud, getClusterBackups, { instanceId: INSTANCE });
    expect(clusterBackups).toHaveLength(2);
    expect(clusterBackups[0]).toMatchObject({
      clusterBackupId: expect.stringMatching(/^cb-/),
      clusterBackupMode: "Manual",
      clusterBackupStatus: "OK",
      isAvailable: true,
    });
    const [first] = clusterBackups;
    expect(first).toMatchObject({
      id: first?.clusterBackupId,
      instanceId: INSTANCE,
      startTime: first?.clusterBackupStartTime,
      endTime: first?.clusterBackupEndTime,
      type: "Manual",
      status: "Success",
      sizeBytes: first?.clusterBackupSize,
      expireTime: first?.expectExpireTime,
    });
    expect(clusterBackups[1]?.type).toBe("Automated");
    expect(clusterBackups[0]?.backups.map((shard) => shard.nodeInstanceId)).toHaveLength(2);
    expect(JSON.stringify(clusterBackups)).not.toMatch(/Signature|https?:/);
    const { clusterBackupId } = clusterBackups[1] ?? {};
    const one = await asked(cloud, getClusterBackups, {
      instanceId: INSTANCE,
      clusterBackupId,
      noShardBackup: true,
    });
    expect(one.clusterBackups).toHaveLength(1);
    expect(one.clusterBackups[0]?.backups).toEqual([]);
  });

  test("calls one that has lost a shard no success, with its shards and without", async () => {
    const backups = [{ hoursAgo: 1 }];
    cloud = await Cloud.start([{ architecture: "cluster", shardCount: 2, backups }], {}, host);
    const [shard] = cloud.emulator.backups(INSTANCE);
    cloud.emulator.console.deleteBackup(INSTANCE, shard?.backupId ?? "");
    for (const noShardBackup of [true, false]) {
      const args = { instanceId: INSTANCE, noShardBackup };
      expect(await asked(cloud, getClusterBackups, args)).toMatchObject({
        clusterBackups: [{ clusterBackupStatus: "OK", isAvailable: false, status: "Failed" }],
      });
    }
  });

  test("says that an instance is no cloud-native cluster", async () => {
    cloud = await Cloud.start([{}], {}, host);
    await expect(asked(cloud, getClusterBackups, { instanceId: INSTANCE })).rejects.toThrow(
      /not a cloud-native cluster/,
    );
  });
});
