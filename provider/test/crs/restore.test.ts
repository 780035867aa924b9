import { Driven, HOST_NAMES, START, type Cloud } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";

const TOKEN = "crs:Restore";
const PASSWORD = "instance-password-not-real";
const soon = new Date(Date.parse(START) + 3_600_000).toISOString();

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let restore: Driven;
  let declared: { instanceId: string; backupId: string; overwrite: string; runBefore: string };

  async function begin(instance: Parameters<typeof crsCloud>[1] = {}) {
    cloud = await crsCloud(host, {
      engine: "2.8",
      password: PASSWORD,
      backups: [{ hoursAgo: 2 }],
      ...instance,
    });
    cloud.newProcess({ REDIS_BACKUP_CRS_PASSWORD: PASSWORD });
    restore = new Driven(cloud, TOKEN);
    const [{ backupId } = { backupId: "" }] = cloud.emulator.crs.backups(CRS);
    declared = { instanceId: CRS, backupId, overwrite: `${CRS}@${backupId}`, runBefore: soon };
  }

  const restores = () => cloud.emulator.crs.instances.get(CRS).restores;
  const sent = () =>
    cloud.emulator.requests.filter(({ action }) => action === "RestoreInstance").length;
  const lines = () => cloud.lines.join("\n");

  afterEach(() => cloud.close());

  test("takes a backup, restores once, waits, and says nothing of the password", async () => {
    await begin();
    await restore.up(declared);
    expect(restores()).toMatchObject([{ backupId: declared.backupId }]);
    expect(restore.id).toBe(`${CRS}@${declared.backupId}`);
    expect(restore.state).toMatchObject({
      status: "Restored",
      taskId: expect.any(String),
      requestedAt: expect.any(String),
      restoredAt: expect.any(String),
      backupBeforeTag: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const [newest] = cloud.emulator.crs.backups(CRS);
    expect(newest?.remark).toContain(`[pulumi:${restore.state["backupBeforeTag"] as string}]`);
    expect(JSON.stringify([restore.state, cloud.lines, cloud.emulator.requests])).not.toContain(
      PASSWORD,
    );
  });

  test("is not repeated by three unchanged ups, by options, or by a refresh", async () => {
    await begin();
    await restore.up(declared);
    for (let n = 0; n < 3; n += 1) expect(await restore.up(declared)).toBe("same");
    cloud.pass(48 * 3_600_000);
    expect(await restore.refresh()).toEqual([]);
    expect(await restore.up({ ...declared, backupBefore: false })).toBe("update");
    expect(sent()).toBe(1);
  });

  test("runs again for a trigger, within the time it may run in", async () => {
    await begin();
    await restore.up({ ...declared, backupBefore: false });
    const again = { ...declared, backupBefore: false, triggers: { incident: "43" } };
    expect(await restore.up(again)).toBe("replace");
    expect(sent()).toBe(2);
  });

  test("does not run in a copied stack or under another name once its time is over", async () => {
    await begin();
    await restore.up(declared);
    cloud.pass(2 * 3_600_000);
    const copy = new Driven(cloud, TOKEN);
    await expect(copy.up(declared)).rejects.toThrow(/runBefore: .* has passed.*nothing was called/);
    expect(sent()).toBe(1);
  });

  test.each([
    [{ overwrite: CRS }, "overwrite"],
    [{ overwrite: `crs-other@1` }, "overwrite"],
    [{ runBefore: "2026-11-02T08:59:59Z" }, "runBefore"],
    [{ runBefore: "soon" }, "runBefore"],
    [{ backupId: "" }, "backupId"],
    [{ backupBeforeStorageDays: 0 }, "backupBeforeStorageDays"],
    [{ password: PASSWORD }, "password"],
  ])("refuses %j and calls nothing", async (change, property) => {
    await begin();
    const { failures } = await restore.check({ ...declared, ...change });
    expect(failures.map((failure) => failure.property)).toContain(property);
    expect(JSON.stringify(failures)).not.toContain(`"${PASSWORD}\\" is`);
    expect(cloud.actions()).toEqual([]);
  });

  test("refuses a backup that is not there, before anything is overwritten or taken", async () => {
    await begin();
    const backupId = "1-1-1";
    const none = { ...declared, backupId, overwrite: `${CRS}@${backupId}` };
    await expect(restore.up(none)).rejects.toThrow(/does not exist.*crs\.getBackups/);
    expect(cloud.actions()).not.toContain("ManualBackupInstance");
    expect(restore.id).toBeUndefined();
  });

  test("names the alternative where the version of the instance has no restore in place", async () => {
    await begin({ engine: "6.2" });
    await expect(restore.up(declared)).rejects.toThrow(
      /can't be restored in place: only Redis 2\.8 and CKV.*Nothing was changed.*CloneInstances/,
    );
    expect(restore.id).toBeUndefined();
    expect(cloud.writes()).toEqual([]);
    const denied = { code: "AuthFailure.UnauthorizedOperation", status: 200 };
    cloud.emulator.faults.add({ kind: "error", action: "DescribeInstances", ...denied });
    await expect(restore.up({ ...declared, backupBefore: false })).rejects.toThrow(
      /nothing was restored.*only Redis 2\.8 and CKV.*CloneInstances/,
    );
    expect(restore.id).toBeUndefined();
  });

  test("names the setting where the password is wrong", async () => {
    await begin();
    cloud.newProcess({ REDIS_BACKUP_CRS_PASSWORD: "wrong-not-real" });
    await expect(restore.up({ ...declared, backupBefore: false })).rejects.toThrow(
      /redis-backup:crsPassword \(REDIS_BACKUP_CRS_PASSWORD\)/,
    );
    expect(restores()).toEqual([]);
  });

  test("does not wait for a lock: who restores next may overwrite what somebody brought back", async () => {
    await begin();
    cloud.emulator.crs.console.startBackup(CRS);
    await expect(restore.up({ ...declared, backupBefore: false })).rejects.toThrow(
      /nothing was restored.*another operation holds the instance/,
    );
    expect(sent()).toBe(1);
  });

  test("finds the task of a lost answer, and sends nothing again", async () => {
    await begin();
    cloud.emulator.faults.add({ kind: "drop", when: "after", action: "RestoreInstance", count: 1 });
    await restore.up(declared);
    expect(restore.state).toMatchObject({ status: "Restored", taskId: expect.any(String) });
    expect(restores()).toHaveLength(1);
    expect(sent()).toBe(1);
  });

  test("asks a person where a lost answer shows nowhere, in later runs too", async () => {
    await begin();
    cloud.emulator.faults.add({
      kind: "drop",
      when: "before",
      action: "RestoreInstance",
      count: 1,
    });
    for (let n = 0; n < 3; n += 1) {
      await expect(restore.up({ ...declared, backupBefore: false })).rejects.toThrow(
        /whether crs-orders01 was restored is not known.*change triggers/,
      );
      cloud.newProcess();
    }
    expect(sent()).toBe(1);
  });

  test("waits on in the next up where its wait was cut short", async () => {
    await begin();
    cloud.emulator.faults.add({ kind: "stuckJob", action: "RestoreInstance", count: 1 });
    const quick = { ...declared, backupBefore: false };
    await expect(restore.up(quick)).rejects.toThrow(/gave up after 4 h.*is not sent again/);
    expect(restore.state).toMatchObject({ status: "Restoring" });
    cloud.emulator.crs.console.endTask(CRS);
    cloud.newProcess();
    expect(await restore.up(quick)).toBe("update");
    expect(restore.state).toMatchObject({ status: "Restored" });
    expect(sent()).toBe(1);
  });

  test("says what to do where its task fails, and is not repeated", async () => {
    await begin();
    cloud.emulator.faults.add({ kind: "failedJob", action: "RestoreInstance", count: 1 });
    const quick = { ...declared, backupBefore: false };
    await expect(restore.up(quick)).rejects.toThrow(/did not restore.*change triggers/);
    expect(restore.state).toMatchObject({ status: "Failed" });
    await expect(restore.up(quick)).rejects.toThrow(/did not restore.*in an earlier run/);
    expect(sent()).toBe(1);
    expect(await restore.up({ ...quick, triggers: { attempt: "2" } })).toBe("replace");
    expect(restore.state).toMatchObject({ status: "Restored" });
  });

  test("restores nothing where the backup before it fails", async () => {
    await begin();
    cloud.emulator.faults.add({ kind: "failedJob", action: "ManualBackupInstance", count: 1 });
    await expect(restore.up(declared)).rejects.toThrow(
      /nothing was restored: the backup before it/,
    );
    expect(sent()).toBe(0);
    expect(await restore.up(declared)).toBe("update");
    expect(restores()).toHaveLength(1);
  });

  test("restores nothing where its time is over once the backup before it is taken", async () => {
    await begin({ taskSeconds: 5_400 });
    await expect(restore.up(declared)).rejects.toThrow(/runBefore: .* has passed/);
    expect(sent()).toBe(0);
    expect(restore.state).toMatchObject({ status: "Preparing" });
    const later = new Date(cloud.clock.now() + 3_600_000).toISOString();
    expect(await restore.up({ ...declared, runBefore: later })).toBe("update");
    expect(restores()).toHaveLength(1);
    expect(cloud.emulator.crs.backups(CRS)).toHaveLength(2);
  });

  test("takes the backup before it anew where the one of an interrupted run is hours old", async () => {
    await begin({ taskSeconds: 5_400 });
    await expect(restore.up(declared)).rejects.toThrow(/runBefore: .* has passed/);
    const { backupBeforeTag: stale } = restore.state;
    cloud.pass(24 * 3_600_000);
    cloud.newProcess();
    const later = new Date(cloud.clock.now() + 3 * 3_600_000).toISOString();
    expect(await restore.up({ ...declared, runBefore: later })).toBe("update");
    expect(restore.state["backupBeforeTag"]).not.toBe(stale);
    const remarks = cloud.emulator.crs.backups(CRS).map(({ remark }) => remark);
    expect(remarks.filter((remark) => remark?.startsWith("before restoring"))).toHaveLength(2);
    expect(restores()).toHaveLength(1);
  });

  test("is forgotten by a destroy, which calls nothing", async () => {
    await begin();
    await restore.up(declared);
    cloud.actions();
    await restore.destroy();
    expect(cloud.actions()).toEqual([]);
    expect(lines()).toMatch(/the restore is forgotten.*stays until it expires/);
  });

  test("can't be imported", async () => {
    await begin();
    await expect(cloud.host.read(TOKEN, `${CRS}@1`, {})).rejects.toThrow(/can't be imported/);
  });
});
