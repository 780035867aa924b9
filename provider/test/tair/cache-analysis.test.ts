import type { InstanceSeed } from "../../../emulator/src";
import { Cloud, Driven, HOST_NAMES, INSTANCE } from "../support/cloud";

const TOKEN = "tair:CacheAnalysis";
const declared = { instanceId: INSTANCE };
const retired = { ...declared, api: "r-kvstore" };

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let analysis: Driven;

  async function begin(instance: Partial<InstanceSeed> = { backups: [{ hoursAgo: 5 }] }) {
    cloud = await Cloud.start([instance], {}, host);
    analysis = new Driven(cloud, TOKEN);
  }

  const sent = (action = "CreateCacheAnalysisJob") =>
    cloud.emulator.requests.filter((request) => request.action === action);
  const backups = () => cloud.emulator.backups(INSTANCE);

  afterEach(() => cloud.close());

  describe("by DAS", () => {
    test("analyses the latest successful backup, once, and waits for the report", async () => {
      await begin({
        backups: [{ hoursAgo: 9 }, { hoursAgo: 5 }, { hoursAgo: 1, status: "Failed" }],
      });
      await analysis.up({ ...declared, separators: "/" });
      const [, latest] = backups();
      expect(sent().map(({ params }) => params)).toEqual([
        {
          RegionId: "cn-shanghai",
          InstanceId: INSTANCE,
          BackupSetId: latest?.backupId,
          Separators: "/",
        },
      ]);
      expect(analysis.state).toMatchObject({
        status: "Finished",
        jobId: expect.stringMatching(/^[\da-f-]{36}$/),
        date: "2026-11-02",
        analyzedBackupIds: [latest?.backupId],
        backupJobIds: [],
      });
      for (const _ of [1, 2]) {
        cloud.newProcess();
        expect(await analysis.refresh()).toEqual([]);
        expect(await analysis.up({ ...declared, separators: "/" })).toBe("same");
      }
      expect(sent()).toHaveLength(1);
    });

    test.each([true, false])(
      "analyses all files of a cluster (cloud-native: %s)",
      async (cloudNative) => {
        await begin({
          architecture: "cluster",
          shardCount: 3,
          cloudNative,
          backups: [{ hoursAgo: 5 }],
        });
        await analysis.up(declared);
        expect(sent()[0]?.params["BackupSetId"]?.split(",").sort()).toEqual(
          backups()
            .map((row) => row.backupId)
            .sort(),
        );
      },
    );

    test("analyses one node, or says which there are", async () => {
      await begin({ architecture: "cluster", shardCount: 2, backups: [{ hoursAgo: 5 }] });
      const nodeId = `${INSTANCE}-db-1`;
      await analysis.up({ ...declared, nodeId });
      const own = backups().find((row) => row.nodeInstanceId === nodeId);
      expect(sent()[0]?.params["BackupSetId"]).toBe(own?.backupId);
      const other = new Driven(cloud, TOKEN);
      await expect(other.up({ ...declared, nodeId: `${INSTANCE}-db-7` })).rejects.toThrow(
        /has no file of r-orders01-db-7: r-orders01-db-0, r-orders01-db-1/,
      );
    });

    test("analyses what is declared, and refuses what is not there or failed", async () => {
      await begin({ backups: [{ hoursAgo: 9 }, { hoursAgo: 5, status: "Failed" }] });
      const [failed, good] = backups();
      const of = (id = "") => ({ ...declared, backupIds: [id] });
      await expect(analysis.up(of("1"))).rejects.toThrow(/backup 1 .* it does not exist/);
      await expect(analysis.up(of(failed?.backupId))).rejects.toThrow(/it is Failed/);
      expect(sent()).toEqual([]);
      await analysis.up(of(good?.backupId));
      expect(analysis.state["analyzedBackupIds"]).toEqual([good?.backupId]);
    });

    test("never lets DAS take a backup unasked", async () => {
      await begin({});
      await expect(analysis.up(declared)).rejects.toThrow(
        /has no successful backup that could be analysed.*takeBackup: true/,
      );
      expect([sent(), backups()]).toEqual([[], []]);
    });

    test("takes one backup first where that is declared and there is none", async () => {
      await begin({});
      await analysis.up({ ...declared, takeBackup: true });
      const [backup] = backups();
      expect(sent("CreateBackup").map((r) => r.params["BackupRetentionPeriod"])).toEqual(["7"]);
      expect(analysis.state).toMatchObject({
        analyzedBackupIds: [backup?.backupId],
        backupJobIds: [backup?.jobId],
      });
    });

    test("takes none where a manual backup of the same run has just been taken", async () => {
      await begin({});
      const backup = new Driven(cloud, "tair:ManualBackup");
      await Promise.all([backup.up(declared), analysis.up({ ...declared, takeBackup: true })]);
      expect(sent("CreateBackup")).toHaveLength(1);
      expect(analysis.state).toMatchObject({ status: "Finished" });
      expect(backup.state).toMatchObject({ status: "Success" });
    });

    test("goes on with the backup of an interrupted run", async () => {
      await begin({});
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.2" });
      const inputs = { ...declared, takeBackup: true };
      await expect(analysis.up(inputs)).rejects.toThrow(/waiting for backup job/);
      expect(analysis.state["status"]).toBe("Preparing");
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      expect(await analysis.up(inputs)).toBe("update");
      expect([backups().length, sent().length]).toEqual([1, 1]);
    });

    test("takes no second backup where that of an interrupted run is a day old", async () => {
      await begin({ automaticBackups: false });
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.2" });
      const inputs = { ...declared, takeBackup: true };
      await expect(analysis.up(inputs)).rejects.toThrow(/waiting for backup job/);
      cloud.pass(24 * 3_600_000);
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "10" });
      expect(await analysis.up(inputs)).toBe("update");
      expect([backups().length, sent().length]).toEqual([1, 1]);
    });

    test("waits on in the next up when it takes longer than the run", async () => {
      await begin({ backups: [{ hoursAgo: 5 }], analysisSeconds: 600 });
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "1" });
      await expect(analysis.up(declared)).rejects.toThrow(
        /gave up after 1 min waiting for cache analysis .*last seen: ANALYZING/,
      );
      expect(analysis.state["status"]).toBe("Analyzing");
      cloud.newProcess({ REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "120" });
      expect(await analysis.up(declared)).toBe("update");
      expect(analysis.state["status"]).toBe("Finished");
      expect(sent()).toHaveLength(1);
    });

    test("is an error when it fails, and the next up starts another", async () => {
      await begin({ backups: [{ hoursAgo: 5 }], nextAnalysisFails: true });
      await expect(analysis.up(declared)).rejects.toThrow(/has failed: analysis failed/);
      expect(analysis.state["status"]).toBe("Failed");
      cloud.newProcess();
      expect(await analysis.up(declared)).toBe("replace");
      expect(analysis.state["status"]).toBe("Finished");
    });

    test.each([
      ["before", 2],
      ["after", 1],
    ] as const)("survives an answer lost %s the change, with one job", async (when, times) => {
      await begin();
      const action = "CreateCacheAnalysisJob";
      cloud.emulator.faults.add({ kind: "drop", when, action, count: 1 });
      await analysis.up(declared);
      expect(sent()).toHaveLength(times);
      expect(sent().filter((request) => request.applied)).toHaveLength(1);
      expect(analysis.state["status"]).toBe("Finished");
    });

    test("says which permission is missing", async () => {
      await begin();
      const fault = { kind: "error", code: "Forbidden.RAM", status: 403 } as const;
      cloud.emulator.faults.add({ ...fault, action: "CreateCacheAnalysisJob" });
      await expect(analysis.up(declared)).rejects.toThrow(/Allow hdm:CreateCacheAnalysisJob on \*/);
    });
  });

  describe("by the retired operation", () => {
    test.each([{}, { architecture: "cluster", shardCount: 3 }] as const)(
      "analyses the instance and waits for every node: %j",
      async (instance) => {
        await begin(instance);
        await analysis.up(retired);
        expect(sent("CreateCacheAnalysisTask")).toHaveLength(1);
        expect(analysis.state).toMatchObject({ status: "Finished", date: "2026-11-02" });
        expect(analysis.state).not.toHaveProperty("jobId");
        expect(await analysis.up(retired)).toBe("same");
      },
    );

    test("is an error when it fails, and where the vendor no longer has it", async () => {
      await begin({ nextAnalysisFails: true });
      await expect(analysis.up(retired)).rejects.toThrow(/has failed \(failed\)/);
      expect(analysis.state["status"]).toBe("Failed");
      await cloud.close();
      await begin({ cacheAnalysisTask: "retired" });
      await expect(analysis.up(retired)).rejects.toThrow(/does not know this operation/);
      expect(analysis.id).toBeUndefined();
    });
  });

  test.each([
    [{ storage: "essd" as const }, declared, /its data is on disks/],
    [{ singleNode: true }, declared, /it is a single-node instance/],
    [{ engineVersion: "2.8" }, retired, /needs engine 4\.0 or later/],
  ])("is refused before anything is started on %j", async (instance, inputs, reason) => {
    await begin(instance);
    const wanted = inputs === declared ? { ...inputs, takeBackup: true } : inputs;
    await expect(analysis.up(wanted)).rejects.toThrow(reason);
    const started = cloud.emulator.requests.filter(({ action }) => action.startsWith("Create"));
    expect(started).toEqual([]);
    expect(analysis.id).toBeUndefined();
  });

  test("is analysed again when what it is of changes", async () => {
    await begin();
    await analysis.up(declared);
    cloud.newProcess();
    expect(await analysis.up({ ...declared, triggers: { month: "12" } })).toBe("replace");
    expect(await analysis.up({ ...declared, triggers: { month: "12" }, takeBackup: true })).toBe(
      "update",
    );
    expect(sent()).toHaveLength(2);
  });

  test("is forgotten by a destroy, and can't be imported", async () => {
    await begin();
    await analysis.up(declared);
    cloud.actions();
    await analysis.destroy();
    expect(cloud.actions()).toEqual([]);
    await expect(cloud.host.read(TOKEN, `${INSTANCE}:x`, {})).rejects.toThrow(/can't be imported/);
  });
});

describe("bad input", () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await Cloud.start();
  });
  afterAll(() => cloud.close());

  test.each([
    [{ api: "redis" }, "api", /"redis" is not "das" or "r-kvstore"/],
    [{ backupIds: [] }, "backupIds", /\[\] is not a list of backup ids/],
    [{ backupIds: ["cb-1"] }, "backupIds[0]", /"cb-1" is not allowed here/],
    [{ separators: "" }, "separators", /"" is not characters/],
    [{ backupIds: ["1"], nodeId: "r-1-db-0" }, "nodeId", /given together with backupIds/],
    [{ backupIds: ["1"], takeBackup: true }, "takeBackup", /given together with backupIds/],
    [{ api: "r-kvstore", backupIds: ["1"] }, "backupIds", /can't be had with api "r-kvstore"/],
    [{ api: "r-kvstore", separators: "/" }, "separators", /can't be had with api "r-kvstore"/],
    [{ api: "r-kvstore", takeBackup: true }, "takeBackup", /can't be had with api "r-kvstore"/],
  ])("%j fails at preview and calls nothing", async (args, property, reason) => {
    const { failures } = await new Driven(cloud, TOKEN).check({ ...declared, ...args });
    expect(failures).toEqual([{ property, reason: expect.stringMatching(reason) }]);
    expect(cloud.actions()).toEqual([]);
  });
});
