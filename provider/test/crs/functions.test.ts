import { getBackupDownloadUrls } from "../../src/crs/get-backup-download-urls";
import { getBackupPolicy } from "../../src/crs/get-backup-policy";
import { getBackups } from "../../src/crs/get-backups";
import { getTasks } from "../../src/crs/get-tasks";
import { asked } from "../support/asked";
import { HOST_NAMES, START, type Cloud } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  const instanceId = CRS;
  const hoursAgo = (n: number) => new Date(Date.parse(START) - n * 3_600_000).toISOString();
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ hoursAgo: (n + 1) / 10, storageDays: 30 }));

  async function begin(
    instance: Parameters<typeof crsCloud>[1] = {},
    crs: Parameters<typeof crsCloud>[2] = {},
  ) {
    cloud = await crsCloud(host, { longRetention: true, ...instance }, crs);
  }

  describe("getBackups", () => {
    const backups = [
      { startTime: "2026-11-01T18:00:48Z", mode: "Automated" as const },
      { startTime: "2026-11-02T08:00:00Z", remark: "by hand" },
    ];

    test("gives the normal form, the vendor's fields beside it, times in UTC", async () => {
      await begin({ backups, name: "orders" });
      expect(await asked(cloud, getBackups, { instanceId })).toEqual({
        backups: [
          {
            id: expect.stringMatching(/^\d+-\d+-\d+$/),
            instanceId,
            startTime: "2026-11-02T08:00:00Z",
            endTime: "2026-11-02T08:00:30Z",
            type: "Manual",
            status: "Success",
            sizeBytes: 33_554_432,
            expireTime: "2026-11-09T08:00:00Z",
            backupType: "0",
            backupStatus: 2,
            remark: "by hand",
            locked: false,
            instanceName: "orders",
            region: "ap-guangzhou",
            fileType: "RDB-Redis 6.2",
            encrypted: false,
          },
          expect.objectContaining({ type: "Automated", startTime: "2026-11-01T18:00:48Z" }),
        ],
      });
    });

    test("gives the same by the legacy API, as far as it tells", async () => {
      await begin({ backups });
      const legacy = await asked(cloud, getBackups, { instanceId, api: "v2" });
      const { backups: rows } = await asked(cloud, getBackups, { instanceId });
      expect(legacy.backups).toEqual(
        rows.map(({ id, startTime, type, status, remark }) => ({
          ...{ id, instanceId, startTime, type, status, remark, locked: false, backupStatus: 2 },
          backupType: type === "Manual" ? "manualBackupInstance" : "systemBackupInstance",
        })),
      );
    });

    test.each(["rows", "pages"] as const)(
      "reads all pages of the legacy API, should its offset count %s",
      async (legacyOffset) => {
        await begin({ backups: many(250) }, { defaults: { legacyOffset } });
        const { backups: rows } = await asked(cloud, getBackups, { instanceId, api: "v2" });
        expect(new Set(rows.map(({ id }) => id)).size).toBe(250);
      },
    );

    test("reads all pages, and each range of 30 days by itself", async () => {
      await begin({ backups: many(250), backupStorageDays: 30 });
      cloud.actions();
      const { backups: rows } = await asked(cloud, getBackups, { instanceId });
      expect(new Set(rows.map(({ id }) => id)).size).toBe(250);
      expect(cloud.actions()).toHaveLength(3);
      const startTime = hoursAgo(24 * 75);
      expect((await asked(cloud, getBackups, { instanceId, startTime })).backups).toHaveLength(250);
      expect(cloud.actions()).toHaveLength(5);
    });

    test("loses and repeats nothing when pages shift while they are read", async () => {
      await begin({ backups: many(250) });
      cloud.emulator.faults.add({ kind: "pagesShift" });
      const { backups: rows } = await asked(cloud, getBackups, { instanceId });
      const ids = rows.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(250);
    });

    test("filters by time, shows what runs, and expired ones on request", async () => {
      await begin({ backups: [{ hoursAgo: 3 }, { hoursAgo: 10 }, { hoursAgo: 24 * 9 }] });
      cloud.emulator.crs.console.startBackup(CRS);
      const ask = async (args: object) =>
        (await asked(cloud, getBackups, { instanceId, ...args })).backups.map(
          ({ status }) => status,
        );
      expect(await ask({})).toEqual(["Running", "Success", "Success"]);
      expect(await ask({ withExpired: true })).toEqual([
        "Running",
        "Success",
        "Success",
        "Expired",
      ]);
      expect(await ask({ startTime: hoursAgo(11), endTime: hoursAgo(9) })).toEqual(["Success"]);
    });

    test.each([
      [{ startTime: "yesterday" }, /startTime: "yesterday" is not a time in RFC 3339/],
      [{ startTime: hoursAgo(1), endTime: hoursAgo(2) }, /endTime: .* is not later than startTime/],
      [{ api: "v1" }, /api: "v1" is not "v3" or "v2"/],
      [{ limit: 20 }, /limit: there is no such property/],
      [{ offset: 10 }, /offset: there is no such property/],
      [{ instanceId: "" }, /instanceId: "" is not the ID/],
    ])("refuses %j", async (args, reason) => {
      await begin();
      await expect(asked(cloud, getBackups, { instanceId, ...args })).rejects.toThrow(reason);
      expect(cloud.actions()).toEqual([]);
    });

    test.each(["v3", "v2"])("fails for an instance that does not exist (%s)", async (api) => {
      await begin();
      await expect(asked(cloud, getBackups, { instanceId: "crs-nobody", api })).rejects.toThrow(
        /on crs-nobody was refused: there is no such instance.*redis-backup:tencentRegion/,
      );
    });
  });

  test("getBackupPolicy gives the live policy", async () => {
    await begin({ backupStorageDays: 30 });
    expect(await asked(cloud, getBackupPolicy, { instanceId })).toEqual({
      timePeriod: "02:00-03:00",
      backupStorageDays: 30,
      weekDays: expect.arrayContaining(["Monday", "Sunday"]),
    });
  });

  describe("getBackupDownloadUrls", () => {
    test("gives a signed link per file, and says that they are secret", async () => {
      await begin({ shards: 2, backups: [{}] });
      const [{ backupId } = { backupId: "" }] = cloud.emulator.crs.backups(CRS);
      const args = { instanceId, backupId, limitType: "Customize", limitIps: ["10.0.0.1"] };
      const { files } = await asked(cloud, getBackupDownloadUrls, args);
      expect(files).toHaveLength(2);
      expect(files[0]).toEqual({
        fileName: expect.any(String),
        fileSize: expect.any(Number),
        downloadUrl: expect.stringMatching(/q-signature=/),
        innerDownloadUrl: expect.stringMatching(/q-signature=/),
      });
      expect(getBackupDownloadUrls.isSecret?.({} as never)).toMatchObject({ property: "backupId" });
    });

    test("fails on a backup that is not there, and names where to look", async () => {
      await begin();
      await expect(
        asked(cloud, getBackupDownloadUrls, { instanceId, backupId: "1-1-1" }),
      ).rejects.toThrow(/the instance has no such backup.*crs\.getBackups/);
    });
  });

  describe("getTasks", () => {
    test("gives the tasks of the instance, newest first, by type and status", async () => {
      await begin();
      cloud.emulator.crs.console.startBackup(CRS);
      cloud.pass(3_600_000);
      cloud.emulator.crs.console.startBackup(CRS);
      const { tasks } = await asked(cloud, getTasks, { instanceId });
      expect(tasks).toMatchObject([
        { taskType: "012", status: "Preparing", progress: 0, startTime: "2026-11-02T10:00:00Z" },
        { taskType: "012", status: "Succeeded", progress: 100, endTime: "2026-11-02T09:00:30Z" },
      ]);
      const done = { instanceId, statuses: ["Succeeded"], taskTypes: ["012"] };
      expect((await asked(cloud, getTasks, done)).tasks).toHaveLength(1);
      const none = { instanceId, taskTypes: ["010"] };
      expect((await asked(cloud, getTasks, none)).tasks).toEqual([]);
    });

    test.each([
      [{ taskTypes: ["12"] }, /taskTypes\[0\]: "12"/],
      [{ statuses: ["Done"] }, /statuses\[0\]: "Done"/],
      [{ limit: 1000 }, /limit: there is no such property/],
      [{ offset: 7 }, /offset: there is no such property/],
    ])("refuses %j", async (args, reason) => {
      await begin();
      await expect(asked(cloud, getTasks, { instanceId, ...args })).rejects.toThrow(reason);
    });
  });
});
