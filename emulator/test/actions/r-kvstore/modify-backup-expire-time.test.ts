import type { Emulator, InstanceSeed } from "../../../src";
import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

const EXPIRY = "2026-01-14T09:00:00Z";
const ONE: Partial<InstanceSeed> = { backups: [{ expectExpireTime: EXPIRY }] };

async function withBackup(instance: Partial<InstanceSeed> = ONE) {
  const emulator = await emulatorWith(instance);
  const BackupId = emulator.backups()[0]?.backupId ?? "";
  return { emulator, params: { InstanceId: INSTANCE, BackupId } };
}
const expiryOf = (emulator: Emulator) => emulator.backups()[0]?.expireTime;

describe("ModifyBackupExpireTime", () => {
  it.each([
    ["2026-02-01T12:30Z", "2026-02-01T12:30:00.000Z"],
    ["2026-02-01T12:30:59Z", "2026-02-01T12:30:59.000Z"],
    [EXPIRY, "2026-01-14T09:00:00.000Z"],
  ])("extends to %s", async (ExpectExpireTime, expected) => {
    const { emulator, params } = await withBackup();
    const body = await ask(emulator, "ModifyBackupExpireTime", { ...params, ExpectExpireTime });
    expect(Object.keys(body)).toEqual(["RequestId"]);
    expect(expiryOf(emulator)).toBe(expected);
  });

  it.each(["2026-01-14T08:59Z", "2026-01-14T08:59:59Z", "2020-01-01T00:00Z"])(
    "fails to shorten to %s",
    async (ExpectExpireTime) => {
      const { emulator, params } = await withBackup();
      const code = await codeOf(emulator, "ModifyBackupExpireTime", {
        ...params,
        ExpectExpireTime,
      });
      expect(code).toBe("InvalidParameter");
      expect(expiryOf(emulator)).toBe("2026-01-14T09:00:00.000Z");
    },
  );

  it("fails to give an expiry to a set that never expires", async () => {
    const { emulator, params } = await withBackup({ backups: [{ expectExpireTime: null }] });
    const ExpectExpireTime = "2040-01-01T00:00Z";
    const code = await codeOf(emulator, "ModifyBackupExpireTime", { ...params, ExpectExpireTime });
    expect(code).toBe("InvalidParameter");
    expect(expiryOf(emulator)).toBeUndefined();
  });

  it.each(["2026-02-01", "2026-02-01 12:30", "2026-02-01T12:30+08:00", "tomorrow"])(
    "fails on the time %s",
    async (ExpectExpireTime) => {
      const { emulator, params } = await withBackup();
      const code = await codeOf(emulator, "ModifyBackupExpireTime", {
        ...params,
        ExpectExpireTime,
      });
      expect(code).toBe("InvalidParameter");
    },
  );

  it.each([
    ["minutes" as const, "2026-02-01T12:30Z", "2026-02-01T12:30:00Z"],
    ["seconds" as const, "2026-02-01T12:30:00Z", "2026-02-01T12:30Z"],
  ])("can accept only %s", async (expireTimeFormat, good, bad) => {
    const seed = { defaults: { expireTimeFormat }, instances: [{ instanceId: INSTANCE, ...ONE }] };
    const emulator = await emulatorWith({}, { seed });
    const params = { InstanceId: INSTANCE, BackupId: emulator.backups()[0]?.backupId ?? "" };
    const with_ = (ExpectExpireTime: string) => ({ ...params, ExpectExpireTime });
    expect(await codeOf(emulator, "ModifyBackupExpireTime", with_(bad))).toBe("InvalidParameter");
    await ask(emulator, "ModifyBackupExpireTime", with_(good));
  });

  it.each([
    [{ backups: [{ mode: "Automated" as const }] }, "IncorrectBackupSetState"],
    [{ ...ONE, cloudNative: false }, "IncorrectDBInstanceType"],
    [{ ...ONE, status: "Changing" }, "IncorrectDBInstanceState"],
  ])("fails with %p", async (instance, code) => {
    const { emulator, params } = await withBackup(instance);
    const ExpectExpireTime = "2026-03-01T00:00Z";
    expect(await codeOf(emulator, "ModifyBackupExpireTime", { ...params, ExpectExpireTime })).toBe(
      code,
    );
  });

  it("fails on a set that is unknown, expired, or another instance's", async () => {
    const { emulator, params } = await withBackup();
    emulator.instances.add({ instanceId: "r-other", backups: [{}] });
    const ExpectExpireTime = "2026-03-01T00:00Z";
    const code = (BackupId: string) =>
      codeOf(emulator, "ModifyBackupExpireTime", { ...params, BackupId, ExpectExpireTime });
    expect(await code("1")).toBe("InvalidBackupSetID.NotFound");
    expect(await code(emulator.backups("r-other")[0]?.backupId ?? "")).toBe(
      "InvalidBackupSetID.NotFound",
    );
    emulator.clock.advance(8 * 86_400_000);
    expect(await code(params.BackupId)).toBe("InvalidBackupSetID.NotFound");
    expect(await codeOf(emulator, "ModifyBackupExpireTime", params)).toBe(
      "MissingExpectExpireTime",
    );
    const noId = { InstanceId: INSTANCE, ExpectExpireTime };
    expect(await codeOf(emulator, "ModifyBackupExpireTime", noId)).toBe("MissingBackupId");
  });
});
