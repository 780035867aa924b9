import { ask3, code3, CRS, crsEmulator } from "../../support/tencent";

const InstanceId = CRS;
const HOUR = 3_600_000;
const list = "DescribeInstanceBackups";
const EVERY = { InstanceId, Limit: 100, Status: [1, 2, 3, 4, -1] };

describe("ManualBackupInstance", () => {
  it("answers with a task, which walks to its end and locks the instance", async () => {
    const emulator = await crsEmulator();
    const { TaskId } = await ask3(emulator, "ManualBackupInstance", { InstanceId, Remark: "r" });
    expect(Number.isInteger(TaskId)).toBe(true);
    const status = async () => (await ask3(emulator, "DescribeTaskInfo", { TaskId })).Status;
    expect(await status()).toBe("preparing");
    const again = { InstanceId };
    expect(await code3(emulator, "ManualBackupInstance", again)).toBe(
      "ResourceUnavailable.InstanceLockedError",
    );
    emulator.clock.advance(15_000);
    expect(await status()).toBe("running");
    emulator.clock.advance(15_000);
    expect(await status()).toBe("succeed");
    await ask3(emulator, "ManualBackupInstance", again);
  });

  it("keeps a backup as long as it is asked to, as the automatic ones, or for 7 days", async () => {
    const emulator = await crsEmulator({ longRetention: true, backupStorageDays: 30 });
    for (const StorageDays of [10, 0, undefined]) {
      await ask3(emulator, "ManualBackupInstance", { InstanceId, StorageDays });
      emulator.clock.advance(60_000);
    }
    const days = emulator.crs
      .backups(CRS)
      .map(
        ({ startTime, expireTime }) => (Date.parse(expireTime) - Date.parse(startTime)) / 24 / HOUR,
      );
    expect(days).toEqual([30, 30, 10]);
  });

  it("refuses more than 7 days without a ticket, and nonsense", async () => {
    const emulator = await crsEmulator();
    for (const StorageDays of [8, -1, 1826, 7.5]) {
      expect(await code3(emulator, "ManualBackupInstance", { InstanceId, StorageDays })).toMatch(
        /^InvalidParameter/,
      );
    }
    expect(emulator.crs.backups()).toEqual([]);
  });

  it("refuses an instance that does not run", async () => {
    const emulator = await crsEmulator({ status: -2 });
    expect(await code3(emulator, "ManualBackupInstance", { InstanceId })).toBe(
      "ResourceUnavailable.InstanceStatusAbnormal",
    );
  });

  it("leaves nothing where its task fails, and says why", async () => {
    const emulator = await crsEmulator();
    emulator.faults.add({ kind: "failedJob", action: "ManualBackupInstance" });
    const { TaskId } = await ask3(emulator, "ManualBackupInstance", { InstanceId });
    emulator.clock.advance(30_000);
    expect(await ask3(emulator, "DescribeTaskInfo", { TaskId })).toMatchObject({
      Status: "failed",
      TaskMessage: "the flow failed",
    });
    expect((await ask3(emulator, list, EVERY)).TotalCount).toBe(0);
  });
});

describe("DescribeInstanceBackups", () => {
  it("answers the documented fields, in China time without a zone", async () => {
    const emulator = await crsEmulator({
      name: "orders",
      backups: [{ startTime: "2026-01-06T18:00:48Z", mode: "Automated" }],
    });
    expect(await ask3(emulator, list, { InstanceId })).toEqual({
      TotalCount: 1,
      BackupSet: [
        {
          StartTime: "2026-01-07 02:00:48",
          BackupId: expect.stringMatching(/^\d{9}-\d{10}-\d{9}$/),
          BackupType: "1",
          Status: 2,
          Remark: "",
          Locked: 0,
          BackupSize: 33_554_432,
          FullBackup: 1,
          InstanceType: 15,
          InstanceId,
          InstanceName: "orders",
          Region: "ap-guangzhou",
          EndTime: "2026-01-07 02:01:18",
          FileType: "RDB-Redis 6.2",
          ExpireTime: "2026-01-14 02:00:48",
          Encrypted: false,
        },
      ],
      RequestId: expect.any(String),
    });
  });

  it("answers other times where the vendor's should turn out to be UTC", async () => {
    const backups = [{ startTime: "2026-01-07T02:00:00Z" }];
    const emulator = await crsEmulator({ backups }, { defaults: { utcOffsetHours: 0 } });
    const { BackupSet } = await ask3(emulator, list, { InstanceId });
    expect(BackupSet[0].StartTime).toBe("2026-01-07 02:00:00");
  });

  it("shows a running backup to who asks for its status alone", async () => {
    const emulator = await crsEmulator();
    await ask3(emulator, "ManualBackupInstance", { InstanceId, Remark: "r" });
    expect((await ask3(emulator, list, { InstanceId })).TotalCount).toBe(0);
    const { BackupSet } = await ask3(emulator, list, { InstanceId, Status: [1] });
    expect(BackupSet).toMatchObject([
      { Status: 1, Locked: 1, EndTime: "", Remark: "r", BackupType: "0" },
    ]);
  });

  it("shows it later where it is set so", async () => {
    const emulator = await crsEmulator({ rowAppears: "atEnd", rowDelaySeconds: 5 });
    await ask3(emulator, "ManualBackupInstance", { InstanceId });
    emulator.clock.advance(34_000);
    expect((await ask3(emulator, list, EVERY)).TotalCount).toBe(0);
    emulator.clock.advance(1_000);
    expect((await ask3(emulator, list, EVERY)).TotalCount).toBe(1);
  });

  it("pages, newest first", async () => {
    const backups = Array.from({ length: 25 }, (_, n) => ({ hoursAgo: n + 1 }));
    const emulator = await crsEmulator({ backups });
    const first = await ask3(emulator, list, { InstanceId });
    expect([first.TotalCount, first.BackupSet.length]).toEqual([25, 20]);
    const second = await ask3(emulator, list, { InstanceId, Offset: 20 });
    const ids = [...first.BackupSet, ...second.BackupSet].map(({ BackupId }) => BackupId);
    expect(new Set(ids).size).toBe(25);
    const starts = first.BackupSet.map(({ StartTime }: { StartTime: string }) => StartTime);
    expect(starts).toEqual([...starts].sort().reverse());
  });

  it.each([
    { Limit: 101 },
    { Limit: 0 },
    { Limit: 20, Offset: 10 },
    { Offset: -20 },
    { Status: [9] },
    { BeginTime: "2026-01-01 00:00:00" },
    { BeginTime: "2026-01-01T00:00:00Z", EndTime: "2026-01-02T00:00:00Z" },
    { BeginTime: "2026-01-02 00:00:00", EndTime: "2026-01-01 00:00:00" },
    { BeginTime: "2025-12-01 00:00:00", EndTime: "2026-01-01 00:00:00" },
    { BeginTime: "2026-02-30 00:00:00", EndTime: "2026-03-01 00:00:00" },
  ])("refuses %j", async (params) => {
    const emulator = await crsEmulator();
    expect(await code3(emulator, list, { InstanceId, ...params })).toMatch(/^InvalidParameter/);
  });

  it("includes both ends of a range", async () => {
    const emulator = await crsEmulator({ backups: [{ startTime: "2026-01-06T16:00:00Z" }] });
    const range = (BeginTime: string, EndTime: string) => ({ InstanceId, BeginTime, EndTime });
    const count = async (from: string, to: string) =>
      (await ask3(emulator, list, range(from, to))).TotalCount;
    expect(await count("2026-01-07 00:00:00", "2026-01-07 01:00:00")).toBe(1);
    expect(await count("2026-01-06 01:00:00", "2026-01-07 00:00:00")).toBe(1);
    expect(await count("2026-01-07 00:00:01", "2026-01-07 01:00:00")).toBe(0);
  });

  it("lets expired ones be, as such", async () => {
    const emulator = await crsEmulator({ backups: [{ hoursAgo: 8 * 24, mode: "Manual" }] });
    expect((await ask3(emulator, list, { InstanceId })).TotalCount).toBe(0);
    const { BackupSet } = await ask3(emulator, list, { InstanceId, Status: [-1] });
    expect(BackupSet).toMatchObject([{ Status: -1 }]);
  });
});

describe("automatic backups", () => {
  it("are taken daily in their hour, whatever days were sent", async () => {
    const emulator = await crsEmulator();
    await ask3(emulator, "ModifyAutoBackupConfig", {
      InstanceId,
      WeekDays: ["Monday"],
      TimePeriod: "05:00-06:00",
      AutoBackupType: 1,
      BackupStorageDays: 7,
    });
    emulator.clock.advance(3 * 24 * HOUR);
    const starts = emulator.crs.backups(CRS).map(({ startTime }) => startTime);
    expect(starts).toEqual([
      "2026-01-09T21:00:48.000Z",
      "2026-01-08T21:00:48.000Z",
      "2026-01-07T21:00:48.000Z",
    ]);
    const tasks = await ask3(emulator, "DescribeTaskList", { InstanceId, TaskTypes: ["017"] });
    expect(tasks.TotalCount).toBe(3);
  });

  it("are not taken where the seed says so", async () => {
    const emulator = await crsEmulator({ automaticBackups: false });
    emulator.clock.advance(3 * 24 * HOUR);
    expect(emulator.crs.backups(CRS)).toEqual([]);
  });
});

describe("ModifyAutoBackupConfig", () => {
  const good = {
    InstanceId,
    WeekDays: ["Monday"],
    TimePeriod: "05:00-06:00",
    AutoBackupType: 1,
    BackupStorageDays: 7,
  };

  it("echoes what holds then, with all the days", async () => {
    const emulator = await crsEmulator();
    const echo = await ask3(emulator, "ModifyAutoBackupConfig", good);
    expect(echo).toMatchObject({ TimePeriod: "05:00-06:00", BackupStorageDays: 7 });
    expect(echo.WeekDays).toHaveLength(7);
    expect(await ask3(emulator, "DescribeAutoBackupConfig", { InstanceId })).toMatchObject({
      AutoBackupType: 1,
      TimePeriod: "05:00-06:00",
      BackupStorageDays: 7,
      BinlogStorageDays: 7,
    });
  });

  it("resets what is left out", async () => {
    const emulator = await crsEmulator({ longRetention: true, backupStorageDays: 30 });
    const { BackupStorageDays: _, ...rest } = good;
    expect(await ask3(emulator, "ModifyAutoBackupConfig", rest)).toMatchObject({
      BackupStorageDays: 7,
    });
  });

  it.each([
    [{ TimePeriod: "05:00Z-06:00Z" }, "InvalidParameter.Period"],
    [{ TimePeriod: "05:00-07:00" }, "InvalidParameter.Period"],
    [{ WeekDays: ["Mon"] }, "InvalidParameterValue.WeekDaysIsInvalid"],
    [{ WeekDays: undefined }, "MissingParameter"],
    [{ AutoBackupType: 2 }, "InvalidParameter.NotSupported"],
    [{ BackupStorageDays: 30 }, "InvalidParameter.NotSupported"],
  ])("refuses %j", async (change, code) => {
    const emulator = await crsEmulator();
    expect(await code3(emulator, "ModifyAutoBackupConfig", { ...good, ...change })).toBe(code);
    expect(emulator.crs.instances.get(CRS).config.timePeriod).toBe("02:00-03:00");
  });

  it("does without days where it is set so", async () => {
    const emulator = await crsEmulator({}, { defaults: { weekDaysRequired: false } });
    await ask3(emulator, "ModifyAutoBackupConfig", { ...good, WeekDays: undefined });
  });
});

describe("RestoreInstance", () => {
  const begin = async (instance: object = { engine: "2.8", password: "pass-not-real" }) => {
    const emulator = await crsEmulator({ backups: [{}], ...instance });
    const [{ backupId: BackupId } = { backupId: "" }] = emulator.crs.backups(CRS);
    return { emulator, params: { InstanceId, BackupId, Password: "pass-not-real" } };
  };

  it("overwrites a 2.8 or CKV instance", async () => {
    const { emulator, params } = await begin();
    const { TaskId } = await ask3(emulator, "RestoreInstance", params);
    emulator.clock.advance(30_000);
    expect(await ask3(emulator, "DescribeTaskInfo", { TaskId })).toMatchObject({
      Status: "succeed",
    });
    expect(emulator.crs.instances.get(CRS).restores).toMatchObject([{ backupId: params.BackupId }]);
  });

  it.each([
    [{ Password: "wrong" }, "InvalidParameterValue.PasswordError"],
    [{ Password: undefined }, "InvalidParameterValue.PasswordError"],
    [{ BackupId: "1-1-1" }, "InvalidParameterValue.BackupNotExists"],
  ])("refuses %j", async (change, code) => {
    const { emulator, params } = await begin();
    expect(await code3(emulator, "RestoreInstance", { ...params, ...change })).toBe(code);
    expect(emulator.crs.instances.get(CRS).restores).toEqual([]);
  });

  it("needs no password where the instance has none", async () => {
    const { emulator, params } = await begin({ engine: "CKV" });
    await ask3(emulator, "RestoreInstance", { ...params, Password: undefined });
  });

  it("refuses other versions, and an expired backup", async () => {
    const { emulator, params } = await begin({ engine: "6.2" });
    expect(await code3(emulator, "RestoreInstance", params)).toBe("UnsupportedOperation");
    const old = await begin({ engine: "CKV", backups: [{ hoursAgo: 200, remark: "old" }] });
    const [backup] = old.emulator.crs.backups(CRS);
    const expired = { ...old.params, BackupId: backup?.backupId };
    expect(await code3(old.emulator, "RestoreInstance", expired)).toBe(
      "ResourceUnavailable.BackupStatusAbnormal",
    );
  });
});

describe("DescribeBackupUrl", () => {
  it("answers a signed link per shard, beside the lists of old", async () => {
    const emulator = await crsEmulator({ shards: 3, backups: [{}] });
    const [{ backupId: BackupId } = { backupId: "" }] = emulator.crs.backups(CRS);
    const answer = await ask3(emulator, "DescribeBackupUrl", { InstanceId, BackupId });
    expect(answer.BackupInfos).toHaveLength(3);
    expect(answer.BackupInfos[0]).toEqual({
      FileName: `${BackupId}_0.rdb.zip`,
      FileSize: expect.any(Number),
      DownloadUrl: expect.stringMatching(/^https:.*q-signature=/),
      InnerDownloadUrl: expect.stringMatching(/internal.*q-signature=/),
    });
    expect(answer.DownloadUrl).toHaveLength(3);
    expect(answer.InnerDownloadUrl).toHaveLength(3);
    expect(answer.Filenames).toBeNull();
  });

  it.each([
    [{ BackupId: "1-1-1" }, "InvalidParameterValue.BackupNotExists"],
    [{ LimitType: "Nobody" }, "InvalidParameter.InvalidParameter"],
    [{ LimitType: "Customize" }, "InvalidParameter.InvalidParameter"],
    [{ LimitIp: ["10.0.0.1"] }, "InvalidParameter.InvalidParameter"],
  ])("refuses %j", async (change, code) => {
    const emulator = await crsEmulator({ backups: [{}] });
    const [{ backupId: BackupId } = { backupId: "" }] = emulator.crs.backups(CRS);
    const params = { InstanceId, BackupId, ...change };
    expect(await code3(emulator, "DescribeBackupUrl", params)).toBe(code);
  });
});

describe("tasks", () => {
  it("are listed newest first, by type and result", async () => {
    const emulator = await crsEmulator();
    await ask3(emulator, "ManualBackupInstance", { InstanceId });
    emulator.clock.advance(HOUR);
    const mode = { InstanceId, BackupMode: "SecondLevelBackup" };
    await ask3(emulator, "ModifyInstanceBackupMode", mode);
    const { Tasks } = await ask3(emulator, "DescribeTaskList", {});
    expect(Tasks).toMatchObject([
      { TaskType: "070", Result: 0, Progress: 0, EndTime: "" },
      { TaskType: "012", Result: 2, Progress: 100, EndTime: "2026-01-07 18:00:30" },
    ]);
    const count = async (params: object) =>
      (await ask3(emulator, "DescribeTaskList", params)).TotalCount;
    expect(await count({ TaskTypes: ["012"] })).toBe(1);
    expect(await count({ Result: [2] })).toBe(1);
    expect(await count({ InstanceId, Result: [4] })).toBe(0);
    expect(await code3(emulator, "DescribeTaskInfo", { TaskId: 1 })).toMatch(/InvalidParameter/);
  });
});

describe("the restriction of download links", () => {
  it("is kept for the account in its region", async () => {
    const emulator = await crsEmulator();
    const restriction = {
      LimitType: "Customize",
      IpComparisonSymbol: "NotIn",
      LimitIp: ["10.0.0.1"],
    };
    expect(await ask3(emulator, "DescribeBackupDownloadRestriction")).toMatchObject({
      LimitType: "NoLimit",
    });
    await ask3(emulator, "ModifyBackupDownloadRestriction", restriction);
    expect(await ask3(emulator, "DescribeBackupDownloadRestriction")).toMatchObject(restriction);
  });
});

describe("what is known", () => {
  it("survives a snapshot", async () => {
    const emulator = await crsEmulator({ backups: [{}] });
    const snapshot = JSON.parse(JSON.stringify(emulator.snapshot())) as unknown;
    const before = emulator.crs.state();
    await ask3(emulator, "ManualBackupInstance", { InstanceId });
    emulator.restore(snapshot);
    expect(emulator.crs.state()).toEqual(before);
  });

  it("is gone after a release, and back after a reset", async () => {
    const emulator = await crsEmulator();
    emulator.crs.instances.release(CRS);
    expect(await code3(emulator, list, { InstanceId })).toBe("ResourceNotFound.InstanceNotExists");
    emulator.reset();
    await ask3(emulator, list, { InstanceId });
  });

  it("is seen as it was where reads lag", async () => {
    const emulator = await crsEmulator();
    emulator.clock.advance(HOUR);
    await ask3(emulator, "ManualBackupInstance", { InstanceId });
    emulator.faults.add({ kind: "readLag", seconds: 60 });
    expect((await ask3(emulator, list, EVERY)).TotalCount).toBe(0);
    emulator.clock.advance(60_000);
    expect((await ask3(emulator, list, EVERY)).TotalCount).toBe(1);
  });
});
