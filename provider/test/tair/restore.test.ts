import type { InstanceSeed } from "../../../emulator/src";
import { Cloud, Driven, HOST_NAMES, INSTANCE, START } from "../support/cloud";

const TOKEN = "tair:Restore";
const MINUTE = 60_000;
const at = (minutes: number): string =>
  new Date(Date.parse(START) + minutes * MINUTE).toISOString().replace(".000Z", "Z");

const POINT = at(-30);
const declared = {
  instanceId: INSTANCE,
  restoreTime: POINT,
  overwrite: `${INSTANCE}@${POINT}`,
  runBefore: at(60),
};

/** Tair as it can be restored in place, with flashback since an hour. */
const CLASSIC: Partial<InstanceSeed> = {
  cloudNative: false,
  engineVersion: "5.0",
  policy: { enableBackupLog: true },
  flashbackSince: at(-60),
};

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let restore: Driven;

  async function begin(instance: Partial<InstanceSeed> = {}) {
    cloud = await Cloud.start([{ ...CLASSIC, ...instance }], {}, host);
    restore = new Driven(cloud, TOKEN);
  }

  const sent = () => cloud.emulator.requests.filter((r) => r.action === "RestoreInstance");
  const backupsStarted = () => cloud.emulator.requests.filter((r) => r.action === "CreateBackup");
  const restored = () => cloud.emulator.restores(INSTANCE);
  const manual = () => cloud.emulator.backups(INSTANCE).filter((row) => row.mode === "Manual");
  const said = () => cloud.lines.join("\n");
  const withBackup = (changed: Record<string, unknown> = {}) => {
    const backupId = cloud.emulator.backups(INSTANCE)[0]?.backupId ?? "";
    const { restoreTime: _, ...rest } = declared;
    return { ...rest, backupId, overwrite: `${INSTANCE}@${backupId}`, ...changed };
  };

  afterEach(() => cloud.close());

  describe("a restore", () => {
    test("takes a backup, restores the point in time once and waits until it is over", async () => {
      await begin();
      await restore.up({
        ...declared,
        filterKey: ["order:.*", "cart:.*"],
        timeShift: at(-10),
      });
      expect(sent().map(({ params }) => params)).toMatchObject([
        {
          InstanceId: INSTANCE,
          RestoreType: "1",
          RestoreTime: POINT,
          FilterKey: "order:.*,cart:.*",
          TimeShift: at(-10),
        },
      ]);
      expect(sent()[0]?.params).not.toHaveProperty("BackupId");
      const [backup] = manual();
      const [only] = restored();
      expect(Date.parse(backup?.endTime ?? "")).toBeLessThanOrEqual(
        Date.parse(only?.startTime ?? ""),
      );
      expect(restore.id).toBe(`${INSTANCE}@${POINT}`);
      expect(restore.state).toMatchObject({
        status: "Restored",
        requestId: sent()[0]?.requestId,
        backupBeforeJobIds: [backup?.jobId],
      });
      const { restoredAt } = restore.state as { restoredAt: string };
      expect(Date.parse(restoredAt)).toBeGreaterThanOrEqual(Date.parse(only?.endTime ?? ""));
      expect(cloud.emulator.instances.get(INSTANCE).status).toBe("Normal");
      expect(said()).toMatch(/BackupRecovering/);
    });

    test("of a backup sends its id and nothing of a point in time", async () => {
      await begin({ backups: [{ hoursAgo: 5 }] });
      const inputs = withBackup();
      await restore.up(inputs);
      expect(sent()[0]?.params).toMatchObject({ RestoreType: "0", BackupId: inputs.backupId });
      expect(sent()[0]?.params).not.toHaveProperty("RestoreTime");
      expect(restored()).toMatchObject([{ backupId: inputs.backupId }]);
      expect(restore.id).toBe(`${INSTANCE}@${inputs.backupId}`);
    });

    test("takes no backup where that is declared", async () => {
      await begin();
      await restore.up({ ...declared, backupBefore: false });
      expect(backupsStarted()).toEqual([]);
      expect(restore.state).toMatchObject({ status: "Restored", backupBeforeJobIds: [] });
    });

    test("keeps the backup before for 7 days, or as the policy says where that can't be", async () => {
      await begin();
      await restore.up(declared);
      expect(backupsStarted().map((r) => [r.params["BackupRetentionPeriod"], r.code])).toEqual([
        ["7", "IncorrectDBInstanceType"],
        [undefined, undefined],
      ]);
      expect(manual()).toHaveLength(1);
    });

    test("keeps the backup before for as long as declared, or fails where that can't be", async () => {
      await begin();
      await expect(restore.up({ ...declared, backupBeforeRetention: 30 })).rejects.toThrow(
        /can't be backed up like this/,
      );
      expect(sent()).toEqual([]);
      await cloud.close();
      await begin();
      cloud.emulator.faults.add({
        kind: "error",
        action: "CreateBackup",
        code: "InvalidBackupRetentionPeriod.Malformed",
      });
      await expect(restore.up({ ...declared, backupBeforeRetention: 30 })).rejects.toThrow(
        /the retention is not accepted/,
      );
      expect([sent().length, backupsStarted().length]).toEqual([0, 1]);
    });

    test("is sent with the instant of another spelling, and keeps the spelling", async () => {
      await begin();
      const restoreTime = "2026-11-02T16:30:00+08:00";
      await restore.up({ ...declared, restoreTime, overwrite: `${INSTANCE}@${restoreTime}` });
      expect(sent()[0]?.params["RestoreTime"]).toBe(POINT);
      expect(await restore.up(declared)).toBe("update");
      expect(sent()).toHaveLength(1);
    });

    test("waits for an instance that is about to be Normal", async () => {
      await begin({ status: "Changing" });
      cloud.onLine = (text) => {
        if (text.includes("Changing")) cloud.emulator.instances.setStatus(INSTANCE, "Normal");
      };
      await restore.up(declared);
      expect(restored()).toHaveLength(1);
    });

    test("follows a manual backup of the same run, and does not fail with it", async () => {
      await begin();
      const backup = new Driven(cloud, "tair:ManualBackup");
      await Promise.all([backup.up({ instanceId: INSTANCE }), restore.up(declared)]);
      expect(restored()).toHaveLength(1);
      expect(manual()).toHaveLength(2);
    });
  });

  describe("never restores again", () => {
    test("by three unchanged ups, each in a new process, nor long after runBefore", async () => {
      await begin();
      await restore.up(declared);
      for (const days of [0, 1, 400]) {
        cloud.pass(days * 24 * 60 * MINUTE);
        cloud.newProcess();
        expect(await restore.refresh()).toEqual([]);
        expect(await restore.up(declared)).toBe("same");
      }
      expect(sent()).toHaveLength(1);
    });

    test("as a new resource after runBefore: a rename, a lost state, a copied stack", async () => {
      await begin();
      await restore.up(declared);
      cloud.pass(61 * MINUTE);
      cloud.newProcess();
      cloud.actions();
      const copy = new Driven(cloud, TOKEN);
      await expect(copy.up(declared)).rejects.toThrow(
        /runBefore: ".*" has passed, so that this restore no longer runs; nothing was called.*remove it from this program, or keep its place in state with an alias/,
      );
      // The engine creates what it is told to replace without a check of its own.
      await expect(copy.create({ ...declared, backupBefore: true })).rejects.toThrow(/has passed/);
      expect(copy.id).toBeUndefined();
      expect(cloud.actions()).toEqual([]);
    });

    test("by changes that only change state", async () => {
      await begin();
      await restore.up(declared);
      cloud.actions();
      const changed = { ...declared, backupBefore: false, runBefore: at(120) };
      expect(await restore.up(changed)).toBe("update");
      expect(await restore.up({ ...changed, backupBeforeRetention: 60 })).toBe("update");
      expect(cloud.actions()).toEqual([]);
      expect(restore.state).toMatchObject({ status: "Restored", backupBeforeRetention: 60 });
    });

    test("by keys in another order", async () => {
      await begin();
      await restore.up({ ...declared, filterKey: ["a", "b"] });
      expect(await restore.up({ ...declared, filterKey: ["b", "a"] })).toBe("same");
    });

    test("by a destroy, which calls nothing and says what stays", async () => {
      await begin();
      await restore.up(declared);
      const [job] = restore.state["backupBeforeJobIds"] as string[];
      cloud.actions();
      await restore.destroy();
      expect(cloud.actions()).toEqual([]);
      expect(manual()).toHaveLength(1);
      expect(said()).toContain(
        `the restore is forgotten, and the data of ${INSTANCE} stays as it is; the backup from before it (job ${job}) stays until it expires`,
      );
    });
  });

  describe("restores again", () => {
    const later = at(-20);
    const changes: Record<string, Record<string, unknown>> = {
      restoreTime: { restoreTime: later, overwrite: `${INSTANCE}@${later}` },
      filterKey: { filterKey: ["a"] },
      timeShift: { timeShift: at(-5) },
      triggers: { triggers: { incident: "43" } },
    };

    test.each(Object.entries(changes))("when %s changes", async (_, change) => {
      await begin();
      await restore.up({ ...declared, backupBefore: false });
      cloud.newProcess();
      expect(await restore.up({ ...declared, backupBefore: false, ...change })).toBe("replace");
      expect(sent()).toHaveLength(2);
      expect(restore.state["status"]).toBe("Restored");
    });

    test("but not after runBefore, which is then told at the preview", async () => {
      await begin();
      await restore.up(declared);
      cloud.pass(61 * MINUTE);
      const { failures } = await restore.check({ ...declared, triggers: { incident: "43" } });
      expect(failures).toEqual([
        { property: "runBefore", reason: expect.stringContaining("has passed") },
      ]);
    });
  });

  describe("the lost answer to RestoreInstance", () => {
    describe.each([0, 5, 60])("with reads %d s late", (lag) => {
      test("after the change: the restore is found by the status, and sent once", async () => {
        await begin();
        cloud.emulator.faults.add({ kind: "drop", when: "after", action: "RestoreInstance" });
        if (lag > 0) cloud.emulator.faults.add({ kind: "readLag", seconds: lag });
        await restore.up(declared);
        expect(sent()).toHaveLength(1);
        expect(restored()).toHaveLength(1);
        expect(restore.state).toMatchObject({ status: "Restored" });
        expect(restore.state).not.toHaveProperty("requestId");
      });

      test("before the change: an error that leaves the decision to a person, also to later ups", async () => {
        await begin();
        cloud.emulator.faults.add({ kind: "drop", when: "before", action: "RestoreInstance" });
        if (lag > 0) cloud.emulator.faults.add({ kind: "readLag", seconds: lag });
        const unknown = /whether r-orders01 was restored is not known.*change triggers, with a new/;
        await expect(restore.up(declared)).rejects.toThrow(unknown);
        expect(restore.state).toMatchObject({ status: "Unknown", requestedAt: expect.any(String) });
        cloud.emulator.faults.clear();
        for (const _ of [1, 2]) {
          cloud.newProcess();
          await expect(restore.up(declared)).rejects.toThrow(unknown);
        }
        expect(sent()).toHaveLength(1);
        await restore.up({ ...declared, triggers: { incident: "again" } });
        expect(restored()).toHaveLength(1);
      });
    });

    test.each(["html", "emptyBody", "truncatedBody"] as const)(
      "by a body that is %s: one restore",
      async (kind) => {
        await begin();
        cloud.emulator.faults.add({ kind, when: "after", action: "RestoreInstance" });
        await restore.up(declared);
        expect([sent().length, restored().length]).toEqual([1, 1]);
      },
    );

    test.each(["InternalError", "ServiceUnavailable", "LockTimeout"])(
      "by %s after the change: one restore",
      async (code) => {
        await begin();
        cloud.emulator.faults.add({
          kind: "error",
          when: "after",
          code,
          status: 500,
          action: "RestoreInstance",
        });
        await restore.up(declared);
        expect([sent().length, restored().length]).toEqual([1, 1]);
      },
    );

    test("is no reason to wait for ever: throttling before it is waited out", async () => {
      await begin();
      cloud.emulator.faults.add({ kind: "throttling", action: "RestoreInstance", count: 3 });
      await restore.up(declared);
      expect(restored()).toHaveLength(1);
    });
  });

  describe("a restore that takes longer than the run", () => {
    test("is kept in state, and the next up only waits", async () => {
      await begin({ restoreSeconds: 3600 });
      cloud.newProcess({ REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "5" });
      await expect(restore.up(declared)).rejects.toThrow(
        /gave up after 5 min waiting for r-orders01 to be restored; last seen: BackupRecovering.*not sent again/,
      );
      expect(restore.state["status"]).toBe("Restoring");
      restore.isUnhealthy = false;
      expect(await restore.refresh()).toEqual([]);
      // Long after runBefore it still only waits.
      cloud.newProcess({ REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "240" });
      cloud.pass(20 * MINUTE);
      expect(await restore.up(declared)).toBe("update");
      expect(restore.state["status"]).toBe("Restored");
      expect([sent().length, backupsStarted().filter((r) => r.code === undefined).length]).toEqual([
        1, 1,
      ]);
    });

    test("that ended between two runs is over at the next look", async () => {
      await begin({ restoreSeconds: 3600 });
      cloud.newProcess({ REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "5" });
      await expect(restore.up(declared)).rejects.toThrow();
      cloud.pass(120 * MINUTE);
      cloud.newProcess();
      expect(await restore.up(declared)).toBe("update");
      expect(restore.state["status"]).toBe("Restored");
      expect(sent()).toHaveLength(1);
    });

    test("is not restored a second time by another resource", async () => {
      await begin({ restoreSeconds: 3600 });
      cloud.newProcess({ REDIS_BACKUP_RESTORE_TIMEOUT_MINUTES: "5" });
      await expect(restore.up(declared)).rejects.toThrow();
      cloud.newProcess();
      const second = new Driven(cloud, TOKEN);
      await expect(second.up({ ...declared, triggers: { a: "1" } })).rejects.toThrow(
        /r-orders01 is being restored already \(BackupRecovering\)/,
      );
      expect(second.id).toBeUndefined();
      expect(sent()).toHaveLength(1);
    });

    test("that ends in the status Error fails at once, and keeps its state", async () => {
      await begin({ restoreSeconds: 3600 });
      cloud.onLine = (text) => {
        if (text.includes("BackupRecovering"))
          cloud.emulator.instances.setStatus(INSTANCE, "Error");
      };
      await expect(restore.up(declared)).rejects.toThrow(/in the status Error since it was told/);
      expect(restore.state["status"]).toBe("Restoring");
    });
  });

  describe("the backup before", () => {
    test("that fails restores nothing; the next up takes another", async () => {
      await begin({ nextJobFails: true });
      await expect(restore.up(declared)).rejects.toThrow(
        /nothing was restored: backup job \d+ .* gave no usable backup.*backupBefore: false/,
      );
      expect(restore.state).toMatchObject({ status: "Preparing", backupBeforeJobIds: [] });
      expect(sent()).toEqual([]);
      cloud.newProcess();
      expect(await restore.up(declared)).toBe("update");
      expect(restored()).toHaveLength(1);
      expect(manual().filter((row) => row.status === "Success")).toHaveLength(1);
    });

    test("that is still under way is waited for by the next up, which takes no second one", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.2" });
      await expect(restore.up(declared)).rejects.toThrow(/waiting for backup job/);
      expect(restore.state).toMatchObject({
        status: "Preparing",
        backupBeforeJobIds: [expect.any(String)],
      });
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      expect(await restore.up(declared)).toBe("update");
      expect([manual().length, restored().length]).toEqual([1, 1]);
    });

    test("of an interrupted run that is hours old is taken anew", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.2" });
      const inputs = { ...declared, runBefore: at(300) };
      await expect(restore.up(inputs)).rejects.toThrow();
      cloud.pass(120 * MINUTE);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      await restore.up(inputs);
      expect([manual().length, restored().length]).toEqual([2, 1]);
    });

    test("may outlast runBefore: then nothing is restored, and a later runBefore goes on", async () => {
      await begin({ jobSeconds: 600 });
      const soon = { ...declared, runBefore: at(5) };
      await expect(restore.up(soon)).rejects.toThrow(/runBefore: .* has passed/);
      expect(sent()).toEqual([]);
      expect(restore.state).toMatchObject({ status: "Preparing" });
      cloud.newProcess();
      await expect(restore.up(soon)).rejects.toThrow(/has passed/);
      expect(await restore.up({ ...soon, runBefore: at(60) })).toBe("update");
      expect([manual().length, restored().length]).toEqual([1, 1]);
    });

    test("is kept in state when the cloud then refuses to restore", async () => {
      await begin();
      cloud.emulator.faults.add({
        kind: "error",
        action: "RestoreInstance",
        code: "InvalidBinlog.NotValid",
        count: 1,
      });
      await expect(restore.up(declared)).rejects.toThrow(
        /the flashback log does not cover this second \(InvalidBinlog\.NotValid\)/,
      );
      const { backupBeforeJobIds } = restore.state;
      expect(backupBeforeJobIds).toHaveLength(1);
      cloud.newProcess();
      await restore.up(declared);
      expect(restore.state).toMatchObject({ status: "Restored", backupBeforeJobIds });
      expect([manual().length, restored().length]).toEqual([1, 1]);
    });
  });

  describe("an instance whose kind can't be backed up", () => {
    const refuse = (code: string, count?: number) =>
      cloud.emulator.faults.add({
        kind: "error",
        action: "CreateBackup",
        code,
        ...(count === undefined ? {} : { count }),
      });

    test.each(["IncorrectDBInstanceType", "InstanceType.NotSupport", "ServiceNotSupport"])(
      "by %s is restored without a backup before, and the warning says so",
      async (code) => {
        await begin();
        refuse(code);
        await restore.up(declared);
        expect([restored().length, manual().length]).toEqual([1, 0]);
        expect(restore.state).toMatchObject({ status: "Restored", backupBeforeJobIds: [] });
        expect(restore.state).not.toHaveProperty("backupBefore");
        // First with the retention that classic instances refuse, then without any.
        expect(backupsStarted().map((r) => r.params["BackupRetentionPeriod"])).toEqual([
          "7",
          undefined,
        ]);
        expect(said()).toMatch(
          new RegExp(
            `warning: .*goes on without a backup before: r-orders01 can't be backed up.*${code}`,
          ),
        );
        expect(await restore.up(declared)).toBe("same");
        expect(sent()).toHaveLength(1);
      },
    );

    test.each([{ backupBefore: true }, { backupBeforeRetention: 30 }])(
      "is not restored with %j",
      async (change) => {
        await begin();
        refuse("InstanceType.NotSupport");
        await expect(restore.up({ ...declared, ...change })).rejects.toThrow(
          /r-orders01 can't be backed up like this/,
        );
        expect(sent()).toEqual([]);
        expect(restored()).toEqual([]);
      },
    );

    test.each([
      ["Forbidden.RAM", /not permitted/],
      ["BackupTimesExceeded", /30 manual backups/],
      ["InvalidParameter", /a parameter is missing or not accepted/],
      ["IncorrectDBInstanceLockMode", /locked/],
      ["Something.Unheard", /Something\.Unheard/],
    ])("may be another one: %s is in doubt, and nothing is restored", async (code, reason) => {
      await begin();
      refuse(code);
      await expect(restore.up(declared)).rejects.toThrow(reason);
      expect([sent(), restored()]).toEqual([[], []]);
    });

    test("may only be throttled: the backup is taken", async () => {
      await begin();
      cloud.emulator.faults.add({ kind: "throttling", action: "CreateBackup", count: 3 });
      await restore.up(declared);
      expect([restored().length, manual().length]).toEqual([1, 1]);
    });
  });

  describe("is refused before anything is changed", () => {
    const newer = "Restore into a new instance instead: tair.getRestoreArguments";
    const cases: [string, Partial<InstanceSeed>, RegExp][] = [
      [
        "on a cloud-native instance",
        { cloudNative: true },
        new RegExp(`can't be restored in place: it is a cloud-native instance.*${newer}`),
      ],
      ["on a single-node instance", { singleNode: true }, /it is a single-node instance/],
      [
        "without flashback",
        { policy: {} },
        new RegExp(`flashback is off.*enableBackupLog.*${newer}`),
      ],
      [
        "to a time before flashback",
        { flashbackSince: at(-10) },
        /flashback goes back to 2026-11-02T08:50:00/,
      ],
    ];
    test.each(cases)("%s", async (_, kind, reason) => {
      await begin(kind);
      await expect(restore.up(declared)).rejects.toThrow(reason);
      expect(restore.id).toBeUndefined();
      expect([sent(), backupsStarted()]).toEqual([[], []]);
    });

    test("on an instance that is being restored", async () => {
      await begin({ status: "BackupRecovering" });
      await expect(restore.up(declared)).rejects.toThrow(/is being restored already/);
      expect(backupsStarted()).toEqual([]);
    });

    test("of a backup that does not exist, or that failed", async () => {
      await begin({ backups: [{ hoursAgo: 5, status: "Failed" }] });
      await expect(restore.up(withBackup())).rejects.toThrow(/its status is Failed/);
      const unknown = { backupId: "1", overwrite: `${INSTANCE}@1` };
      await expect(restore.up(withBackup(unknown))).rejects.toThrow(
        /backup 1 of r-orders01 does not exist/,
      );
      expect([sent(), backupsStarted()]).toEqual([[], []]);
    });

    test("of an instance that does not exist", async () => {
      await begin();
      const inputs = { ...declared, instanceId: "r-nobody", overwrite: `r-nobody@${POINT}` };
      await expect(restore.up(inputs)).rejects.toThrow(/there is no such instance/);
    });

    test("with readOnly", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_READ_ONLY: "true" });
      await expect(restore.up({ ...declared, backupBefore: false })).rejects.toThrow(
        /RestoreInstance on r-orders01 was not sent/,
      );
    });
  });

  describe("is refused by the cloud with a meaning and what to do", () => {
    test.each([
      ["ServiceNotSupport", /the cloud refuses it .*tair\.getRestoreArguments/],
      ["ResroreParamNotMatch", /the kind of restore doesn't fit/],
      ["InvalidRestoreTime.Format", /the point in time is not accepted .*not before flashback/],
      ["InvalidBinlog.NotValid", /the flashback log does not cover this second/],
      ["ZoneMigrationError.StillingRunning", /nothing was restored: .*moved to another zone/],
      ["MissingParameter", /neither a backup nor a point in time is given/],
      ["IncorrectDBInstanceState", /nothing was restored: .*not in a state that allows it/],
      ["BackupJobExists", /nothing was restored: .*a backup job runs/],
      ["IncorrectDBInstanceLockMode", /the instance is locked/],
      ["InvalidBackupSetID.NotFound", /there is no such backup/],
      ["IncorrectBackupSetState", /this backup can't be restored/],
      ["Forbidden.RAM", /Allow kvstore:RestoreInstance on acs:kvstore:cn-hangzhou:\*:instance\/r-/],
    ])("%s", async (code, meaning) => {
      await begin();
      cloud.emulator.faults.add({ kind: "error", action: "RestoreInstance", code });
      const refused = restore.up({ ...declared, backupBefore: false });
      await expect(refused).rejects.toThrow(meaning);
      expect(sent()).toHaveLength(1);
      expect(restore.id).toBeUndefined();
    });
  });

  test("can't be imported", async () => {
    await begin();
    await expect(cloud.host.read(TOKEN, `${INSTANCE}@${POINT}`, {})).rejects.toThrow(
      /can't be imported: a restore is something that is done/,
    );
  });
});
