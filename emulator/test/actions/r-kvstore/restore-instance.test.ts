import type { InstanceSeed } from "../../../src";
import { ask, codeOf, emulatorWith, INSTANCE, MINUTE, send, START } from "../../support/client";

const at = (minutes: number) =>
  `${new Date(Date.parse(START) + minutes * MINUTE).toISOString().slice(0, 19)}Z`;
const FLASHBACK: Partial<InstanceSeed> = {
  cloudNative: false,
  policy: { enableBackupLog: true },
  flashbackSince: at(-60),
};
const POINT = { InstanceId: INSTANCE, RestoreType: "1", RestoreTime: at(-30) };

const statusOf = async (emulator: Awaited<ReturnType<typeof emulatorWith>>) => {
  const params = { InstanceId: INSTANCE };
  const { Instances } = await ask(emulator, "DescribeInstanceAttribute", params);
  return Instances.DBInstanceAttribute[0].InstanceStatus as string;
};

describe("RestoreInstance", () => {
  it("answers nothing but a RequestId, and restores a point in time", async () => {
    const emulator = await emulatorWith(FLASHBACK);
    const TimeShift = at(-10);
    const asked = { ...POINT, FilterKey: "order:.*,cart:7", TimeShift };
    expect(Object.keys(await ask(emulator, "RestoreInstance", asked))).toEqual(["RequestId"]);
    expect(emulator.restores(INSTANCE)).toEqual([
      {
        instanceId: INSTANCE,
        restoreTime: new Date(at(-30)).toISOString(),
        timeShift: new Date(TimeShift).toISOString(),
        filterKeys: ["order:.*", "cart:7"],
        startTime: "2026-01-07T10:00:00.000Z",
        endTime: "2026-01-07T10:00:32.000Z",
      },
    ]);
  });

  it("shows BackupRecovering a moment after its answer, until it is Normal again", async () => {
    const emulator = await emulatorWith(FLASHBACK);
    await ask(emulator, "RestoreInstance", POINT);
    expect(await statusOf(emulator)).toBe("Normal");
    expect(await codeOf(emulator, "RestoreInstance", POINT)).toBe("IncorrectDBInstanceState");
    emulator.clock.advance(2_000);
    expect(await statusOf(emulator)).toBe("BackupRecovering");
    expect(await codeOf(emulator, "CreateBackup", { InstanceId: INSTANCE })).toBe(
      "IncorrectDBInstanceState",
    );
    emulator.clock.advance(30_000);
    expect(await statusOf(emulator)).toBe("Normal");
  });

  it("restores a backup set, unless that is refused as deprecated", async () => {
    const emulator = await emulatorWith({ ...FLASHBACK, backups: [{}] });
    const { backupId = "" } = emulator.backups()[0] ?? {};
    const asked = { InstanceId: INSTANCE, BackupId: backupId };
    await ask(emulator, "RestoreInstance", asked);
    expect(emulator.restores()).toMatchObject([{ backupId }]);
    emulator.instances.add({
      ...FLASHBACK,
      instanceId: "r-newer",
      backupSetRestore: "refused",
      backups: [{}],
    });
    const other = {
      InstanceId: "r-newer",
      BackupId: emulator.backups("r-newer")[0]?.backupId ?? "",
    };
    expect(await codeOf(emulator, "RestoreInstance", other)).toBe("ServiceNotSupport");
  });

  const none = { RestoreType: "" };
  const backupSet = { BackupId: "521000001" };
  it.each([
    ["nothing", { ...none, RestoreTime: "" }, "MissingParameter"],
    ["a type alone", { RestoreTime: "" }, "ResroreParamNotMatch"],
    ["a time without a type", none, "ResroreParamNotMatch"],
    ["a time and a backup", backupSet, "ResroreParamNotMatch"],
    ["a time with type 0", { RestoreType: "0" }, "ResroreParamNotMatch"],
    ["a backup with type 1", { ...backupSet, RestoreTime: "" }, "ResroreParamNotMatch"],
    [
      "keys of a backup",
      { ...backupSet, ...none, RestoreTime: "", FilterKey: "a" },
      "ResroreParamNotMatch",
    ],
    ["a type that is none", { RestoreType: "2" }, "InvalidParameter"],
    ["a time in minutes", { RestoreTime: "2026-01-07T09:30Z" }, "InvalidRestoreTime.Format"],
    ["a time in the future", { RestoreTime: at(1) }, "InvalidRestoreTime.Format"],
    ["a time before flashback", { RestoreTime: at(-61) }, "InvalidBinlog.NotValid"],
    ["a shift before the time", { TimeShift: at(-31) }, "InvalidParameter"],
    ["a shift into the future", { TimeShift: at(1) }, "InvalidParameter"],
    ["an expression that is none", { FilterKey: "a,*b" }, "InvalidParameter"],
    ["an empty expression", { FilterKey: "a,,b" }, "InvalidParameter"],
  ])("refuses %s", async (_, params, code) => {
    const emulator = await emulatorWith({ ...FLASHBACK, backups: [{}] });
    const { status, body } = await send(emulator, "RestoreInstance", { ...POINT, ...params });
    expect([status, body.Code]).toEqual([400, code]);
    expect(emulator.restores()).toEqual([]);
  });

  it("refuses a backup that is not there, another instance's, and one that failed", async () => {
    const emulator = await emulatorWith({ ...FLASHBACK, backups: [{ status: "Failed" }] });
    emulator.instances.add({ instanceId: "r-other", backups: [{}] });
    const code = (BackupId = "") =>
      codeOf(emulator, "RestoreInstance", { InstanceId: INSTANCE, RestoreType: 0, BackupId });
    expect(await code("1")).toBe("InvalidBackupSetID.NotFound");
    expect(await code(emulator.backups("r-other")[0]?.backupId)).toBe(
      "InvalidBackupSetID.NotFound",
    );
    expect(await code(emulator.backups(INSTANCE)[0]?.backupId)).toBe("IncorrectBackupSetState");
  });

  it.each([
    ["cloud-native", { cloudNative: true }],
    ["community", { instanceType: "Redis" }],
    ["single-node", { singleNode: true }],
  ] as const)("is not supported on %s instances", async (_, kind) => {
    const emulator = await emulatorWith({ ...FLASHBACK, ...kind });
    expect(await codeOf(emulator, "RestoreInstance", POINT)).toBe("ServiceNotSupport");
  });

  it("refuses without flashback, while a backup job runs, and while the zone is migrated", async () => {
    const emulator = await emulatorWith({ ...FLASHBACK, policy: {} });
    expect(await codeOf(emulator, "RestoreInstance", POINT)).toBe("InvalidBinlog.NotValid");
    emulator.console.setPolicy(INSTANCE, { enableBackupLog: true });
    emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    expect(await codeOf(emulator, "RestoreInstance", POINT)).toBe("BackupJobExists");
    emulator.clock.advance(MINUTE);
    emulator.instances.setStatus(INSTANCE, "Migrating");
    expect(await codeOf(emulator, "RestoreInstance", POINT)).toBe(
      "ZoneMigrationError.StillingRunning",
    );
  });
});
