import type { Emulator } from "../../../src";
import { ask, codeOf, emulatorWith, INSTANCE, MINUTE } from "../../support/client";

const READ = { InstanceId: INSTANCE };
const tasks = async (emulator: Emulator, extra: Record<string, string> = {}) =>
  (await ask(emulator, "DescribeBackupTasks", { ...READ, ...extra })).BackupJobs;

describe("DescribeBackupTasks", () => {
  it("answers a plain list with ids as numbers and percent as text", async () => {
    const emulator = await emulatorWith();
    const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(8100);
    expect(await ask(emulator, "DescribeBackupTasks", READ)).toEqual({
      RequestId: expect.any(String),
      InstanceId: INSTANCE,
      BackupJobs: [
        {
          BackupJobID: Number(BackupJobID),
          BackupProgressStatus: "Uploading",
          JobMode: "Manual",
          NodeId: INSTANCE,
          Process: "0",
          Progress: "27",
          StartTime: "2026-01-07T10:00:00Z",
          TaskAction: "TempBackupTask",
        },
      ],
    });
  });

  it("walks through the states and leaves the list without ever saying Finished", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", READ);
    const seen: (string | undefined)[] = [];
    for (let second = 0; second <= 30; second++) {
      const [task] = await tasks(emulator);
      if (seen.at(-1) !== task?.BackupProgressStatus) seen.push(task?.BackupProgressStatus);
      emulator.clock.advance(1000);
    }
    expect(seen).toEqual(["NoStart", "Preparing", "Waiting", "Uploading", "Checking", undefined]);
  });

  it("can say Finished for a while", async () => {
    const emulator = await emulatorWith({ finishedSeconds: 10 });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(30_000);
    expect(await tasks(emulator)).toMatchObject([
      { BackupProgressStatus: "Finished", Progress: "100" },
    ]);
    emulator.clock.advance(10_000);
    expect(await tasks(emulator)).toEqual([]);
  });

  it.each([
    ["linear" as const, ["0", "50", "96"]],
    ["late" as const, ["0", "0", "96"]],
    [{ stuckAt: 42 }, ["0", "42", "42"]],
  ])("counts %p", async (progressCurve, expected) => {
    const emulator = await emulatorWith({ progressCurve });
    await ask(emulator, "CreateBackup", READ);
    const seen: string[] = [];
    for (const ms of [0, 15_000, 14_000]) {
      emulator.clock.advance(ms);
      seen.push((await tasks(emulator))[0].Progress);
    }
    expect(seen).toEqual(expected);
  });

  it("filters by mode and by job", async () => {
    const emulator = await emulatorWith();
    const [jobId = ""] = emulator.console.startBackup(INSTANCE, { mode: "Automated" });
    expect(await tasks(emulator, { JobMode: "Manual" })).toEqual([]);
    expect(await tasks(emulator, { JobMode: "Automated" })).toMatchObject([
      { JobMode: "Automated", TaskAction: "NormalBackupTask" },
    ]);
    expect(await tasks(emulator, { BackupJobId: jobId })).toHaveLength(1);
    expect(await tasks(emulator, { BackupJobId: "1" })).toEqual([]);
  });

  it.each([
    ["JobMode", "manual"],
    ["BackupJobId", "1,2"],
  ])("fails when %s is %p", async (name, value) => {
    const emulator = await emulatorWith();
    const code = await codeOf(emulator, "DescribeBackupTasks", { ...READ, [name]: value });
    expect(code).toBe("InvalidParameter");
  });

  it.each([
    ["2024-06-01T00:00:00Z", 1],
    ["2022-01-01T00:00:00Z", 2],
  ])("has an entry per node of a cluster of %s, with %d ids", async (createdAt, ids) => {
    const emulator = await emulatorWith({ architecture: "cluster", createdAt });
    await ask(emulator, "CreateBackup", READ);
    const found: { NodeId: string; BackupJobID: number }[] = await tasks(emulator);
    expect(found.map((task) => task.NodeId)).toEqual([`${INSTANCE}-db-0`, `${INSTANCE}-db-1`]);
    expect(new Set(found.map((task) => task.BackupJobID)).size).toBe(ids);
  });

  it("can have one entry for a whole cluster, or refuse it", async () => {
    const single = await emulatorWith({ architecture: "cluster", clusterTasks: "single" });
    await ask(single, "CreateBackup", READ);
    expect(await tasks(single)).toMatchObject([{ NodeId: INSTANCE }]);
    const refused = await emulatorWith({ architecture: "cluster", clusterTasks: "refused" });
    expect(await codeOf(refused, "DescribeBackupTasks", READ)).toBe("IncorrectDBInstanceType");
  });

  it("is empty again when the job is over, well before the row comes", async () => {
    const emulator = await emulatorWith({ rowDelaySeconds: 60 });
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    expect(await tasks(emulator)).toEqual([]);
    expect(emulator.backups()).toEqual([]);
  });
});
