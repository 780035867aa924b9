import type { Emulator } from "../../../src";
import {
  ALWAYS,
  ask,
  codeOf,
  DAY,
  emulatorWith,
  HOUR,
  INSTANCE,
  MINUTE,
  send,
} from "../../support/client";

const READ = { InstanceId: INSTANCE, ...ALWAYS };
const rows = async (emulator: Emulator, extra: Record<string, string | number> = {}) =>
  (await ask(emulator, "DescribeBackups", { ...READ, ...extra })).Backups.Backup;

describe("DescribeBackups", () => {
  it("answers each field in its own name and type", async () => {
    const emulator = await emulatorWith({ engineVersion: "6.0", sizeBytes: 1024 });
    const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    const body = await ask(emulator, "DescribeBackups", READ);
    expect(body).toEqual({
      RequestId: expect.any(String),
      PageNumber: 1,
      PageSize: 30,
      TotalCount: 1,
      FullStorageSize: 1024,
      LogStorageSize: 0,
      FreeSize: 0,
      Backups: { Backup: [expect.anything()] },
    });
    expect(body.Backups.Backup[0]).toEqual({
      BackupId: Number(emulator.backups()[0]?.backupId),
      BackupJobID: Number(BackupJobID),
      BackupStatus: "Success",
      BackupMode: "Manual",
      BackupType: "FullBackup",
      BackupMethod: "Physical",
      BackupStartTime: "2026-01-07T10:00:03Z",
      BackupEndTime: "2026-01-07T10:00:30Z",
      BackupSize: 1024,
      BackupDBNames: "all",
      EngineVersion: "6.0",
      NodeInstanceId: INSTANCE,
      BackupDownloadURL: expect.stringMatching(
        /^https:.*[?]Expires=\d+&OSSAccessKeyId=.*&Signature=/,
      ),
      BackupIntranetDownloadURL: expect.stringContaining("-internal."),
      RecoverConfigMode: '{"whitelist":true,"config":true,"account":true}',
      ExpectExpireTime: "2026-01-14T10:00:03Z",
    });
  });

  it("shows the row some seconds after the job has left the task list", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(32_999);
    expect((await ask(emulator, "DescribeBackupTasks", READ)).BackupJobs).toEqual([]);
    expect(await rows(emulator)).toEqual([]);
    emulator.clock.advance(1);
    expect(await rows(emulator)).toHaveLength(1);
  });

  it.each([
    ["rowFirstWithoutId" as const, "Running"],
    ["rowFirstAsSuccess" as const, "Success"],
  ])("can show the row before it has an id (%s)", async (rowShape, BackupStatus) => {
    const emulator = await emulatorWith({ rowShape });
    const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(20_000);
    const [early] = await rows(emulator, { BackupJobId: BackupJobID });
    expect(early).toMatchObject({ BackupJobID: Number(BackupJobID), BackupStatus, BackupSize: 0 });
    expect(early).not.toHaveProperty("BackupId");
    expect(early).not.toHaveProperty("BackupEndTime");
    expect(emulator.backups()).toEqual([]);
    emulator.clock.advance(13_000);
    const [late] = await rows(emulator);
    expect(late).toMatchObject({ BackupStatus: "Success", BackupId: expect.any(Number) });
  });

  it("ends a failed job as a row without size or URL", async () => {
    const emulator = await emulatorWith({ nextJobFails: true });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    const [row] = await rows(emulator);
    expect(row).toMatchObject({
      BackupStatus: "Failed",
      BackupSize: 0,
      BackupId: expect.any(Number),
    });
    expect(row).not.toHaveProperty("BackupDownloadURL");
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    expect((await rows(emulator))[0].BackupStatus).toBe("Success");
  });

  it("has a row per node of a cluster", async () => {
    const emulator = await emulatorWith({ architecture: "cluster", shardCount: 3, sizeBytes: 300 });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    const found: { NodeInstanceId: string; BackupSize: number; BackupId: number }[] =
      await rows(emulator);
    expect(found.map((row) => row.NodeInstanceId).sort()).toEqual(
      [0, 1, 2].map((n) => `${INSTANCE}-db-${n}`),
    );
    expect(found.map((row) => row.BackupSize)).toEqual([100, 100, 100]);
    expect(new Set(found.map((row) => row.BackupId)).size).toBe(3);
  });

  it("can refuse cloud-native clusters", async () => {
    const refusing = { architecture: "cluster" as const, clusterRows: "refused" as const };
    const emulator = await emulatorWith(refusing);
    expect(await codeOf(emulator, "DescribeBackups", READ)).toBe("IncorrectDBInstanceType");
    const classic = await emulatorWith({ ...refusing, cloudNative: false });
    expect(await rows(classic)).toEqual([]);
  });

  it("answers the newest first and the range by start, without its end", async () => {
    const emulator = await emulatorWith({
      backups: [
        { startTime: "2026-01-05T10:00:00Z" },
        { startTime: "2026-01-06T10:00:30Z" },
        { startTime: "2026-01-04T10:00:00Z" },
      ],
    });
    const starts = async (StartTime: string, EndTime: string) =>
      (await rows(emulator, { StartTime, EndTime })).map(
        (row: { BackupStartTime: string }) => row.BackupStartTime,
      );
    expect(await starts(ALWAYS.StartTime, ALWAYS.EndTime)).toEqual([
      "2026-01-06T10:00:30Z",
      "2026-01-05T10:00:00Z",
      "2026-01-04T10:00:00Z",
    ]);
    expect(await starts("2026-01-05T10:00Z", "2026-01-06T10:00Z")).toEqual([
      "2026-01-05T10:00:00Z",
    ]);
    expect(await starts("2026-01-04T10:00Z", "2026-01-05T10:00Z")).toEqual([
      "2026-01-04T10:00:00Z",
    ]);
    expect(await starts("2026-01-05T10:01Z", "2026-01-06T10:01Z")).toEqual([
      "2026-01-06T10:00:30Z",
    ]);
  });

  it("finds by backup and by job, and nothing where there is nothing", async () => {
    const emulator = await emulatorWith({ backups: [{ hoursAgo: 1 }, { hoursAgo: 2 }] });
    const [first, second] = emulator.backups();
    expect(await rows(emulator, { BackupId: second?.backupId ?? "" })).toHaveLength(1);
    expect(await rows(emulator, { BackupJobId: first?.jobId ?? "" })).toMatchObject([
      { BackupId: Number(first?.backupId) },
    ]);
    expect(await rows(emulator, { BackupId: "99999999" })).toEqual([]);
  });

  it("pages", async () => {
    const backups = Array.from({ length: 65 }, (_, n) => ({ hoursAgo: n + 1 }));
    const emulator = await emulatorWith({ backups, policy: { backupRetentionPeriod: 30 } });
    const sizes: number[] = [];
    for (const PageNumber of [1, 2, 3, 4]) {
      const body = await ask(emulator, "DescribeBackups", { ...READ, PageNumber });
      expect(body).toMatchObject({ PageNumber, PageSize: 30, TotalCount: 65 });
      sizes.push(body.Backups.Backup.length);
    }
    expect(sizes).toEqual([30, 30, 5, 0]);
    expect(await rows(emulator, { PageSize: 100 })).toHaveLength(65);
  });

  it.each([
    ["StartTime", "2026-01-01T00:00:00Z", "InvalidStartTime.Malformed"],
    ["StartTime", "2026-01-01", "InvalidStartTime.Malformed"],
    ["EndTime", "2026-01-01T00:00+08:00", "InvalidEndTime.Malformed"],
    ["EndTime", "2010-01-01T10:00Z", "InvalidStartTimeAndEndTime.Malformed"],
    ["PageSize", "10", "InvalidPageSize.Malformed"],
    ["PageSize", "1000", "InvalidPageSize.Malformed"],
    ["PageNumber", "0", "InvalidParameter"],
    ["BackupJobId", "10000,10001", "InvalidParameter"],
    ["BackupId", "cb-1", "InvalidParameter"],
    ["NeedAof", "yes", "InvalidParameter"],
    ["StartTime", "", "MissingStartTime"],
    ["InstanceId", "r-none", "InvalidInstanceId.NotFound"],
  ])("fails when %s is %p", async (name, value, code) => {
    const emulator = await emulatorWith();
    expect(await codeOf(emulator, "DescribeBackups", { ...READ, [name]: value })).toBe(code);
  });

  it("lets backups expire", async () => {
    const emulator = await emulatorWith({
      backups: [{ hoursAgo: 1, expectExpireTime: "2026-01-07T12:00:00Z" }],
    });
    emulator.clock.advance(2 * HOUR - 1);
    expect(await rows(emulator)).toHaveLength(1);
    emulator.clock.advance(1);
    expect(await rows(emulator)).toEqual([]);
  });

  it("has no ExpectExpireTime for a set that never expires", async () => {
    const emulator = await emulatorWith({ backups: [{ expectExpireTime: null }] });
    expect((await rows(emulator))[0]).not.toHaveProperty("ExpectExpireTime");
    emulator.clock.advance(1000 * DAY);
    expect(emulator.backups().filter((backup) => backup.mode === "Manual")).toHaveLength(1);
  });

  it("writes ids that no double can hold", async () => {
    const defaults = { firstBackupId: "9007199254740993" };
    const instances = [{ instanceId: INSTANCE, backups: [{}] }];
    const emulator = await emulatorWith({}, { seed: { defaults, instances } });
    const { text } = await send(emulator, "DescribeBackups", READ);
    expect(text).toContain('"BackupId":9007199254740993,');
  });
});
