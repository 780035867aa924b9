import { Driven, HOST_NAMES, type Cloud } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";

const TOKEN = "crs:BackupPolicy";
const declared = { instanceId: CRS, timePeriod: "05:00-06:00", backupStorageDays: 30 };
const longer = { longRetention: true };

describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let policy: Driven;

  async function begin(instance: Parameters<typeof crsCloud>[1] = longer) {
    cloud = await crsCloud(host, instance);
    policy = new Driven(cloud, TOKEN);
  }

  const live = () => cloud.emulator.crs.instances.get(CRS).config;
  const lines = () => cloud.lines.join("\n");

  afterEach(() => cloud.close());

  test("writes the declared fields, waits until they show, and records what was there", async () => {
    await begin({ ...longer, backupStorageDays: 14 });
    cloud.emulator.faults.add({ kind: "readLag", seconds: 20 });
    cloud.pass(60_000);
    await policy.up(declared);
    expect(live()).toEqual({ timePeriod: "05:00-06:00", backupStorageDays: 30 });
    expect(policy.id).toBe(CRS);
    expect(policy.state).toMatchObject({
      previousPolicy: { timePeriod: "02:00-03:00", backupStorageDays: 14 },
      appliedPolicy: { timePeriod: "05:00-06:00", backupStorageDays: 30 },
      regionId: "ap-guangzhou",
      accountId: "100000000001",
    });
    expect(await policy.up(declared)).toBe("same");
    expect(await policy.refresh()).toEqual([]);
  });

  test("keeps what it does not manage, although the API resets what is left out", async () => {
    await begin({ ...longer, backupStorageDays: 14 });
    const { backupStorageDays: _, ...hour } = declared;
    await policy.up(hour);
    expect(live().backupStorageDays).toBe(14);
    cloud.emulator.crs.console.setConfig(CRS, { backupStorageDays: 21 });
    expect(await policy.refresh()).toEqual([]);
    await policy.up({ ...hour, timePeriod: "06:00-07:00" });
    expect(live()).toEqual({ timePeriod: "06:00-07:00", backupStorageDays: 21 });
  });

  test.each([
    ["timePeriod", { timePeriod: "09:00-10:00" }],
    ["backupStorageDays", { backupStorageDays: 8 }],
  ])("shows drift of %s on that field alone, and corrects it", async (field, change) => {
    await begin();
    await policy.up(declared);
    cloud.emulator.crs.console.setConfig(CRS, change);
    expect(await policy.refresh()).toEqual([field]);
    expect(await policy.up(declared)).toBe("update");
    expect(live()).toEqual({ timePeriod: "05:00-06:00", backupStorageDays: 30 });
  });

  test("refuses days of the week, with the reason, and every other bad input", async () => {
    await begin();
    const failures = async (change: object) =>
      (await policy.check({ ...declared, ...change })).failures;
    expect(await failures({ weekDays: ["Monday"] })).toEqual([
      {
        property: "weekDays",
        reason:
          '["Monday"] can\'t be had: the API takes days of the week and ignores them, and backs up every day.',
      },
    ]);
    for (const timePeriod of ["05:00Z-06:00Z", "05:00-07:00", "5-6", "24:00-01:00", ""]) {
      expect(await failures({ timePeriod })).toMatchObject([{ property: "timePeriod" }]);
    }
    expect(await failures({ timePeriod: "23:00-00:00" })).toEqual([]);
    for (const backupStorageDays of [0, 1.5, 1826, "7"]) {
      expect(await failures({ backupStorageDays })).toMatchObject([
        { property: "backupStorageDays" },
      ]);
    }
    expect(cloud.actions()).toEqual([]);
  });

  test("says that a longer retention needs a ticket", async () => {
    await begin({});
    await expect(policy.up(declared)).rejects.toThrow(/InvalidParameter\.NotSupported.*ticket/);
    expect(policy.id).toBe(CRS);
    expect(live().timePeriod).toBe("02:00-03:00");
  });

  test("waits for an instance that another operation holds", async () => {
    await begin();
    cloud.emulator.crs.console.startBackup(CRS);
    await policy.up(declared);
    expect(live().timePeriod).toBe("05:00-06:00");
  });

  describe("destroy", () => {
    test("puts back what was there and keeps a longer retention", async () => {
      await begin();
      await policy.up(declared);
      cloud.newProcess();
      await policy.destroy();
      expect(live()).toEqual({ timePeriod: "02:00-03:00", backupStorageDays: 30 });
      expect(lines()).toMatch(/kept the retention of 30 days/);
    });

    test.each([
      ["restorePreviousExactly", { timePeriod: "02:00-03:00", backupStorageDays: 7 }],
      ["reset", { timePeriod: "05:00-06:00", backupStorageDays: 7 }],
      ["retain", { timePeriod: "05:00-06:00", backupStorageDays: 30 }],
    ])("does what %s says", async (onDelete, expected) => {
      await begin();
      await policy.up({ ...declared, onDelete });
      cloud.newProcess();
      await policy.destroy();
      expect(live()).toEqual(expected);
    });

    test("leaves a policy that somebody else has changed since", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.crs.console.setConfig(CRS, { backupStorageDays: 60 });
      cloud.newProcess();
      await policy.destroy();
      expect(live().backupStorageDays).toBe(60);
      expect(lines()).toMatch(/somebody else has changed it/);
    });
  });

  describe("gone", () => {
    test("is a released instance, asked by the account and in the region that made it", async () => {
      await begin();
      await policy.up(declared);
      cloud.emulator.crs.instances.release(CRS);
      expect(await policy.refresh()).toBe("gone");
    });

    test("is not what another region or account says, and the error names both", async () => {
      await begin();
      await policy.up(declared);
      cloud.newProcess({ TENCENTCLOUD_REGION: "ap-shanghai" });
      await expect(policy.refresh()).rejects.toThrow(
        /made in region ap-guangzhou and this run asks region ap-shanghai.*redis-backup:tencentRegion/,
      );
      const other = { accountId: "200000000002", secretId: "OTHER", secretKey: "s-not-real" };
      cloud.emulator.crs.accounts.add(other);
      cloud.newProcess({
        TENCENTCLOUD_REGION: "ap-guangzhou",
        TENCENTCLOUD_SECRET_ID: "OTHER",
        TENCENTCLOUD_SECRET_KEY: "s-not-real",
      });
      await expect(policy.refresh()).rejects.toThrow(
        /made in account 100000000001 and this run asks account 200000000002/,
      );
    });

    test.each(["UnauthorizedOperation.NoCAMAuthed", "InternalError"])(
      "is not what %s says",
      async (code) => {
        await begin();
        await policy.up(declared);
        cloud.emulator.faults.add({ kind: "error", action: "DescribeAutoBackupConfig", code });
        await expect(policy.refresh()).rejects.toThrow(code);
      },
    );
  });

  test("an import returns every field", async () => {
    await begin();
    const imported = await cloud.host.read(TOKEN, CRS, {});
    expect(imported.inputs).toEqual({
      instanceId: CRS,
      timePeriod: "02:00-03:00",
      backupStorageDays: 7,
      onDelete: "restorePrevious",
    });
  });

  test("needs no key of the other cloud, and says which of this one is missing", async () => {
    await begin();
    const none = Object.fromEntries(
      Object.keys(cloud.emulator.environment)
        .filter((name) => name.startsWith("ALIBABA"))
        .map((name) => [name, ""]),
    );
    cloud.newProcess(none);
    await policy.up(declared);
    cloud.newProcess({ TENCENTCLOUD_SECRET_KEY: "" });
    await expect(policy.refresh()).rejects.toThrow(
      "redis-backup:tencentSecretKey (TENCENTCLOUD_SECRET_KEY) is missing",
    );
  });

  test("is left by the former self of a renamed one, also where an earlier run has written it", async () => {
    await begin();
    const resetting = { ...declared, onDelete: "reset" };
    await policy.up(resetting);
    const renamed = new Driven(cloud, TOKEN);
    await renamed.up(resetting);
    cloud.newProcess();
    expect(await renamed.up(resetting)).toBe("same");
    await policy.destroy();
    expect(live().backupStorageDays).toBe(30);
  });
});
