import { ask, emulatorWith, HOUR, INSTANCE } from "../../support/client";

describe("DescribeBackupPolicy", () => {
  it("answers each field in its own type", async () => {
    const emulator = await emulatorWith({
      policy: { preferredBackupPeriod: ["Sunday", "Monday"], backupRetentionPeriod: 30 },
    });
    expect(await ask(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE })).toEqual({
      RequestId: expect.any(String),
      BackupRetentionPeriod: "30",
      PreferredBackupPeriod: "Monday,Sunday",
      PreferredBackupTime: "02:00Z-03:00Z",
      PreferredNextBackupTime: expect.stringMatching(/^2026-01-11T02:\d\dZ$/),
      EnableBackupLog: 0,
      DbsInstance: "0",
    });
  });

  it("says since when flashback is on", async () => {
    const emulator = await emulatorWith({ policy: { enableBackupLog: true } });
    emulator.clock.advance(HOUR);
    const body = await ask(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE });
    expect(body).toMatchObject({ EnableBackupLog: 1, BackupLogStartTime: "2026-01-07T10:00:00Z" });
  });

  it("foretells the next automatic backup", async () => {
    const emulator = await emulatorWith({ policy: { preferredBackupTime: "23:00Z-00:00Z" } });
    const next = async (): Promise<string> =>
      (await ask(emulator, "DescribeBackupPolicy", { InstanceId: INSTANCE }))
        .PreferredNextBackupTime;
    const first = await next();
    expect(first).toMatch(/^2026-01-07T23:\d\dZ$/);
    emulator.clock.advance(14 * HOUR);
    expect(await next()).toBe(first.replace("01-07", "01-08"));
    const [backup] = emulator.backups(INSTANCE);
    expect(backup?.mode).toBe("Automated");
    expect(backup?.startTime.slice(0, 16)).toBe(first.slice(0, 16));
  });
});
