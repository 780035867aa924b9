import { CRS, crsEmulator, send2 } from "../../support/tencent";

const list = { redisId: CRS, limit: 20, offset: 0 };
const HOUR = 3_600_000;

describe("GetRedisBackupList", () => {
  it("answers the documented fields, oldest first, of the last 7 days", async () => {
    const emulator = await crsEmulator({
      longRetention: true,
      backupStorageDays: 30,
      backups: [
        { startTime: "2026-01-06T18:00:48Z", mode: "Automated" },
        { startTime: "2026-01-07T08:46:34Z", remark: "testAPI" },
        { hoursAgo: 8 * 24 },
      ],
    });
    const row = { backupId: expect.any(String), status: 2, locked: 0 };
    expect(await send2(emulator, "GetRedisBackupList", list)).toEqual({
      code: 0,
      message: "",
      codeDesc: "Success",
      totalCount: 2,
      data: {
        redisBackupSet: [
          {
            ...row,
            startTime: "2026-01-07 02:00:48",
            backupType: "systemBackupInstance",
            remark: "",
          },
          {
            ...row,
            startTime: "2026-01-07 16:46:34",
            backupType: "manualBackupInstance",
            remark: "testAPI",
          },
        ],
      },
    });
  });

  it("includes both ends of a range", async () => {
    const emulator = await crsEmulator({ backups: [{ startTime: "2026-01-06T16:00:00Z" }] });
    const of = async (beginTime: string, endTime: string) =>
      (await send2(emulator, "GetRedisBackupList", { ...list, beginTime, endTime })).totalCount;
    expect(await of("2026-01-07 00:00:00", "2026-01-07 01:00:00")).toBe(1);
    expect(await of("2026-01-07 00:00:01", "2026-01-07 01:00:00")).toBe(0);
  });

  it.each([
    ["rows", 2, 1],
    ["pages", 1, 1],
  ] as const)("counts its offset in %s where it is set so", async (legacyOffset, offset, left) => {
    const backups = [{ hoursAgo: 1 }, { hoursAgo: 2 }, { hoursAgo: 3 }];
    const emulator = await crsEmulator({ backups }, { defaults: { legacyOffset } });
    const page = { ...list, limit: 2, offset };
    const { totalCount, data } = await send2(emulator, "GetRedisBackupList", page);
    expect([totalCount, data.redisBackupSet.length]).toEqual([3, left]);
  });
});

describe("backups, restores and tasks", () => {
  it("are started, and walk to their end", async () => {
    const emulator = await crsEmulator({ engine: "2.8", password: "pass-not-real" });
    const taken = await send2(emulator, "ManualBackupInstance", { redisId: CRS, remark: "r" });
    const { requestId } = taken.data;
    const status = async (id: number) =>
      (await send2(emulator, "DescribeTaskInfo", { requestId: id })).data.status;
    expect(await status(requestId)).toBe(0);
    expect(await send2(emulator, "ManualBackupInstance", { redisId: CRS })).toEqual({
      code: 5100,
      message: "(10707)InstanceLockedError",
      codeDesc: "InstanceLockedError",
    });
    emulator.clock.advance(HOUR);
    expect(await status(requestId)).toBe(2);
    const { data } = await send2(emulator, "GetRedisBackupList", list);
    const { backupId } = data.redisBackupSet[0];
    const restore = { redisId: CRS, backupId, password: "pass-not-real" };
    const wrong = { ...restore, password: "wrong" };
    expect(await send2(emulator, "RestoreInstance", wrong)).toMatchObject({
      message: "(10712)PasswordError",
    });
    expect(await send2(emulator, "RestoreInstance", restore)).toMatchObject({ code: 0 });
    const tasks = await send2(emulator, "GetRedisTaskList", {
      limit: 20,
      offset: 0,
      redisId: CRS,
      "taskType.0": "task_backupInstance",
      "taskType.1": "task_restoreBackup",
    });
    expect(tasks.totalCount).toBe(2);
    expect(tasks.data.redisTaskSet).toMatchObject([
      { taskName: "task_restoreBackup", status: 0, progress: 0, redisId: CRS },
      { taskName: "task_backupInstance", status: 2, progress: 1 },
    ]);
  });
});

describe("GetBackupDownloadUrl", () => {
  it("answers two signed links", async () => {
    const emulator = await crsEmulator({ backups: [{}] });
    const [{ backupId } = { backupId: "" }] = emulator.crs.backups(CRS);
    const { data } = await send2(emulator, "GetBackupDownloadUrl", { redisId: CRS, backupId });
    expect(data).toEqual({
      intranet: expect.stringMatching(/q-signature=/),
      extranet: expect.stringMatching(/q-signature=/),
    });
    const none = { redisId: CRS, backupId: "1" };
    expect(await send2(emulator, "GetBackupDownloadUrl", none)).toMatchObject({
      message: "(11213)BackupNotExists",
    });
  });
});
