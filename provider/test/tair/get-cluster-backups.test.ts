import { getClusterBackups } from "../../src/tair/get-cluster-backups";
import { asked } from "../support/asked";
import { Cloud, INSTANCE } from "../support/cloud";

let cloud: Cloud;
afterEach(() => cloud.close());

test("gives the backups of a cloud-native cluster with their shards", async () => {
  cloud = await Cloud.start([
    {
      architecture: "cluster",
      shardCount: 2,
      backups: [
        { mode: "Manual", hoursAgo: 1 },
        { mode: "Automated", hoursAgo: 5 },
      ],
    },
  ]);
  const { clusterBackups } = await asked(cloud, getClusterBackups, { instanceId: INSTANCE });
  expect(clusterBackups).toHaveLength(2);
  expect(clusterBackups[0]).toMatchObject({
    clusterBackupId: expect.stringMatching(/^cb-/),
    clusterBackupMode: "Manual",
    status: "OK",
    isAvailable: true,
  });
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

test("says that an instance is no cloud-native cluster", async () => {
  cloud = await Cloud.start();
  await expect(asked(cloud, getClusterBackups, { instanceId: INSTANCE })).rejects.toThrow(
    /not a cloud-native cluster/,
  );
});
