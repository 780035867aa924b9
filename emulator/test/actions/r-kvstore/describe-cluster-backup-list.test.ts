import type { Emulator } from "../../../src";
import { ALWAYS, ask, codeOf, emulatorWith, INSTANCE, MINUTE, send } from "../../support/client";

const READ = { RegionId: "cn-hangzhou", InstanceId: INSTANCE, ...ALWAYS };
const CLUSTER = {
  architecture: "cluster" as const,
  shardCount: 2,
  capacityMb: 2048,
  sizeBytes: 2048,
};
const GET = { method: "GET" };
const sets = async (emulator: Emulator, extra: Record<string, string | number> = {}) =>
  (await ask(emulator, "DescribeClusterBackupList", { ...READ, ...extra }, GET)).ClusterBackups;

describe("DescribeClusterBackupList", () => {
  it("answers each field in its own name and type", async () => {
    const emulator = await emulatorWith({ ...CLUSTER, engineVersion: "5.0" });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    const [older, newer] = [...emulator.backups()].reverse();
    const shard = (n: number, backupId: string | undefined, start: string) => ({
      BackupId: backupId,
      InstanceName: `${INSTANCE}-db-${n}`,
      BackupName: expect.stringMatching(/^hins\d+_data_\d+\.rdb$/),
      BackupStatus: "OK",
      BackupSize: "1024",
      IsAvail: "1",
      Engine: "redis",
      BackupStartTime: start,
      BackupEndTime: "2026-01-07T10:00:30",
      BackupDownloadURL: expect.stringContaining("Signature="),
      BackupIntranetDownloadURL: expect.stringContaining("Signature="),
      RecoverConfigMode: "null",
      ExtraInfo: { CustinsDbVersion: "5.0" },
    });
    expect(await ask(emulator, "DescribeClusterBackupList", READ, GET)).toEqual({
      RequestId: expect.any(String),
      MaxResults: 1,
      PageNumber: 1,
      PageSize: 30,
      FullStorageSize: 2048,
      LogStorageSize: 0,
      FreeSize: 0,
      ClusterBackups: [
        {
          ClusterBackupId: expect.stringMatching(/^cb-[a-z0-9]{16}$/),
          ClusterBackupStatus: "OK",
          ClusterBackupMode: "Manual",
          ClusterBackupSize: "2048",
          ClusterBackupStartTime: "2026-01-07T10:00:01Z",
          ClusterBackupEndTime: "2026-01-07T10:00:30Z",
          IsAvail: 1,
          Progress: "100%",
          ShardClassMemory: 1024,
          ExpectExpireTime: "2026-01-14T10:00:01Z",
          Backups: [
            shard(0, older?.backupId, "2026-01-07T10:00:01Z"),
            shard(1, newer?.backupId, "2026-01-07T10:00:03Z"),
          ],
        },
      ],
    });
  });

  it("lists a running set without shards, size or end", async () => {
    const emulator = await emulatorWith(CLUSTER);
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(10_000);
    const [running] = await sets(emulator);
    expect(running).toMatchObject({
      ClusterBackupStatus: "RUNNING",
      IsAvail: 0,
      Progress: "33%",
      ClusterBackupSize: "0",
      Backups: [],
    });
    expect(running).not.toHaveProperty("ClusterBackupEndTime");
    emulator.clock.advance(MINUTE);
    expect(await sets(emulator)).toMatchObject([{ ClusterBackupStatus: "OK" }]);
  });

  it("shows which shard has failed", async () => {
    const emulator = await emulatorWith(CLUSTER);
    emulator.faults.add({ kind: "failedJob", node: 1, count: 1 });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    const [set] = await sets(emulator);
    expect(set).toMatchObject({
      ClusterBackupStatus: "Failed",
      IsAvail: 0,
      Backups: [
        { BackupStatus: "OK", IsAvail: "1", BackupSize: "1024" },
        { BackupStatus: "ERROR", IsAvail: "0", BackupSize: "0" },
      ],
    });
    expect(emulator.backups().map((backup) => backup.status)).toEqual(["Failed", "Success"]);
  });

  it("keeps the rest of a set that lost a shard, and marks it", async () => {
    const emulator = await emulatorWith({ ...CLUSTER, backups: [{}] });
    const [first, second] = emulator.backups();
    emulator.console.deleteBackup(INSTANCE, first?.backupId ?? "");
    expect(await sets(emulator)).toMatchObject([
      { IsAvail: 0, Backups: [{ BackupId: second?.backupId }] },
    ]);
    emulator.console.deleteBackup(INSTANCE, second?.backupId ?? "");
    expect(await sets(emulator)).toEqual([]);
  });

  it("finds one set, hides shards and pages", async () => {
    const backups = Array.from({ length: 7 }, (_, n) => ({ hoursAgo: n + 1 }));
    const emulator = await emulatorWith({ ...CLUSTER, backups });
    const all: { ClusterBackupId: string; Backups: unknown[] }[] = await sets(emulator);
    expect(all).toHaveLength(7);
    const { ClusterBackupId } = all[2]!;
    expect(await sets(emulator, { ClusterBackupId })).toMatchObject([{ ClusterBackupId }]);
    const bare: typeof all = await sets(emulator, { NoShardBackup: "True" });
    expect(bare.map((set) => set.Backups)).toEqual(Array(7).fill([]));
    expect(await sets(emulator, { PageSize: 5, PageNumber: 2 })).toHaveLength(2);
  });

  it.each([
    [{ architecture: "standard" as const }],
    [{ architecture: "rwsplit" as const }],
    [{ ...CLUSTER, cloudNative: false }],
  ])("fails on %p", async (instance) => {
    const emulator = await emulatorWith(instance);
    const code = await codeOf(emulator, "DescribeClusterBackupList", READ, GET);
    expect(code).toBe("InvalidClusterInstance.NotFound");
  });

  it.each([
    ["RegionId", "", "MissingRegionId"],
    ["PageSize", "25", "InvalidPageSize.Malformed"],
    ["NoShardBackup", "yes", "InvalidParameter"],
    ["StartTime", "2026-01-01T00:00:00Z", "InvalidStartTime.Malformed"],
  ])("fails when %s is %p", async (name, value, code) => {
    const emulator = await emulatorWith(CLUSTER);
    const params = { ...READ, [name]: value };
    expect(await codeOf(emulator, "DescribeClusterBackupList", params, GET)).toBe(code);
  });

  it("is declared GET only", async () => {
    const emulator = await emulatorWith(CLUSTER);
    const { status, body } = await send(emulator, "DescribeClusterBackupList", READ);
    expect([status, body.Code]).toEqual([400, "UnsupportedHTTPMethod"]);
  });
});
