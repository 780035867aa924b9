import { DAY, emulatorWith, HOUR, INSTANCE, MINUTE } from "../support/client";

describe("automatic backups", () => {
  it("run on the days and in the window of the policy, once a day", async () => {
    const emulator = await emulatorWith({
      policy: {
        preferredBackupTime: "11:00Z-12:00Z",
        preferredBackupPeriod: ["Thursday", "Sunday"],
      },
    });
    emulator.clock.advance(14 * DAY);
    const starts = emulator.backups().map((backup) => backup.startTime.slice(0, 13));
    // Those that began more than seven days ago have expired.
    expect(starts).toEqual(["2026-01-18T11", "2026-01-15T11"]);
    expect(emulator.backups().every((backup) => backup.mode === "Automated")).toBe(true);
  });

  it("keep as many as the retention says, after a jump of years as well", async () => {
    const emulator = await emulatorWith({ policy: { backupRetentionPeriod: 30 } });
    emulator.clock.advance(1000 * DAY);
    expect(emulator.backups()).toHaveLength(30);
    const [newest] = emulator.backups();
    expect(Date.parse(newest?.startTime ?? "")).toBeGreaterThan(
      emulator.clock.now().getTime() - DAY,
    );
  });

  it("expire after the retention that held when they were taken", async () => {
    const emulator = await emulatorWith();
    emulator.clock.advance(DAY);
    const [backup] = emulator.backups();
    emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 60 });
    const lifetime = (view = emulator.backups()[0]) =>
      (Date.parse(view?.expireTime ?? "") - Date.parse(view?.startTime ?? "")) / DAY;
    expect(lifetime(backup)).toBe(7);
    emulator.clock.advance(DAY);
    expect(lifetime()).toBe(60);
  });

  it("are not taken where the seed says so", async () => {
    const emulator = await emulatorWith({ automaticBackups: false });
    emulator.clock.advance(3 * DAY);
    expect(emulator.backups()).toEqual([]);
  });

  it("run no second time on a day when the window moves", async () => {
    const emulator = await emulatorWith({ policy: { preferredBackupTime: "11:00Z-12:00Z" } });
    emulator.clock.advance(3 * HOUR);
    emulator.console.setPolicy(INSTANCE, { preferredBackupTime: "20:00Z-21:00Z" });
    emulator.clock.advance(10 * HOUR);
    expect(emulator.backups()).toHaveLength(1);
    emulator.clock.advance(DAY);
    expect(emulator.backups().map((backup) => backup.startTime.slice(0, 13))).toEqual([
      "2026-01-08T20",
      "2026-01-07T11",
    ]);
  });

  it("follow the policy that held then, not the one set later", async () => {
    const emulator = await emulatorWith({ policy: { preferredBackupTime: "11:00Z-12:00Z" } });
    emulator.clock.advance(3 * HOUR);
    emulator.console.setPolicy(INSTANCE, { preferredBackupTime: "05:00Z-06:00Z" });
    expect(emulator.backups().map((backup) => backup.startTime.slice(0, 13))).toEqual([
      "2026-01-07T11",
    ]);
  });

  it("wait for a manual backup that is running", async () => {
    const emulator = await emulatorWith({
      policy: { preferredBackupTime: "11:00Z-12:00Z" },
      jobSeconds: 3 * 3600,
    });
    emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    emulator.clock.advance(2 * HOUR + 30 * MINUTE);
    expect(emulator.jobs()).toMatchObject([{ mode: "Manual" }]);
    emulator.clock.advance(31 * MINUTE);
    expect(emulator.jobs()).toMatchObject([
      { mode: "Automated", startTime: "2026-01-07T13:00:00.000Z" },
    ]);
  });

  it("do not run on a single node, nor while the instance is not Normal", async () => {
    const single = await emulatorWith({ singleNode: true });
    single.clock.advance(3 * DAY);
    expect(single.backups()).toEqual([]);
    const busy = await emulatorWith({ status: "Inactive" });
    busy.clock.advance(2 * DAY);
    expect(busy.backups()).toEqual([]);
    busy.instances.setStatus(INSTANCE, "Normal");
    busy.clock.advance(DAY);
    expect(busy.backups()).toHaveLength(1);
  });

  it("end with the instance", async () => {
    const emulator = await emulatorWith();
    emulator.instances.release(INSTANCE);
    emulator.clock.advance(3 * DAY);
    expect(emulator.backups()).toEqual([]);
    expect(emulator.instances.list()).toEqual([]);
  });
});
