import { ALWAYS, ask, emulatorWith, INSTANCE, MINUTE } from "../../support/client";

/** Names are exact: a client that spells one in its own way asks for something else than it thinks. */
describe("optional parameters under a wrong name", () => {
  const READ = { InstanceId: INSTANCE };
  const RANGE = { ...READ, RegionId: "cn-hangzhou", ...ALWAYS };

  it.each([
    ["DescribeBackups", { BackupJobID: "1" }, { BackupJobId: "1" }],
    ["DescribeBackups", { BackupID: "1" }, { BackupId: "1" }],
    ["DescribeBackups", { "BackupId.1": "1" }, { BackupId: "1" }],
    ["DescribeBackups", { PageNumbers: "2" }, { PageNumber: "2" }],
    ["DescribeClusterBackupList", { ClusterBackupID: "cb-1" }, { ClusterBackupId: "cb-1" }],
  ])("%s answers everything to %j", async (action, wrong, right) => {
    const emulator = await emulatorWith({ architecture: "cluster", backups: [{}] });
    const count = async (params: Record<string, string>) => {
      const given = { ...RANGE, ...params };
      const body = await ask(emulator, action, given, { method: "GET" });
      return (body.ClusterBackups ?? body.Backups.Backup).length as number;
    };
    expect(await count(right as Record<string, string>)).toBe(0);
    expect(await count(wrong as Record<string, string>)).toBeGreaterThan(0);
  });

  it.each([{ BackupJobID: "1" }, { backupJobId: "1" }, { jobMode: "Automated" }])(
    "DescribeBackupTasks answers everything to %j",
    async (wrong) => {
      const emulator = await emulatorWith();
      emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      const params = { ...READ, ...(wrong as Record<string, string>) };
      expect((await ask(emulator, "DescribeBackupTasks", params)).BackupJobs).toHaveLength(1);
    },
  );

  it("CreateBackup keeps the backup as the policy says", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", { ...READ, BackupRetentionperiod: 60, retention: -1 });
    emulator.clock.advance(MINUTE);
    expect(emulator.backups()[0]?.expireTime?.slice(0, 10)).toBe("2026-01-14");
  });

  it("ModifyBackupPolicy resets retention and flashback", async () => {
    const emulator = await emulatorWith({
      policy: { backupRetentionPeriod: 30, enableBackupLog: true },
    });
    await ask(emulator, "ModifyBackupPolicy", {
      ...READ,
      PreferredBackupTime: "05:00Z-06:00Z",
      PreferredBackupPeriod: "Monday",
      backupRetentionPeriod: 30,
      EnableBackuplog: 1,
    });
    expect(emulator.instances.get(INSTANCE).policy).toMatchObject({
      backupRetentionPeriod: 7,
      enableBackupLog: false,
    });
  });

  it("DescribeInstances answers everything", async () => {
    const emulator = await emulatorWith();
    const wrong = { InstanceIDs: "r-none", instanceIds: "r-none", "Tags.1.Key": "a", Tag: "a" };
    const params = { RegionId: "cn-hangzhou", ...wrong };
    expect((await ask(emulator, "DescribeInstances", params)).TotalCount).toBe(1);
  });
});
