import { ALWAYS, ask, codeOf, emulatorWith, INSTANCE, MINUTE, send } from "../../support/client";

describe("DeleteBackup", () => {
  it("deletes one set and answers nothing but a RequestId", async () => {
    const emulator = await emulatorWith({ backups: [{ hoursAgo: 1 }, { hoursAgo: 2 }] });
    const [first, second] = emulator.backups();
    const params = { InstanceId: INSTANCE, BackupId: first?.backupId ?? "" };
    const body = await ask(emulator, "DeleteBackup", params);
    expect(Object.keys(body)).toEqual(["RequestId"]);
    const { Backups } = await ask(emulator, "DescribeBackups", { InstanceId: INSTANCE, ...ALWAYS });
    expect(Backups.Backup).toMatchObject([{ BackupId: Number(second?.backupId) }]);
  });

  it("leaves the other shards of a cluster backup alone", async () => {
    const emulator = await emulatorWith({ architecture: "cluster", shardCount: 3, backups: [{}] });
    const BackupId = emulator.backups()[0]?.backupId ?? "";
    await ask(emulator, "DeleteBackup", { InstanceId: INSTANCE, BackupId });
    expect(emulator.backups()).toHaveLength(2);
  });

  it("fails on a set that has expired or is another instance's", async () => {
    const emulator = await emulatorWith({
      backups: [{ expectExpireTime: "2026-01-07T10:30:00Z" }],
    });
    emulator.instances.add({ instanceId: "r-other", backups: [{}] });
    const code = (BackupId = "") =>
      codeOf(emulator, "DeleteBackup", { InstanceId: INSTANCE, BackupId });
    const expired = emulator.backups(INSTANCE)[0]?.backupId;
    expect(await code(emulator.backups("r-other")[0]?.backupId)).toBe(
      "InvalidBackupSetID.NotFound",
    );
    emulator.clock.advance(30 * MINUTE);
    expect(await code(expired)).toBe("InvalidBackupSetID.NotFound");
  });

  it("fails with HTTP 400 on a set that is not there, the second time too", async () => {
    const emulator = await emulatorWith({ backups: [{}] });
    const params = { InstanceId: INSTANCE, BackupId: emulator.backups()[0]?.backupId ?? "" };
    await ask(emulator, "DeleteBackup", params);
    const { status, body } = await send(emulator, "DeleteBackup", params);
    expect([status, body.Code]).toEqual([400, "InvalidBackupSetID.NotFound"]);
    const noId = { InstanceId: INSTANCE };
    expect(await codeOf(emulator, "DeleteBackup", noId)).toBe("MissingBackupId");
  });

  it.each([
    [{ backups: [{ mode: "Automated" as const }] }, "IncorrectBackupSetState"],
    [{ backups: [{}], cloudNative: false }, "IncorrectDBInstanceType"],
    [{ backups: [{}], status: "Changing" }, "IncorrectDBInstanceState"],
  ])("fails with %p", async (instance, code) => {
    const emulator = await emulatorWith(instance);
    const params = { InstanceId: INSTANCE, BackupId: emulator.backups()[0]?.backupId ?? "" };
    expect(await codeOf(emulator, "DeleteBackup", params)).toBe(code);
    expect(emulator.backups()).toHaveLength(1);
  });
});
