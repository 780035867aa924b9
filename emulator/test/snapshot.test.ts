import { ask, DAY, emulatorWith, INSTANCE, send } from "./support/client";

const READ = { InstanceId: INSTANCE };

describe("snapshot and restore", () => {
  it("brings everything back, and what follows repeats itself", async () => {
    const emulator = await emulatorWith();
    await ask(emulator, "CreateBackup", READ);
    const snapshot: unknown = JSON.parse(JSON.stringify(emulator.snapshot()));
    const goOn = async () => {
      emulator.clock.advance(DAY);
      const { BackupJobID } = await ask(emulator, "CreateBackup", READ);
      emulator.clock.advance(60_000);
      return { BackupJobID, backups: emulator.backups(), now: emulator.clock.now() };
    };
    const first = await goOn();
    emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 99 });
    emulator.restore(snapshot);
    expect(emulator.clock.now().toISOString()).toBe("2026-01-07T10:00:00.000Z");
    expect(emulator.instances.get(INSTANCE).policy.backupRetentionPeriod).toBe(7);
    expect(emulator.jobs()).toHaveLength(1);
    expect(await goOn()).toEqual(first);
  });

  it("is a copy", async () => {
    const emulator = await emulatorWith();
    const snapshot = emulator.snapshot();
    emulator.instances.release(INSTANCE);
    emulator.restore(snapshot);
    emulator.instances.release(INSTANCE);
    emulator.restore(snapshot);
    expect(emulator.instances.list()).toHaveLength(1);
  });

  it("fails on anything else", async () => {
    const emulator = await emulatorWith();
    for (const bad of [undefined, null, 5, {}, { version: 2, now: 1, state: {} }]) {
      expect(() => emulator.restore(bad)).toThrow("is not a snapshot");
    }
  });
});

describe("reset", () => {
  it("goes back to the seed, but not in time", async () => {
    const emulator = await emulatorWith();
    emulator.faults.add({ kind: "slow", ms: 1 });
    emulator.instances.add({ instanceId: "r-more" });
    emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 99 });
    const common = { SignatureNonce: "same" };
    await send(emulator, "DescribeBackupPolicy", READ, { common });
    emulator.clock.advance(60_000);
    emulator.reset();
    expect(emulator.instances.list()).toHaveLength(1);
    expect(emulator.instances.get(INSTANCE).policy.backupRetentionPeriod).toBe(7);
    expect(emulator.faults.list()).toEqual([]);
    expect(emulator.requests).toEqual([]);
    expect(emulator.clock.now().toISOString()).toBe("2026-01-07T10:01:00.000Z");
    expect((await send(emulator, "DescribeBackupPolicy", READ, { common })).status).toBe(200);
  });
});
