import type { Emulator } from "../../../src";
import { ALWAYS, ask, codeOf, emulatorWith, INSTANCE, MINUTE } from "../../support/client";

const READ = { InstanceId: INSTANCE, ...ALWAYS, Status: "0,1,2,4,7,8" };
const tasks = async (emulator: Emulator, extra: Record<string, string> = {}) =>
  (await ask(emulator, "DescribeTasks", { ...READ, ...extra })).Items;

describe("DescribeTasks", () => {
  it("answers a plain list with ids and status as text and percent as a number", async () => {
    const emulator = await emulatorWith();
    const { BackupJobID } = await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    emulator.clock.advance(8100);
    expect(await ask(emulator, "DescribeTasks", READ)).toEqual({
      RequestId: expect.any(String),
      PageNumber: 1,
      PageSize: 30,
      TotalRecordCount: 1,
      Items: [
        {
          TaskId: BackupJobID,
          TaskAction: "TempBackupTask",
          Status: "1",
          BeginTime: "2026-01-07T10:00:00Z",
          CurrentStepName: "Uploading",
          Progress: 27,
          Remain: 22,
        },
      ],
    });
  });

  it("follows a backup from pending to complete, and keeps it", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    expect(await tasks(emulator)).toMatchObject([{ Status: "0", CurrentStepName: "NoStart" }]);
    emulator.clock.advance(60 * MINUTE);
    const [done] = await tasks(emulator);
    expect(done).toMatchObject({ Status: "2", Progress: 100, Remain: 0 });
    expect(done.FinishTime).toBe("2026-01-07T10:00:30Z");
  });

  it("says of one that failed that it was interrupted, and of a stuck one that it runs", async () => {
    const emulator = await emulatorWith({ nextJobFails: true });
    await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    emulator.clock.advance(MINUTE);
    emulator.faults.add({ kind: "stuckJob", count: 1 });
    await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    emulator.clock.advance(10 * MINUTE);
    expect(await tasks(emulator)).toMatchObject([
      { Status: "1", Remain: 0 },
      { Status: "8", FinishTime: "2026-01-07T10:00:30Z" },
    ]);
  });

  it("has restores, newest first", async () => {
    const emulator = await emulatorWith({ restoresInPlace: true, backups: [{}] });
    const [backup] = emulator.backups(INSTANCE);
    const since = { StartTime: "2026-01-07T10:00Z" };
    await ask(emulator, "RestoreInstance", {
      InstanceId: INSTANCE,
      BackupId: backup?.backupId ?? "",
    });
    expect(await tasks(emulator, since)).toMatchObject([
      { TaskAction: "RestoreTask", Status: "0" },
    ]);
    emulator.clock.advance(17_000);
    expect(await tasks(emulator, since)).toMatchObject([
      { Status: "1", Progress: 50, CurrentStepName: "BackupRecovering", Remain: 15 },
    ]);
    emulator.clock.advance(15_000);
    emulator.console.startBackup(INSTANCE, { mode: "Automated" });
    expect(await tasks(emulator, since)).toMatchObject([
      { TaskAction: "NormalBackupTask", Status: "0" },
      { TaskAction: "RestoreTask", Status: "2", Progress: 100 },
    ]);
  });

  it("filters by status and by the start of a task", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    emulator.clock.advance(MINUTE);
    expect(await tasks(emulator, { Status: "0,1" })).toEqual([]);
    expect(await tasks(emulator, { Status: "2" })).toHaveLength(1);
    const before = { StartTime: "2026-01-07T09:00Z", EndTime: "2026-01-07T10:00Z" };
    expect(await tasks(emulator, before)).toEqual([]);
    expect(await tasks(emulator, { ...before, EndTime: "2026-01-07T10:01Z" })).toHaveLength(1);
  });

  it("does not show what began later than a read that lags", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
    emulator.faults.add({ kind: "readLag", seconds: 10 });
    expect(await tasks(emulator)).toEqual([]);
  });

  it.each([
    ["Status", "3", "InvalidParameter"],
    ["Status", "1,,2", "InvalidParameter"],
    ["PageSize", "200", "InvalidPageSize.Malformed"],
    ["StartTime", "2026-01-07T10:00:00Z", "InvalidStartTime.Malformed"],
    ["EndTime", "2000-01-01T00:00Z", "InvalidStartTimeAndEndTime.Malformed"],
  ])("fails when %s is %p", async (name, value, code) => {
    const emulator = await emulatorWith();
    expect(await codeOf(emulator, "DescribeTasks", { ...READ, [name]: value })).toBe(code);
  });
});
