import { Driven, HOST_NAMES, type Cloud } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";

const TOKEN = "crs:ManualBackup";
const declared = { instanceId: CRS, remark: "before the release" };
const TAG = /^[0-9a-f]{16}$/;

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let backup: Driven;

  async function begin(
    instance: Parameters<typeof crsCloud>[1] = {},
    crs: Parameters<typeof crsCloud>[2] = {},
  ) {
    cloud = await crsCloud(host, instance, crs);
    backup = new Driven(cloud, TOKEN);
  }

  const there = () => cloud.emulator.crs.backups(CRS);
  const taken = () =>
    cloud.emulator.requests.filter(
      ({ action, applied, code }) =>
        action === "ManualBackupInstance" && applied && code === undefined,
    ).length;
  const lines = () => cloud.lines.join("\n");

  afterEach(() => cloud.close());

  describe("create", () => {
    test.each([{}, { rowAppears: "atEnd" as const, rowDelaySeconds: 40 }])(
      "takes one backup, waits for it and finds it by its tag (%j)",
      async (instance) => {
        await begin(instance);
        await backup.up(declared);
        const [row] = there();
        expect(there()).toHaveLength(1);
        expect(backup.state).toMatchObject({
          ...declared,
          status: "Success",
          tag: expect.stringMatching(TAG),
          taskId: expect.stringMatching(/^\d+$/),
          backupId: row?.backupId,
          backupStartTime: expect.stringMatching(/Z$/),
          regionId: "ap-guangzhou",
          accountId: "100000000001",
        });
        expect(row?.remark).toBe(`before the release [pulumi:${backup.state["tag"] as string}]`);
        expect(Date.parse(String(backup.state["expiresAt"]))).toBe(
          Math.floor(Date.parse(row?.expireTime ?? "") / 1000) * 1000,
        );
        expect(backup.id).toBe(`${CRS}:${backup.state["tag"] as string}`);
        expect(await backup.up(declared)).toBe("same");
        expect(await backup.refresh()).toEqual([]);
      },
    );

    test("finds its backup although the times of the API should be UTC", async () => {
      await begin({}, { defaults: { utcOffsetHours: 0 } });
      await backup.up(declared);
      expect(backup.state).toMatchObject({ status: "Success" });
      expect(await backup.refresh()).toEqual([]);
    });

    test("takes another one when something changes, and leaves the first", async () => {
      await begin();
      await backup.up(declared);
      expect(await backup.up({ ...declared, triggers: { release: "43" } })).toBe("replace");
      expect(there()).toHaveLength(2);
      expect(lines()).toMatch(
        /is forgotten: the API deletes none, and it stays until it expires at/,
      );
    });

    test("does not name the one that state holds when another takes its place", async () => {
      await begin();
      await backup.up(declared);
      cloud.newProcess();
      expect(await backup.up({ ...declared, triggers: { release: "43" } })).toBe("replace");
      expect(lines()).not.toContain("has not met in state");
    });

    test("waits for an instance that another operation holds", async () => {
      await begin();
      cloud.emulator.crs.console.startBackup(CRS, "somebody's");
      await backup.up(declared);
      expect(there()).toHaveLength(2);
      expect(backup.state).toMatchObject({ status: "Success" });
    });

    test("fails with the id kept where the task fails, and the next up replaces it", async () => {
      await begin();
      cloud.emulator.faults.add({ kind: "failedJob", action: "ManualBackupInstance", count: 1 });
      await expect(backup.up(declared)).rejects.toThrow(
        /gave no backup: the flow failed.*takes a new one in its place/,
      );
      expect(backup.state).toMatchObject({ status: "Failed" });
      expect(await backup.up(declared)).toBe("replace");
      expect(backup.state).toMatchObject({ status: "Success" });
      expect(there()).toHaveLength(1);
    });

    test("stops at its bound with the id kept, and the next up waits on", async () => {
      await begin();
      cloud.emulator.faults.add({ kind: "stuckJob", action: "ManualBackupInstance", count: 1 });
      await expect(backup.up(declared)).rejects.toThrow(/gave up after 2 h.*wait on/);
      expect(backup.state).toMatchObject({ status: "Running" });
      cloud.emulator.crs.console.endTask(CRS);
      cloud.newProcess();
      expect(await backup.up(declared)).toBe("update");
      expect(backup.state).toMatchObject({ status: "Success" });
      expect(taken()).toBe(1);
    });

    test("works without the permission to look at tasks, and says so once", async () => {
      await begin();
      const code = "UnauthorizedOperation.NoCAMAuthed";
      cloud.emulator.faults.add({ kind: "error", action: "DescribeTaskInfo", code });
      await backup.up(declared);
      expect(backup.state).toMatchObject({ status: "Success" });
      expect(lines().match(/the state of tasks can't be read/g)).toHaveLength(1);
    });

    test("says that more than 7 days need a ticket, and keeps nothing", async () => {
      await begin();
      await expect(backup.up({ ...declared, storageDays: 30 })).rejects.toThrow(/need a ticket/);
      expect(backup.id).toBeUndefined();
      expect(there()).toEqual([]);
    });

    test("names recent backups that an interrupted run may have made", async () => {
      await begin();
      const remark = "nightly [pulumi:0123456789abcdef]";
      cloud.emulator.crs.console.addBackup(CRS, { remark });
      await backup.up(declared);
      expect(lines()).toContain(`"${CRS}:0123456789abcdef"`);
    });
  });

  describe("a lost answer", () => {
    test.each([
      ["before", 0],
      ["after", 0],
      ["before", 30],
      ["after", 30],
    ] as const)(
      "%s the backup was started, reads lagging %d s, ends with one",
      async (when, lag) => {
        await begin();
        cloud.pass(60_000);
        if (lag > 0) cloud.emulator.faults.add({ kind: "readLag", seconds: lag });
        cloud.emulator.faults.add({ kind: "drop", when, action: "ManualBackupInstance", count: 1 });
        await backup.up(declared);
        expect(backup.state).toMatchObject({ status: "Success" });
        expect(there()).toHaveLength(1);
        cloud.emulator.faults.clear();
        expect(await backup.refresh()).toEqual([]);
        expect(await backup.up(declared)).toBe("same");
      },
    );

    test("is looked for although the row comes with the end of the task alone", async () => {
      await begin({ rowAppears: "atEnd", rowDelaySeconds: 20, taskSeconds: 600 });
      const lost = {
        kind: "drop",
        when: "after",
        action: "ManualBackupInstance",
        count: 1,
      } as const;
      cloud.emulator.faults.add(lost);
      await backup.up(declared);
      expect(there()).toHaveLength(1);
      expect(taken()).toBe(1);
    });

    test("of every try ends in an error, with the id kept, and the next up finds what came of it", async () => {
      await begin();
      const lost = {
        kind: "drop",
        when: "before",
        action: "ManualBackupInstance",
        count: 3,
      } as const;
      cloud.emulator.faults.add(lost);
      await expect(backup.up(declared)).rejects.toThrow(/got no usable answer 3 times/);
      expect(backup.state).toMatchObject({ status: "Requested" });
      const tag = backup.state["tag"] as string;
      cloud.emulator.crs.console.startBackup(CRS, `before the release [pulumi:${tag}]`);
      cloud.newProcess();
      cloud.actions();
      expect(await backup.up(declared)).toBe("update");
      expect(backup.state).toMatchObject({ status: "Success", tag });
      expect(cloud.actions()).not.toContain("ManualBackupInstance");
      expect(there()).toHaveLength(1);
    });
  });

  test("a lost answer that is sent again days later is found all the same", async () => {
    await begin();
    const lost = { kind: "drop", when: "before", action: "ManualBackupInstance" } as const;
    cloud.emulator.faults.add({ ...lost, count: 3 });
    await expect(backup.up(declared)).rejects.toThrow(/got no usable answer 3 times/);
    cloud.pass(5 * 24 * 3_600_000);
    cloud.newProcess();
    expect(await backup.up(declared)).toBe("update");
    expect(backup.state).toMatchObject({ status: "Success" });
    expect(await backup.refresh()).toEqual([]);
    expect(taken()).toBe(1);
  });

  describe("refresh", () => {
    test("takes a backup that another operation holds for what it was", async () => {
      await begin({ engine: "CKV" });
      await backup.up(declared);
      const { state } = backup;
      cloud.emulator.faults.add({ kind: "stuckJob", action: "RestoreInstance" });
      const restore = new Driven(cloud, "crs:Restore");
      const backupId = String(state["backupId"]);
      const runBefore = new Date(cloud.clock.now() + 3_600_000).toISOString();
      const held = { instanceId: CRS, backupId, overwrite: `${CRS}@${backupId}`, runBefore };
      await expect(restore.up({ ...held, backupBefore: false })).rejects.toThrow(/gave up/);
      expect(there().map(({ status }) => status)).toContain(1);
      expect(await backup.refresh()).toEqual([]);
      expect(backup.state).toEqual(state);
      expect(await backup.up(declared)).toBe("same");
    });

    test("keeps an expired backup as such, and takes no other", async () => {
      await begin();
      await backup.up(declared);
      cloud.pass(8 * 24 * 3_600_000);
      expect(await backup.refresh()).toEqual([]);
      expect(backup.state).toMatchObject({ status: "Expired" });
      cloud.pass(40 * 24 * 3_600_000);
      expect(await backup.refresh()).toEqual([]);
      expect(await backup.up(declared)).toBe("same");
      expect(taken()).toBe(1);
    });

    test("says that a backup that somebody deleted is gone", async () => {
      await begin();
      await backup.up(declared);
      cloud.pass(3_600_000);
      cloud.emulator.crs.console.deleteBackup(CRS, String(backup.state["backupId"]));
      expect(await backup.refresh()).toBe("gone");
    });

    test("of a released instance is gone, but not for another region", async () => {
      await begin();
      await backup.up(declared);
      cloud.emulator.crs.instances.release(CRS);
      cloud.newProcess({ TENCENTCLOUD_REGION: "ap-shanghai" });
      await expect(backup.refresh()).rejects.toThrow(/this run asks region ap-shanghai/);
      cloud.newProcess({ TENCENTCLOUD_REGION: "ap-guangzhou" });
      expect(await backup.refresh()).toBe("gone");
    });
  });

  test("a destroy calls nothing and says until when the backup stays", async () => {
    await begin();
    await backup.up(declared);
    cloud.actions();
    await backup.destroy();
    expect(cloud.actions()).toEqual([]);
    expect(there()).toHaveLength(1);
    expect(lines()).toMatch(/stays until it expires at \d{4}-/);
  });

  describe("import", () => {
    test("takes a tag, or the id of any manual backup", async () => {
      await begin();
      await backup.up(declared);
      const byTag = await cloud.host.read(TOKEN, backup.id ?? "", {});
      expect(byTag).toMatchObject({
        id: backup.id,
        inputs: { instanceId: CRS, remark: "before the release", storageDays: 7 },
        props: { status: "Success", backupId: backup.state["backupId"] },
      });
      const foreign = cloud.emulator.crs.console.addBackup(CRS, {
        remark: "by hand",
        hoursAgo: 900,
        storageDays: 90,
      });
      const byId = await cloud.host.read(TOKEN, `${CRS}:backup/${foreign}`, {});
      expect(byId).toMatchObject({
        id: `${CRS}:backup/${foreign}`,
        inputs: { instanceId: CRS, remark: "by hand", storageDays: 90 },
      });
      expect(byId.props).not.toHaveProperty("tag");
      const again = await cloud.host.read(TOKEN, byId.id ?? "", byId.props ?? {});
      expect(again.props).toEqual(byId.props);
    });

    test("refuses automatic ones, and what is no id", async () => {
      await begin();
      const automatic = cloud.emulator.crs.console.addBackup(CRS, { mode: "Automated" });
      await expect(cloud.host.read(TOKEN, `${CRS}:backup/${automatic}`, {})).rejects.toThrow(
        /only manual ones can be imported/,
      );
      await expect(cloud.host.read(TOKEN, `${CRS}:nothing`, {})).rejects.toThrow(
        /is not the id of a manual backup/,
      );
      expect(await cloud.host.read(TOKEN, `${CRS}:backup/1-1-1`, {})).toEqual({});
    });
  });

  test.each([
    [{ remark: "" }, "remark"],
    [{ remark: "x [pulumi:0123456789abcdef]" }, "remark"],
    [{ remark: "x".repeat(129) }, "remark"],
    [{ storageDays: 0 }, "storageDays"],
    [{ storageDays: 7.5 }, "storageDays"],
    [{ storageDays: 1826 }, "storageDays"],
    [{ instanceId: "" }, "instanceId"],
    [{ onDelete: "delete" }, "onDelete"],
  ])("refuses %j and calls nothing", async (change, property) => {
    await begin();
    const { failures } = await backup.check({ ...declared, ...change });
    expect(failures).toMatchObject([{ property }]);
    expect(cloud.actions()).toEqual([]);
  });
});
