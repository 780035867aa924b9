import { ask, codeOf, DAY, emulatorWith, HOUR, INSTANCE, MINUTE, send } from "../../support/client";

const READ = { InstanceId: INSTANCE };

describe("CreateBackup", () => {
  it("answers one job id as a string, before there is any backup", async () => {
    const emulator = await emulatorWith();
    const body = await ask(emulator, "CreateBackup", READ);
    expect(body).toEqual({
      RequestId: expect.any(String),
      BackupJobID: expect.stringMatching(/^\d+$/),
    });
    expect(emulator.backups()).toEqual([]);
    expect(emulator.jobs()).toMatchObject([{ jobId: body.BackupJobID, mode: "Manual" }]);
  });

  it("answers one id for all nodes of a cluster since 2023-12-05", async () => {
    const emulator = await emulatorWith({
      architecture: "cluster",
      shardCount: 3,
      createdAt: "2023-12-05T00:00:00Z",
    });
    const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
    expect(BackupJobID).toMatch(/^\d+$/);
    emulator.clock.advance(MINUTE);
    expect(emulator.backups().map((backup) => backup.jobId)).toEqual(Array(3).fill(BackupJobID));
  });

  it("answers an id per node of an older cluster", async () => {
    const emulator = await emulatorWith({
      architecture: "cluster",
      shardCount: 3,
      createdAt: "2023-12-04T23:59:59Z",
    });
    const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
    expect(BackupJobID).toMatch(/^\d+,\d+,\d+$/);
    emulator.clock.advance(MINUTE);
    const rows = emulator.backups().map((backup) => [backup.jobId, backup.nodeInstanceId]);
    const ids = (BackupJobID as string).split(",");
    expect(rows.reverse()).toEqual(ids.map((id, n) => [id, `${INSTANCE}-db-${n}`]));
  });

  it("can put quotes inside the string", async () => {
    const emulator = await emulatorWith({ quotedJobIds: true });
    const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
    expect(BackupJobID).toMatch(/^"\d+"$/);
  });

  it("takes one job at a time, automatic ones included", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(29_999);
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupJobExists");
    emulator.clock.advance(1);
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    emulator.console.startBackup(INSTANCE, { mode: "Automated" });
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupJobExists");
  });

  it("takes 30 manual backups in any 24 hours", async () => {
    const emulator = await emulatorWith();
    for (let n = 0; n < 30; n++) {
      await ask(emulator, "CreateBackup", READ);
      emulator.clock.advance(MINUTE);
    }
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupTimesExceeded");
    emulator.clock.advance(DAY - 30 * MINUTE - 1);
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupTimesExceeded");
    emulator.clock.advance(1);
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(HOUR);
    await ask(emulator, "CreateBackup", READ);
  });

  it("counts the manual backups of the day that were there before, failed and deleted ones too", async () => {
    const mode = "Manual" as const;
    const emulator = await emulatorWith({
      architecture: "cluster",
      createdAt: "2022-01-01T00:00:00Z",
      backups: [
        ...Array.from({ length: 27 }, () => ({ hoursAgo: 20, mode })),
        { hoursAgo: 2, mode, status: "Failed" },
        { hoursAgo: 1, mode: "Automated" },
        { hoursAgo: 25, mode },
      ],
    });
    const backupId = emulator.console.addBackup(INSTANCE, { mode });
    emulator.console.deleteBackup(INSTANCE, backupId);
    await ask(emulator, "CreateBackup", READ);
    emulator.clock.advance(MINUTE);
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("BackupTimesExceeded");
    emulator.clock.advance(4 * HOUR);
    await ask(emulator, "CreateBackup", READ);
  });

  it("keeps the backup as long as it is told, counted from its start", async () => {
    const emulator = await emulatorWith({ policy: { backupRetentionPeriod: 9 } });
    const lifetimes: (number | undefined)[] = [];
    for (const extra of [{}, { BackupRetentionPeriod: 60 }, { BackupRetentionPeriod: -1 }]) {
      await ask(emulator, "CreateBackup", { ...READ, ...extra });
      emulator.clock.advance(HOUR);
      const [backup] = emulator.backups();
      const { startTime = "", expireTime } = backup ?? {};
      const days = expireTime && (Date.parse(expireTime) - Date.parse(startTime)) / DAY;
      lifetimes.push(days || undefined);
    }
    expect(lifetimes).toEqual([9, 60, undefined]);
  });

  it.each(["6", "731", "0", "-2", "seven"])("fails on a retention of %s", async (days) => {
    const emulator = await emulatorWith();
    const params = { ...READ, BackupRetentionPeriod: days };
    const code = await codeOf(emulator, "CreateBackup", params);
    expect(code).toBe("InvalidBackupRetentionPeriod.Malformed");
  });

  it("fails with an expiry of its own on a classic instance", async () => {
    const emulator = await emulatorWith({ cloudNative: false });
    const params = { ...READ, BackupRetentionPeriod: 30 };
    expect(await codeOf(emulator, "CreateBackup", params)).toBe("IncorrectDBInstanceType");
    await ask(emulator, "CreateBackup", READ);
  });

  it("fails on a single node", async () => {
    const emulator = await emulatorWith({ singleNode: true });
    expect(await codeOf(emulator, "CreateBackup", READ)).toBe("IncorrectDBInstanceType");
  });

  it("fails unless the instance is Normal", async () => {
    const emulator = await emulatorWith({ status: "MinorVersionUpgrading" });
    const { status, body } = await send(emulator, "CreateBackup", READ);
    expect([status, body.Code]).toEqual([403, "IncorrectDBInstanceState"]);
    emulator.instances.setStatus(INSTANCE, "Normal");
    await ask(emulator, "CreateBackup", READ);
    expect(emulator.instances.get(INSTANCE).status).toBe("Normal");
  });
});
