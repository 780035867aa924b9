import type { Emulator } from "../../../src";
import { ask, codeOf, emulatorWith, INSTANCE, send } from "../../support/client";

const FULL = {
  InstanceId: INSTANCE,
  PreferredBackupTime: "05:00Z-06:00Z",
  PreferredBackupPeriod: "Sunday,Tuesday",
};
const policyOf = (emulator: Emulator) => emulator.instances.get(INSTANCE).policy;

describe("ModifyBackupPolicy", () => {
  it("sets the whole policy and answers nothing but a RequestId", async () => {
    const emulator = await emulatorWith();
    const params = { ...FULL, BackupRetentionPeriod: 30, EnableBackupLog: 1 };
    const body = await ask(emulator, "ModifyBackupPolicy", params);
    expect(Object.keys(body)).toEqual(["RequestId"]);
    expect(policyOf(emulator)).toEqual({
      preferredBackupTime: "05:00Z-06:00Z",
      preferredBackupPeriod: ["Tuesday", "Sunday"],
      backupRetentionPeriod: 30,
      enableBackupLog: true,
      backupLogStartTime: "2026-01-07T10:00:00.000Z",
    });
  });

  it("resets what is left out to its documented default", async () => {
    const emulator = await emulatorWith({
      policy: { backupRetentionPeriod: 90, enableBackupLog: true },
    });
    await ask(emulator, "ModifyBackupPolicy", FULL);
    expect(policyOf(emulator)).toMatchObject({ backupRetentionPeriod: 7, enableBackupLog: false });
  });

  it.each([7, 8, 730])("takes a retention of %d days", async (BackupRetentionPeriod) => {
    const emulator = await emulatorWith();
    await ask(emulator, "ModifyBackupPolicy", { ...FULL, BackupRetentionPeriod });
    expect(policyOf(emulator).backupRetentionPeriod).toBe(BackupRetentionPeriod);
  });

  it.each([
    ["BackupRetentionPeriod", "6", "InvalidBackupRetentionPeriod.Malformed"],
    ["BackupRetentionPeriod", "731", "InvalidBackupRetentionPeriod.Malformed"],
    ["BackupRetentionPeriod", "-1", "InvalidBackupRetentionPeriod.Malformed"],
    ["BackupRetentionPeriod", "7.5", "InvalidBackupRetentionPeriod.Malformed"],
    ["BackupRetentionPeriod", "07", "InvalidBackupRetentionPeriod.Malformed"],
    ["PreferredBackupTime", "05:00Z-07:00Z", "InvalidPreferredBackupTime.Format"],
    ["PreferredBackupTime", "05:30Z-06:30Z", "InvalidPreferredBackupTime.Format"],
    ["PreferredBackupTime", "05:00-06:00", "InvalidPreferredBackupTime.Format"],
    ["PreferredBackupPeriod", "Funday", "InvalidPreferredBackupPeriod.Malformed"],
    ["PreferredBackupPeriod", "monday", "InvalidPreferredBackupPeriod.Malformed"],
    ["PreferredBackupPeriod", "Monday,Monday", "InvalidPreferredBackupPeriod.Malformed"],
    ["PreferredBackupPeriod", "Monday, Tuesday", "InvalidPreferredBackupPeriod.Malformed"],
    ["PreferredBackupPeriod", "Monday,", "InvalidPreferredBackupPeriod.Malformed"],
    ["PreferredBackupTime", "", "MissingPreferredBackupTime"],
    ["PreferredBackupPeriod", "", "MissingPreferredBackupPeriod"],
    ["EnableBackupLog", "2", "InvalidParameter"],
    ["EnableBackupLog", "true", "InvalidParameter"],
  ])("fails when %s is %p", async (name, value, code) => {
    const emulator = await emulatorWith();
    const before = policyOf(emulator);
    expect(await codeOf(emulator, "ModifyBackupPolicy", { ...FULL, [name]: value })).toBe(code);
    expect(policyOf(emulator)).toEqual(before);
  });

  it.each([
    [{ instanceType: "Redis" as const }, "IncorrectDBInstanceType"],
    [{ seriesWithFlashback: false }, "IncorrectDBInstanceType"],
    [{ appendonly: "no" as const }, "IncorrectDBInstanceState"],
  ])("fails to switch flashback on with %p", async (instance, code) => {
    const emulator = await emulatorWith(instance);
    const params = { ...FULL, EnableBackupLog: 1 };
    expect(await codeOf(emulator, "ModifyBackupPolicy", params)).toBe(code);
    expect(policyOf(emulator).preferredBackupTime).toBe("02:00Z-03:00Z");
    await ask(emulator, "ModifyBackupPolicy", { ...FULL, EnableBackupLog: 0 });
  });

  it("can leave flashback off without a word", async () => {
    const emulator = await emulatorWith({ appendonly: "no", flashbackRefusal: "silent" });
    await ask(emulator, "ModifyBackupPolicy", { ...FULL, EnableBackupLog: 1 });
    expect(policyOf(emulator)).toMatchObject({
      enableBackupLog: false,
      preferredBackupTime: "05:00Z-06:00Z",
    });
  });

  it("takes other codes for its undocumented refusals", async () => {
    const defaults = { refusals: { flashbackWithoutAof: "InvalidParameter" } };
    const instances = [{ instanceId: INSTANCE, appendonly: "no" as const }];
    const emulator = await emulatorWith({}, { seed: { defaults, instances } });
    const code = await codeOf(emulator, "ModifyBackupPolicy", { ...FULL, EnableBackupLog: 1 });
    expect(code).toBe("InvalidParameter");
  });

  it.each(["Changing", "Inactive", "BackupRecovering"])("fails while %s", async (status) => {
    const emulator = await emulatorWith({ status });
    const answer = await send(emulator, "ModifyBackupPolicy", FULL);
    expect([answer.status, answer.body.Code]).toEqual([403, "IncorrectDBInstanceState"]);
  });

  it("can leave the instance Changing for a while", async () => {
    const emulator = await emulatorWith({ changingSeconds: 20 });
    await ask(emulator, "ModifyBackupPolicy", FULL);
    expect(emulator.instances.get(INSTANCE).status).toBe("Changing");
    expect(await codeOf(emulator, "ModifyBackupPolicy", FULL)).toBe("IncorrectDBInstanceState");
    emulator.clock.advance(20_000);
    expect(emulator.instances.get(INSTANCE).status).toBe("Normal");
    await ask(emulator, "ModifyBackupPolicy", FULL);
  });
});
