import type { InstanceSeed } from "../../../emulator/src";
import { Cloud, Driven, HOST_NAMES, INSTANCE, START } from "../support/cloud";

const TOKEN = "tair:ManualBackup";
const declared = { instanceId: INSTANCE, allowDeleteLast: true };
const DAY = 86_400_000;
const at = (days: number): string => new Date(Date.parse(START) + days * DAY).toISOString();

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let backup: Driven;

  async function begin(instance: Partial<InstanceSeed> = {}) {
    cloud = await Cloud.start([instance], {}, host);
    backup = new Driven(cloud, TOKEN);
  }

  const manual = () => cloud.emulator.backups(INSTANCE).filter((row) => row.mode === "Manual");
  const created = () => cloud.emulator.requests.filter((r) => r.action === "CreateBackup").length;
  const said = () => cloud.lines.join("\n");

  afterEach(() => cloud.close());

  const oldCluster = {
    architecture: "cluster",
    shardCount: 2,
    createdAt: "2023-01-01T00:00:00Z",
    cloudNative: false,
  } as const;
  const newCluster = { architecture: "cluster", shardCount: 3, cloudNative: false } as const;
  const cloudNativeCluster = { architecture: "cluster", shardCount: 2, cloudNative: true } as const;
  const kinds: Record<string, Partial<InstanceSeed>> = {
    "a standard instance": {},
    "a read/write splitting instance": { architecture: "rwsplit" },
    "a cluster of before 2023-12-05": oldCluster,
    "a cluster since then": newCluster,
    "a cloud-native cluster": cloudNativeCluster,
    "a cloud-native cluster that DescribeBackups refuses": {
      ...cloudNativeCluster,
      clusterRows: "refused",
    },
    "a cluster whose tasks are refused": { ...newCluster, clusterTasks: "refused" },
    "an instance whose row shows first, without an id": { rowShape: "rowFirstWithoutId" },
    "an instance whose row shows first, as a success without an id": {
      rowShape: "rowFirstAsSuccess",
    },
    "an instance whose job shows as Finished for a while": { finishedSeconds: 20 },
    "an instance whose job ids come quoted": { ...oldCluster, quotedJobIds: true },
  };

  describe.each(Object.entries(kinds))("a backup of %s", (_, kind) => {
    test("is taken once, complete, and is found again", async () => {
      await begin(kind);
      await backup.up(declared);
      expect(created()).toBe(1);
      expect(backup.state).toMatchObject({
        status: "Success",
        adopted: false,
        regionId: "cn-hangzhou",
      });
      const rows = backup.state["backups"] as {
        backupId: string;
        status: string;
        backupSize: number;
      }[];
      expect(rows.map((row) => row.backupId).sort()).toEqual(
        manual()
          .map((row) => row.backupId)
          .sort(),
      );
      expect(rows.every((row) => row.status === "Success" && row.backupSize > 0)).toBe(true);
      const ids = [...new Set(manual().map((row) => row.jobId))].sort();
      expect(backup.id).toBe(`${INSTANCE}:${ids.join(",")}`);
      cloud.newProcess();
      expect(await backup.refresh()).toEqual([]);
      expect(await backup.up(declared)).toBe("same");
    });

    test("goes when it is destroyed", async () => {
      await begin({ ...kind, cloudNative: true });
      await backup.up(declared);
      cloud.newProcess();
      await backup.destroy();
      expect(manual()).toEqual([]);
    });
  });

  describe("job ids", () => {
    test("are kept in state as soon as they are known, and the next up waits on", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.2" });
      await expect(backup.up(declared)).rejects.toThrow(
        /gave up after 12 s waiting for backup job .*Uploading/,
      );
      expect(backup.state).toMatchObject({ status: "Running", backupJobIds: [expect.any(String)] });
      const { id } = backup;
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      expect(await backup.up(declared)).toBe("update");
      expect(backup.id).toBe(id);
      expect(backup.state["status"]).toBe("Success");
      expect(created()).toBe(1);
    });

    test("of a job that is still running are not gone for a refresh, and up goes on after it", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      await expect(backup.up(declared)).rejects.toThrow();
      backup.isUnhealthy = false;
      expect(await backup.refresh()).toEqual([]);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      expect(await backup.up(declared)).toBe("update");
      expect(backup.state["status"]).toBe("Success");
    });

    test("of a job whose nodes are not all listed are no whole backup for a refresh", async () => {
      await begin(newCluster);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      await expect(backup.up(declared)).rejects.toThrow(/gave up/);
      cloud.pass(60_000);
      const [last] = manual().slice(-1);
      cloud.emulator.console.deleteBackup(INSTANCE, last?.backupId ?? "");
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "30" });
      backup.isUnhealthy = false;
      await backup.refresh();
      expect(backup.state["status"]).toBe("Running");
      await expect(backup.up(declared)).rejects.toThrow(/not listed as a whole/);
    });

    test("are told from those of a backup that is taken in the same run", async () => {
      await begin(cloudNativeCluster);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      await expect(backup.up(declared)).rejects.toThrow(/gave up/);
      cloud.pass(60_000);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "30" });
      const other = new Driven(cloud, TOKEN);
      const resumed = new Promise((resolve) => {
        cloud.onLine = (text) => {
          if (!/backup job \d+: Uploading/.test(text)) return;
          cloud.onLine = () => undefined;
          resolve(backup.up(declared));
        };
      });
      await Promise.all([other.up(declared), resumed]);
      const sets = [backup, other].map(({ state }) => state["clusterBackupId"]);
      expect(new Set(sets).size).toBe(2);
    });

    test("that have no backup any more don't stand for another one, taken days later", async () => {
      await begin(cloudNativeCluster);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      await expect(backup.up({ ...declared, backupRetentionPeriod: 7 })).rejects.toThrow(/gave up/);
      cloud.pass(9 * DAY);
      cloud.emulator.console.addBackup(INSTANCE, { mode: "Manual", hoursAgo: 3 });
      const theirs = manual().map((row) => row.backupId);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "30" });
      await backup.refresh();
      expect(backup.state["status"]).not.toBe("Success");
      await backup.destroy();
      expect(manual().map((row) => row.backupId)).toEqual(theirs);
    });

    test("of a job that is still running are waited for by a destroy, so that nothing is left", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      await expect(backup.up(declared)).rejects.toThrow();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      await backup.destroy();
      cloud.pass(DAY / 24);
      expect(manual()).toEqual([]);
    });
  });

  describe("a failed job", () => {
    test("is an error that keeps the id, and the next up takes another", async () => {
      await begin({ nextJobFails: true });
      await expect(backup.up(declared)).rejects.toThrow(
        /gave no usable backup: the cloud reports it as Failed/,
      );
      expect(backup.state["status"]).toBe("Failed");
      const { id } = backup;
      cloud.newProcess();
      expect(await backup.up(declared)).toBe("replace");
      expect(backup.id).not.toBe(id);
      expect(backup.state["status"]).toBe("Success");
      expect(manual().filter((row) => row.status === "Success")).toHaveLength(1);
    });

    test("stays one after a refresh", async () => {
      await begin({ nextJobFails: true });
      await expect(backup.up(declared)).rejects.toThrow();
      await backup.refresh();
      backup.isUnhealthy = false;
      cloud.newProcess();
      expect(await backup.up(declared)).toBe("replace");
    });

    test("of one node of a cluster fails the whole", async () => {
      await begin(newCluster);
      cloud.emulator.faults.add({ kind: "failedJob", node: 1 });
      await expect(backup.up(declared)).rejects.toThrow(/reports it as Failed/);
    });

    test("is a success of size 0, too", async () => {
      await begin({ sizeBytes: 0 });
      await expect(backup.up(declared)).rejects.toThrow(/has a size of 0 bytes/);
      expect(backup.state["status"]).toBe("Failed");
    });
  });

  describe("a job that runs already", () => {
    test("is waited for if it is automatic", async () => {
      await begin();
      cloud.emulator.console.startBackup(INSTANCE, { mode: "Automated" });
      await backup.up(declared);
      expect(manual()).toHaveLength(1);
      expect(said()).toMatch(/which was running already/);
    });

    test("fails by default, naming the job, its start and the id to import", async () => {
      await begin();
      const [job] = cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      await expect(backup.up(declared)).rejects.toThrow(
        new RegExp(
          `manual backup job already runs on ${INSTANCE}: job ${job}, started 2026-11-02T09:00:00Z.*"${INSTANCE}:${job}"`,
        ),
      );
      expect(backup.id).toBeUndefined();
      expect(created()).toBe(0);
    });

    test("is followed by ours with wait", async () => {
      await begin();
      cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      await backup.up({ ...declared, ifBackupRunning: "wait" });
      expect(manual()).toHaveLength(2);
    });

    test("is taken over with adopt, retained by a destroy and deleted where that is said", async () => {
      await begin();
      const [job] = cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      const adopting = { ...declared, ifBackupRunning: "adopt" };
      await backup.up(adopting);
      expect(backup.id).toBe(`${INSTANCE}:${job}`);
      expect(backup.state["adopted"]).toBe(true);
      expect(said()).toMatch(
        /warning: .*adopted the manual backup job .*: its data is from 2026-11-02T09:00:00Z/,
      );
      const { id, state, inputs } = backup;
      cloud.newProcess();
      await backup.destroy();
      expect(manual()).toHaveLength(1);
      Object.assign(backup, { id, state, inputs });
      expect(await backup.up({ ...adopting, onDelete: "deleteAdopted" })).toBe("update");
      await backup.destroy();
      expect(manual()).toHaveLength(0);
    });

    test("is not deleted with a former self that had adopted it, where --replace makes another that does", async () => {
      await begin();
      cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      const adopting = { ...declared, ifBackupRunning: "adopt", onDelete: "deleteAdopted" };
      await expect(backup.up(adopting)).rejects.toThrow(/gave up/);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      const replacement = new Driven(cloud, TOKEN);
      // The engine asks for no diff then.
      await replacement.create(backup.inputs);
      await backup.destroy();
      expect(manual().map((row) => row.jobId)).toEqual(replacement.state["backupJobIds"]);
    });

    test("can't be given no expiry by adopting it, and the error says so", async () => {
      await begin();
      cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      await expect(
        backup.up({ ...declared, ifBackupRunning: "adopt", backupRetentionPeriod: -1 }),
      ).rejects.toThrow(/expires at .*, and can't be told never to expire/);
      expect(backup.state).toMatchObject({ status: "Success", adopted: true });
    });

    test("is never adopted twice by one process: the second takes its own", async () => {
      await begin();
      cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      const second = new Driven(cloud, TOKEN);
      const adopting = { ...declared, ifBackupRunning: "adopt" };
      await Promise.all([backup.up(adopting), second.up(adopting)]);
      expect(manual()).toHaveLength(2);
      expect(backup.id).not.toBe(second.id);
    });

    describe("and is that of an interrupted run, in state", () => {
      const adopting = { ...declared, ifBackupRunning: "adopt" };

      async function interrupted(declaring: Record<string, unknown>) {
        await begin();
        cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
        await expect(backup.up(declaring)).rejects.toThrow(/gave up/);
        cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      }

      test("is not adopted by what replaces it, whose backup would go with it", async () => {
        await interrupted(adopting);
        expect(await backup.up({ ...adopting, triggers: { release: "2" } })).toBe("replace");
        expect(backup.state).toMatchObject({ status: "Success", adopted: false });
        expect(manual().map((row) => row.jobId)).toEqual(backup.state["backupJobIds"]);
      });

      test("is retained by its deletion where another resource has adopted it", async () => {
        await interrupted(adopting);
        const renamed = new Driven(cloud, TOKEN);
        await renamed.up(adopting);
        expect(renamed.state["adopted"]).toBe(true);
        await backup.destroy();
        expect(manual().map((row) => row.jobId)).toEqual(renamed.state["backupJobIds"]);
        expect(said()).toContain("retained: another resource of the stack has adopted it");
      });

      test("is retained by a later run too, which is shown what has adopted it", async () => {
        await interrupted(adopting);
        const renamed = new Driven(cloud, TOKEN);
        await renamed.up(adopting);
        cloud.newProcess();
        expect(await renamed.up(adopting)).toBe("same");
        await backup.destroy();
        expect(manual().map((row) => row.jobId)).toEqual(renamed.state["backupJobIds"]);
      });
    });

    test("can't be told from an automatic one without kvstore:DescribeBackupTasks, and the error says so", async () => {
      await begin();
      cloud.emulator.faults.add({
        kind: "error",
        action: "DescribeBackupTasks",
        code: "Forbidden.RAM",
        status: 403,
      });
      cloud.emulator.console.startBackup(INSTANCE, { mode: "Automated" });
      await expect(backup.up(declared)).rejects.toThrow(
        /can't be told without kvstore:DescribeBackupTasks/,
      );
      await backup.up({ ...declared, ifBackupRunning: "wait" });
      expect(manual()).toHaveLength(1);
    });
  });

  test("two backups of one instance are taken one after the other", async () => {
    await begin();
    const second = new Driven(cloud, TOKEN);
    await Promise.all([backup.up(declared), second.up({ ...declared, triggers: { b: "2" } })]);
    expect(manual()).toHaveLength(2);
    expect(new Set([backup.id, second.id]).size).toBe(2);
  });

  test("without kvstore:DescribeBackupTasks it works by the list of backups, and says so once", async () => {
    await begin();
    cloud.emulator.faults.add({
      kind: "error",
      action: "DescribeBackupTasks",
      code: "Forbidden.RAM",
      status: 403,
    });
    await backup.up(declared);
    expect(backup.state["status"]).toBe("Success");
    expect(
      cloud.lines.filter((line) => line.includes("progress of backup jobs can't be read")),
    ).toHaveLength(1);
  });

  test("recent manual backups that this run has not met are named with their import ids", async () => {
    await begin();
    cloud.emulator.console.addBackup(INSTANCE, { mode: "Manual", hoursAgo: 2 });
    const [orphan] = manual();
    await backup.up(declared);
    expect(said()).toContain(`"${INSTANCE}:${orphan?.jobId}"`);
  });

  test("a manual backup of the last day that state holds is not named where another takes its place", async () => {
    await begin();
    await backup.up(declared);
    cloud.newProcess();
    expect(await backup.up({ ...declared, triggers: { release: "2" } })).toBe("replace");
    expect(said()).not.toContain("has not met in state");
  });

  test("a state that can't be read is in the way of no other backup", async () => {
    await begin();
    await backup.up(declared);
    const { id = "", inputs, state } = backup;
    const unreadable = { ...state, backupJobIds: 5 };
    await cloud.host.diff(TOKEN, id, unreadable, inputs, []);
    const second = new Driven(cloud, TOKEN);
    await second.up({ ...declared, triggers: { b: "2" } });
    expect(second.state["status"]).toBe("Success");
  });

  test("a single-node instance is refused with the reason", async () => {
    await begin({ singleNode: true });
    await expect(backup.up(declared)).rejects.toThrow(/can't be backed up/);
    expect(backup.id).toBeUndefined();
  });

  describe("the lost answer to CreateBackup", () => {
    for (const [name, kind] of Object.entries({
      standard: {},
      "old cluster": oldCluster,
      "cloud-native cluster": cloudNativeCluster,
    })) {
      for (const when of ["before", "after"] as const) {
        for (const lag of [0, 5, 60]) {
          test(`of a ${name}, ${when} the change, with reads ${lag} s late: one backup, held in state`, async () => {
            await begin({
              ...kind,
              cloudNative: true,
              ...(name === "old cluster" ? { cloudNative: false } : {}),
            });
            cloud.emulator.faults.add({ kind: "drop", when, action: "CreateBackup", count: 1 });
            if (lag > 0) cloud.emulator.faults.add({ kind: "readLag", seconds: lag });
            await backup.up(declared);
            expect(new Set(manual().map((row) => row.jobId)).size).toBe(
              name === "old cluster" ? 2 : 1,
            );
            const rows = backup.state["backups"] as { backupId: string }[];
            expect(rows.map((row) => row.backupId).sort()).toEqual(
              manual()
                .map((row) => row.backupId)
                .sort(),
            );
            expect(created()).toBe(when === "before" ? 2 : 1);
          });
        }
      }
    }

    test.each(["html", "emptyBody", "truncatedBody"] as const)(
      "by a body that is %s: one backup",
      async (kind) => {
        await begin();
        cloud.emulator.faults.add({ kind, when: "after", action: "CreateBackup", count: 1 });
        await backup.up(declared);
        expect(manual()).toHaveLength(1);
        expect(created()).toBe(1);
      },
    );

    test("by a 5xx before or after the change: one backup", async () => {
      await begin();
      cloud.emulator.faults.add({
        kind: "error",
        when: "after",
        code: "InternalError",
        status: 500,
        action: "CreateBackup",
        count: 1,
      });
      await backup.up(declared);
      expect(manual()).toHaveLength(1);
    });

    test("while another one is started by hand: an error that lists both", async () => {
      await begin({ rowDelaySeconds: 0 });
      cloud.emulator.faults.add({ kind: "drop", when: "after", action: "CreateBackup", count: 1 });
      cloud.onLine = (text) => {
        if (!text.includes("was lost")) return;
        cloud.emulator.console.endJob(INSTANCE, "Success");
        cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
      };
      await expect(backup.up(declared)).rejects.toThrow(
        /2 new manual backups have appeared, so that ours can't be told: "r-orders01:\d+" .*, "r-orders01:\d+"/,
      );
      expect(created()).toBe(1);
    });

    test("three times, with nothing started: an error, and no fourth try", async () => {
      await begin();
      cloud.emulator.faults.add({ kind: "drop", when: "before", action: "CreateBackup" });
      await expect(backup.up(declared)).rejects.toThrow(/no usable answer 3 times/);
      expect(created()).toBe(3);
      expect(manual()).toEqual([]);
    });

    test("without kvstore:DescribeBackupTasks: one backup", async () => {
      await begin();
      cloud.emulator.faults.add({
        kind: "error",
        action: "DescribeBackupTasks",
        code: "Forbidden.RAM",
        status: 403,
      });
      cloud.emulator.faults.add({ kind: "drop", when: "after", action: "CreateBackup", count: 1 });
      await backup.up(declared);
      expect(manual()).toHaveLength(1);
    });
  });

  describe.each(["before", "after"] as const)("an answer lost %s the change", (when) => {
    test.each([0, 5, 60])(
      "of ModifyBackupExpireTime, with reads %d s late: the expiry is the declared one",
      async (lag) => {
        await begin();
        await backup.up({ ...declared, backupRetentionPeriod: 7 });
        cloud.newProcess();
        cloud.emulator.faults.add({
          kind: "drop",
          when,
          action: "ModifyBackupExpireTime",
          count: 1,
        });
        if (lag > 0) cloud.emulator.faults.add({ kind: "readLag", seconds: lag });
        await backup.up({ ...declared, backupRetentionPeriod: 30 });
        expect(Date.parse(manual()[0]?.expireTime ?? "")).toBeGreaterThanOrEqual(
          Date.parse(at(30)),
        );
      },
    );

    test.each([0, 5, 60])(
      "of DeleteBackup, with reads %d s late: no backup is left",
      async (lag) => {
        await begin({ ...cloudNativeCluster });
        await backup.up(declared);
        cloud.newProcess();
        cloud.emulator.faults.add({ kind: "drop", when, action: "DeleteBackup", count: 1 });
        if (lag > 0) cloud.emulator.faults.add({ kind: "readLag", seconds: lag });
        await backup.destroy();
        expect(manual()).toEqual([]);
      },
    );
  });

  describe("the expiry", () => {
    test("of days is sent at creation and extended in place for every file of a cluster", async () => {
      await begin(cloudNativeCluster);
      await backup.up({ ...declared, backupRetentionPeriod: 7 });
      const { id } = backup;
      cloud.actions();
      expect(await backup.up({ ...declared, backupRetentionPeriod: 30 })).toBe("update");
      expect(backup.id).toBe(id);
      expect(cloud.actions().filter((action) => action === "ModifyBackupExpireTime")).toHaveLength(
        2,
      );
      for (const row of manual()) {
        expect(Date.parse(row.expireTime ?? "")).toBeGreaterThanOrEqual(Date.parse(at(30)));
      }
      expect(await backup.refresh()).toEqual([]);
    });

    test("of a time takes whole days and then one extension", async () => {
      await begin();
      await backup.up({ ...declared, expectExpireTime: at(10.5) });
      const request = cloud.emulator.requests.find((r) => r.action === "CreateBackup");
      expect(request?.params).toMatchObject({ BackupRetentionPeriod: "10" });
      expect(Date.parse(manual()[0]?.expireTime ?? "")).toBe(Date.parse(at(10.5)));
      expect(backup.state["expiresAt"]).toBe(at(10.5).replace(".000", ""));
    });

    test("is the same instant in another spelling", async () => {
      await begin();
      await backup.up({ ...declared, expectExpireTime: "2026-12-01T00:00:00Z" });
      expect(await backup.up({ ...declared, expectExpireTime: "2026-12-01T08:00:00+08:00" })).toBe(
        "same",
      );
      expect(await backup.refresh()).toEqual([]);
    });

    test("that was extended in the console is no drift, and a later declaration before it writes nothing", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: 7 });
      const [row] = manual();
      cloud.emulator.console.setExpiry(INSTANCE, row?.backupId ?? "", at(100));
      expect(await backup.refresh()).toEqual([]);
      expect(backup.state["expiresAt"]).toBe(at(100).replace(".000", ""));
      await backup.up({ ...declared, backupRetentionPeriod: 30 });
      expect(manual()[0]?.expireTime).toBe(at(100));
    });

    test("given in the console to a backup that was to have none is drift, and not an error", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: -1 });
      cloud.emulator.console.setExpiry(INSTANCE, manual()[0]?.backupId ?? "", at(20));
      expect(await backup.refresh()).toEqual(["backupRetentionPeriod"]);
    });

    test("that the cloud does not tell is not reported as extended", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: 10 });
      cloud.emulator.console.setExpiry(INSTANCE, manual()[0]?.backupId ?? "", undefined);
      expect(await backup.up({ ...declared, backupRetentionPeriod: 30 })).toBe("update");
      expect(said()).toMatch(/warning: .*does not tell when backup \d+ of .* was not extended/);
      expect(backup.state).not.toHaveProperty("expiresAt");
    });

    test("that was brought forward is drift on the declared field alone, and is corrected", async () => {
      await begin();
      for (const inputs of [
        { ...declared, backupRetentionPeriod: 30 },
        { ...declared, triggers: { x: "1" }, expectExpireTime: at(40) },
      ]) {
        cloud.newProcess();
        await backup.up(inputs);
        const field = "expectExpireTime" in inputs ? "expectExpireTime" : "backupRetentionPeriod";
        cloud.emulator.console.setExpiry(INSTANCE, manual()[0]?.backupId ?? "", at(9));
        expect(await backup.refresh()).toEqual([field]);
        expect(await backup.up(inputs)).toBe("update");
        expect(Date.parse(manual()[0]?.expireTime ?? "")).toBeGreaterThanOrEqual(
          Date.parse(at(30)),
        );
        expect(await backup.refresh()).toEqual([]);
      }
    });

    test("of a backup that never expires has none, and none is no drift", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: -1 });
      expect(manual()[0]).not.toHaveProperty("expireTime");
      expect(backup.state).not.toHaveProperty("expiresAt");
      expect(await backup.refresh()).toEqual([]);
    });

    test("can't be had on a classic instance, and the error says what to leave out", async () => {
      await begin({ cloudNative: false });
      await expect(backup.up({ ...declared, backupRetentionPeriod: 30 })).rejects.toThrow(
        /classic instances/i,
      );
      expect(manual()).toEqual([]);
    });

    describe("is refused at preview", () => {
      const refused = async (first: object, second: object) => {
        await begin();
        await backup.up({ ...declared, ...first });
        cloud.actions();
        const { failures } = await backup.check({ ...declared, ...second });
        const reasons = failures.map((failure) => `${failure.property}: ${failure.reason}`);
        if (reasons.length === 0) {
          await expect(backup.up({ ...declared, ...second })).rejects.toMatchObject({
            tag: "InvalidInputs",
          });
          reasons.push(
            await backup.up({ ...declared, ...second }).catch((error: Error) => error.message),
          );
        }
        expect(cloud.actions()).toEqual([]);
        return reasons.join("\n");
      };
      test.each([
        [
          "fewer days",
          { backupRetentionPeriod: 30 },
          { backupRetentionPeriod: 20 },
          /backupRetentionPeriod: 20 is lower than the 30 days/,
        ],
        [
          "days to never",
          { backupRetentionPeriod: 30 },
          { backupRetentionPeriod: -1 },
          /from 30 to -1/,
        ],
        [
          "never to days",
          { backupRetentionPeriod: -1 },
          { backupRetentionPeriod: 30 },
          /from -1 to 30/,
        ],
        [
          "an earlier time",
          { expectExpireTime: at(30) },
          { expectExpireTime: at(20) },
          /earlier than/,
        ],
        [
          "days to an earlier time",
          { backupRetentionPeriod: 30 },
          { expectExpireTime: at(20) },
          /only be extended/,
        ],
        [
          "a time to fewer days",
          { expectExpireTime: at(30) },
          { backupRetentionPeriod: 7 },
          /only be extended/,
        ],
      ])("%s", async (_, first, second, reason) => {
        expect(await refused(first, second)).toMatch(reason);
      });

      test("when the backup has expired", async () => {
        await begin();
        await backup.up({ ...declared, backupRetentionPeriod: 7 });
        cloud.pass(8 * DAY);
        await backup.refresh();
        await expect(backup.up({ ...declared, backupRetentionPeriod: 30 })).rejects.toThrow(
          /has expired .*Change triggers/,
        );
      });

      test("but not when the backup is replaced", async () => {
        await begin();
        await backup.up({ ...declared, backupRetentionPeriod: 30 });
        cloud.newProcess();
        expect(
          await backup.up({ ...declared, backupRetentionPeriod: 7, triggers: { release: "2" } }),
        ).toBe("replace");
        expect(manual()).toHaveLength(1);
      });
    });
  });

  describe("an expired backup", () => {
    test("is kept in state as Expired, takes no new one, and its destroy calls nothing", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: 7 });
      cloud.pass(8 * DAY);
      cloud.newProcess();
      expect(await backup.refresh()).toEqual([]);
      expect(backup.state["status"]).toBe("Expired");
      expect(await backup.up({ ...declared, backupRetentionPeriod: 7 })).toBe("same");
      cloud.actions();
      await backup.destroy();
      expect(cloud.actions()).toEqual([]);
    });

    test("is kept so where its instance is gone since", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: 7 });
      cloud.pass(8 * DAY);
      cloud.emulator.instances.release(INSTANCE);
      expect(await backup.refresh()).toEqual([]);
      expect(backup.state["status"]).toBe("Expired");
    });

    test("is gone with onExpire: recreate", async () => {
      await begin();
      const inputs = { ...declared, backupRetentionPeriod: 7, onExpire: "recreate" };
      await backup.up(inputs);
      cloud.pass(8 * DAY);
      expect(await backup.refresh()).toBe("gone");
      expect(await backup.up(inputs)).toBe("create");
    });

    test("was deleted if it goes before its expiry, and is gone", async () => {
      await begin();
      await backup.up({ ...declared, backupRetentionPeriod: 30 });
      cloud.emulator.console.deleteBackup(INSTANCE, manual()[0]?.backupId ?? "");
      expect(await backup.refresh()).toBe("gone");
    });

    test("that loses one file of a cluster before its expiry is incomplete, and the next up takes a new one", async () => {
      await begin(cloudNativeCluster);
      await backup.up({ ...declared, backupRetentionPeriod: 30 });
      cloud.emulator.console.deleteBackup(INSTANCE, manual()[0]?.backupId ?? "");
      await backup.refresh();
      expect(backup.state["status"]).toBe("Incomplete");
      cloud.newProcess();
      expect(await backup.up({ ...declared, backupRetentionPeriod: 30 })).toBe("replace");
      expect(manual()).toHaveLength(2);
    });
  });

  describe("destroy", () => {
    test("retains where that is said, calling nothing", async () => {
      await begin();
      await backup.up({ ...declared, onDelete: "retain" });
      cloud.actions();
      await backup.destroy();
      expect(cloud.actions()).toEqual([]);
      expect(manual()).toHaveLength(1);
    });

    test("refuses the only successful backup of an instance, naming the ways out", async () => {
      await begin();
      await backup.up({ instanceId: INSTANCE });
      await expect(backup.destroy()).rejects.toThrow(
        /only successful backup of r-orders01.*allowDeleteLast: true or onDelete: "retain"/,
      );
      expect(manual()).toHaveLength(1);
    });

    test("of one whose successor has failed waits for a run in which it succeeds", async () => {
      await begin();
      cloud.emulator.console.addBackup(INSTANCE, { mode: "Automated", hoursAgo: 3 });
      const { inputs } = await backup.check({ instanceId: INSTANCE });
      await backup.create(inputs);
      cloud.newProcess();
      cloud.emulator.faults.add({ kind: "failedJob", count: 1 });
      const successor = new Driven(cloud, TOKEN);
      await expect(successor.create(inputs)).rejects.toThrow(/no usable backup/);
      // What the engine does with `--continue-on-error`.
      await expect(backup.destroy()).rejects.toThrow(
        /is not deleted: another one of r-orders01 \(r-orders01:\d+\).* has not succeeded/,
      );
      expect(manual().map((row) => row.jobId)).toEqual(
        expect.arrayContaining(backup.state["backupJobIds"] as string[]),
      );
      cloud.newProcess();
      expect(await successor.up({ instanceId: INSTANCE })).toBe("replace");
      await backup.destroy();
      expect(manual().map((row) => row.jobId)).toEqual(successor.state["backupJobIds"]);
    });

    test("deletes one of several", async () => {
      await begin();
      cloud.emulator.console.addBackup(INSTANCE, { mode: "Automated", hoursAgo: 3 });
      await backup.up({ instanceId: INSTANCE });
      await backup.destroy();
      expect(manual()).toEqual([]);
    });

    test("does not count what a run right before has deleted and lists still show", async () => {
      await begin({ automaticBackups: false });
      const other = new Driven(cloud, TOKEN);
      await backup.up({ instanceId: INSTANCE });
      await other.up({ instanceId: INSTANCE });
      cloud.pass(DAY);
      cloud.emulator.faults.add({ kind: "readLag", seconds: 60 });
      cloud.newProcess();
      const began = cloud.clock.now();
      await other.destroy();
      expect(cloud.clock.now() - began).toBeGreaterThan(90_000);
      cloud.newProcess();
      await expect(backup.destroy()).rejects.toThrow(/only successful backup/);
      expect(manual().map((row) => row.jobId)).toEqual(backup.state["backupJobIds"]);
    });

    test("counts an automatic copy, and one of the same run, at once", async () => {
      await begin({ automaticBackups: false });
      await backup.up({ instanceId: INSTANCE, triggers: { release: "1" } });
      cloud.pass(DAY);
      cloud.newProcess();
      expect(await backup.up({ instanceId: INSTANCE, triggers: { release: "2" } })).toBe("replace");
      const automatic = { mode: "Automated", hoursAgo: 3 } as const;
      cloud.emulator.console.addBackup(INSTANCE, automatic);
      cloud.newProcess();
      await backup.destroy();
      expect(manual()).toEqual([]);
      expect(said()).not.toContain("there for certain");
    });

    test("does not count a failed backup as another copy", async () => {
      await begin();
      cloud.emulator.console.addBackup(INSTANCE, {
        mode: "Automated",
        hoursAgo: 3,
        status: "Failed",
      });
      await backup.up({ instanceId: INSTANCE });
      await expect(backup.destroy()).rejects.toThrow(/only successful backup/);
    });

    test("does not count an empty backup as another copy", async () => {
      await begin();
      cloud.emulator.console.addBackup(INSTANCE, { mode: "Automated", hoursAgo: 3, sizeBytes: 0 });
      await backup.up({ instanceId: INSTANCE });
      await expect(backup.destroy()).rejects.toThrow(/only successful backup/);
    });

    test("does not piece another copy together from two broken ones", async () => {
      await begin(cloudNativeCluster);
      for (const gone of [0, 1]) {
        cloud.emulator.console.addBackup(INSTANCE, { mode: "Automated", hoursAgo: 3 + gone });
        const node = cloud.emulator.backups(INSTANCE).slice(-2)[gone];
        cloud.emulator.console.deleteBackup(INSTANCE, node?.backupId ?? "");
      }
      await backup.up({ instanceId: INSTANCE });
      await expect(backup.destroy()).rejects.toThrow(/only successful backup/);
      expect(manual()).toHaveLength(2);
    });

    test("of a backup that was deleted by hand is a success", async () => {
      await begin();
      await backup.up(declared);
      cloud.emulator.console.deleteBackup(INSTANCE, manual()[0]?.backupId ?? "");
      await backup.destroy();
    });

    test("of a backup of a released instance is a success, the last-copy guard notwithstanding", async () => {
      await begin();
      await backup.up({ instanceId: INSTANCE });
      cloud.emulator.instances.release(INSTANCE);
      cloud.newProcess();
      await backup.destroy();
    });

    test("of a backup left running, on an instance that is released since, is a success", async () => {
      await begin();
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.1" });
      await expect(backup.up(declared)).rejects.toThrow(/gave up/);
      cloud.emulator.instances.release(INSTANCE);
      cloud.newProcess();
      await backup.destroy();
      expect(said()).toContain("the instance is gone");
    });

    test("on a classic instance names onDelete: retain", async () => {
      await begin({ cloudNative: false });
      await backup.up(declared);
      await expect(backup.destroy()).rejects.toThrow(/Set onDelete: "retain"/);
    });
  });

  describe("triggers", () => {
    test("take a new backup first, and the old one goes", async () => {
      await begin();
      await backup.up({ instanceId: INSTANCE, triggers: { release: "1" } });
      const [old] = manual();
      cloud.newProcess();
      expect(await backup.up({ instanceId: INSTANCE, triggers: { release: "2" } })).toBe("replace");
      expect(manual()).toHaveLength(1);
      expect(manual()[0]?.backupId).not.toBe(old?.backupId);
    });

    test("with the same values in another order are the same", async () => {
      await begin();
      await backup.up({ ...declared, triggers: { a: "1", b: { c: [1], d: 2 } } });
      expect(await backup.up({ ...declared, triggers: { b: { d: 2, c: [1] }, a: "1" } })).toBe(
        "same",
      );
    });
  });

  describe("gone", () => {
    test("is the backup of a released instance", async () => {
      await begin();
      await backup.up(declared);
      cloud.emulator.instances.release(INSTANCE);
      expect(await backup.refresh()).toBe("gone");
    });

    test("is not what another region says", async () => {
      await begin();
      await backup.up(declared);
      cloud.newProcess({ ALIBABA_CLOUD_REGION_ID: "cn-shanghai" });
      await expect(backup.refresh()).rejects.toThrow(/region cn-hangzhou .* region cn-shanghai/);
      expect(backup.id).toBeDefined();
    });

    test("is not what a denied, throttled or broken read says", async () => {
      await begin();
      await backup.up(declared);
      for (const fault of [
        { kind: "error", code: "Forbidden.RAM", status: 403 },
        { kind: "throttling", code: "Throttling.User" },
        { kind: "html" },
        { kind: "truncatedBody" },
      ] as const) {
        const id = cloud.emulator.faults.add({ ...fault, action: "DescribeBackups" });
        await expect(backup.refresh()).rejects.toThrow();
        expect(backup.id).toBeDefined();
        cloud.emulator.faults.remove(id);
      }
    });
  });

  describe("import", () => {
    const imported = async (
      kind: Partial<InstanceSeed>,
      idOf: (row: ReturnType<typeof manual>[number]) => string,
    ) => {
      await begin(kind);
      cloud.emulator.console.addBackup(INSTANCE, {
        mode: "Manual",
        hoursAgo: 2,
        expectExpireTime: at(29.9166666),
      });
      const id = idOf(manual()[0] as never);
      const live = await cloud.host.read(TOKEN, id, {});
      backup.id = live.id;
      backup.state = live.props as never;
      backup.inputs = live.inputs as never;
      return live;
    };

    test.each([
      ["its jobs", {}, (row: { jobId: string }) => `${INSTANCE}:${row.jobId}`],
      ["a backup id", {}, (row: { backupId: string }) => `${INSTANCE}:backup/${row.backupId}`],
      [
        "a cluster backup id",
        cloudNativeCluster,
        (row: { clusterBackupId?: string }) => `${INSTANCE}:cluster/${row.clusterBackupId}`,
      ],
    ] as const)("by %s gives a program without changes", async (_, kind, idOf) => {
      const live = await imported(kind, idOf);
      expect(live.inputs).toMatchObject({ instanceId: INSTANCE, onDelete: "delete" });
      expect(await backup.refresh()).toEqual([]);
      expect(await backup.up(live.inputs as never)).toBe("same");
    });

    test.each([
      ["its jobs", (id: string) => id],
      ["the job of one node", (id: string) => id.replace(/,\d+$/, "")],
      ["the file of one node", () => `${INSTANCE}:backup/${manual()[0]?.backupId}`],
    ])("of an old cluster by %s finds every node", async (_, idOf) => {
      await begin({ ...oldCluster });
      await backup.up({ instanceId: INSTANCE });
      const live = await cloud.host.read(TOKEN, idOf(backup.id ?? ""), {});
      expect(live.id).toBe(backup.id);
      expect((live.props as never as { backups: unknown[] }).backups).toHaveLength(2);
    });

    test("of a cluster since 2023-12-05 by the file of one node finds every node", async () => {
      await begin({ ...newCluster });
      await backup.up({ instanceId: INSTANCE });
      const live = await cloud.host.read(TOKEN, `${INSTANCE}:backup/${manual()[1]?.backupId}`, {});
      expect(live.id).toBe(backup.id);
      expect((live.props as never as { backups: unknown[] }).backups).toHaveLength(3);
    });

    test("of an automatic backup is refused", async () => {
      await begin();
      cloud.emulator.console.addBackup(INSTANCE, { mode: "Automated", hoursAgo: 2 });
      const [row] = cloud.emulator.backups(INSTANCE);
      await expect(
        cloud.host.read(TOKEN, `${INSTANCE}:backup/${row?.backupId}`, {}),
      ).rejects.toThrow(/automatic/);
    });

    test.each(["r-orders01", "r-orders01:", "r-orders01:abc", "r-orders01:cluster/7"])(
      "of %s says which ids there are",
      async (id) => {
        await begin();
        await expect(cloud.host.read(TOKEN, id, {})).rejects.toThrow(
          /is not the id of a manual backup/,
        );
      },
    );

    test("of a backup that does not exist finds nothing", async () => {
      await begin();
      expect(await cloud.host.read(TOKEN, `${INSTANCE}:backup/99`, {})).toEqual({});
    });
  });
});
