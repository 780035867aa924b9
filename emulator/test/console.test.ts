import type { PolicySeed } from "../src";
import { emulatorWith, HOUR, INSTANCE, MINUTE } from "./support/client";

describe("console", () => {
  it("changes the fields of a policy that it is given, whatever state the instance is in", async () => {
    const emulator = await emulatorWith({
      status: "Changing",
      policy: { backupRetentionPeriod: 90 },
    });
    emulator.console.setPolicy(INSTANCE, { preferredBackupTime: "05:00Z-06:00Z" });
    expect(emulator.instances.get(INSTANCE).policy).toMatchObject({
      preferredBackupTime: "05:00Z-06:00Z",
      backupRetentionPeriod: 90,
    });
  });

  it("starts a backup that shows up as any other", async () => {
    const emulator = await emulatorWith({
      architecture: "cluster",
      createdAt: "2022-01-01T00:00:00Z",
    });
    const jobIds = emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    expect(emulator.jobs().map((job) => job.jobId)).toEqual(jobIds);
    emulator.clock.advance(MINUTE);
    expect(emulator.backups().map((backup) => backup.jobId)).toEqual([...jobIds].reverse());
  });

  it("adds, re-dates and deletes backups, automatic ones as well", async () => {
    const emulator = await emulatorWith();
    const id = emulator.console.addBackup(INSTANCE, { mode: "Automated", sizeBytes: 5 });
    expect(emulator.backups()).toEqual([
      {
        backupId: id,
        instanceId: INSTANCE,
        nodeInstanceId: INSTANCE,
        jobId: expect.any(String),
        mode: "Automated",
        status: "Success",
        startTime: "2026-01-07T09:00:00.000Z",
        endTime: "2026-01-07T09:00:30.000Z",
        sizeBytes: 5,
        expireTime: "2026-01-14T09:00:00.000Z",
      },
    ]);
    emulator.console.setExpiry(INSTANCE, id, "2026-01-07T11:00:00Z");
    expect(emulator.backups()[0]?.expireTime).toBe("2026-01-07T11:00:00.000Z");
    emulator.console.setExpiry(INSTANCE, id, undefined);
    emulator.clock.advance(2 * HOUR);
    expect(emulator.backups()).toHaveLength(1);
    expect(emulator.backups()[0]).not.toHaveProperty("expireTime");
    emulator.console.deleteBackup(INSTANCE, id);
    expect(emulator.backups()).toEqual([]);
  });

  it("leaves no trace in the journal", async () => {
    const emulator = await emulatorWith();
    emulator.console.setPolicy(INSTANCE, { enableBackupLog: true });
    emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    expect(emulator.requests).toEqual([]);
  });

  it("fails on what is not there, and on values that are none", async () => {
    const { console: hands } = await emulatorWith();
    expect(() => hands.setPolicy("r-none", {})).toThrow("there is no instance r-none");
    expect(() => hands.deleteBackup(INSTANCE, "1")).toThrow(`${INSTANCE} has no backup 1`);
    expect(() => hands.endJob(INSTANCE, "Failed")).toThrow("no backup job");
    expect(() => hands.setExpiry(INSTANCE, hands.addBackup(INSTANCE), "soon")).toThrow("soon");
    const funday = { preferredBackupPeriod: ["Funday"] } as unknown as PolicySeed;
    expect(() => hands.setPolicy(INSTANCE, funday)).toThrow("preferredBackupPeriod[0]");
    const wide = { preferredBackupTime: "02:00Z-05:00Z" };
    expect(() => hands.setPolicy(INSTANCE, wide)).toThrow("preferredBackupTime: expected a window");
  });
});
