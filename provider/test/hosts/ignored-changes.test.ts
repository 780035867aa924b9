import { Cloud, Driven, HOST_NAMES, INSTANCE } from "../support/cloud";
import { CRS, crsCloud } from "../support/crs";
import type { PluginClient } from "../support/plugin-client";
import { fromStruct } from "../support/struct";

const TAIR = {
  instanceId: INSTANCE,
  preferredBackupPeriod: ["Wednesday", "Monday"],
  preferredBackupTime: "02:00Z-03:00Z",
  backupRetentionPeriod: 30,
};
const LATER = { ...TAIR, preferredBackupTime: "04:00Z-05:00Z" };

/** The engine tells a dynamic provider nothing of ignoreChanges: it is given the value of state as if declared. */
const IS_TOLD = { dynamic: false, plugin: true };

let cloud: Cloud;

const live = () => cloud.emulator.instances.get(INSTANCE).policy;
const lines = () => cloud.lines.join("\n");

afterEach(() => cloud.close());

/** As with `refreshBeforeUpdate: false`: nothing has looked at the cloud before the update. */
describe.each(HOST_NAMES)("an update without a refresh on the %s host", (host) => {
  const isTold = IS_TOLD[host];

  test("leaves an ignored field of tair.BackupPolicy as it is live", async () => {
    cloud = await Cloud.start([{}], {}, host);
    const policy = new Driven(cloud, "tair:BackupPolicy", ["backupRetentionPeriod"]);
    await policy.up(TAIR);
    cloud.emulator.console.setPolicy(INSTANCE, { backupRetentionPeriod: 90 });
    expect(await policy.up({ ...LATER, backupRetentionPeriod: 14 })).toBe("update");
    const backupRetentionPeriod = isTold ? 90 : 30;
    expect(live()).toMatchObject({
      preferredBackupTime: "04:00Z-05:00Z",
      preferredBackupPeriod: ["Monday", "Wednesday"],
      backupRetentionPeriod,
    });
    expect(policy.state).toMatchObject({
      preferredBackupTime: "04:00Z-05:00Z",
      preferredBackupPeriod: ["Wednesday", "Monday"],
      backupRetentionPeriod,
      appliedPolicy: { preferredBackupTime: "04:00Z-05:00Z", backupRetentionPeriod: 30 },
    });
    expect(await policy.up({ ...LATER, backupRetentionPeriod: 14 })).toBe("same");
  });

  test("leaves an ignored field of crs.BackupPolicy as it is live", async () => {
    cloud = await crsCloud(host, { longRetention: true });
    const policy = new Driven(cloud, "crs:BackupPolicy", ["timePeriod"]);
    const declared = { instanceId: CRS, timePeriod: "05:00-06:00", backupStorageDays: 30 };
    await policy.up(declared);
    cloud.emulator.crs.console.setConfig(CRS, { timePeriod: "09:00-10:00" });
    const shorter = { ...declared, timePeriod: "07:00-08:00", backupStorageDays: 20 };
    expect(await policy.up(shorter)).toBe("update");
    const timePeriod = isTold ? "09:00-10:00" : "05:00-06:00";
    expect(cloud.emulator.crs.instances.get(CRS).config).toEqual({
      timePeriod,
      backupStorageDays: 20,
    });
    expect(policy.state).toMatchObject({ timePeriod, backupStorageDays: 20 });
  });
});

describe("what ignoreChanges names (plugin host)", () => {
  async function begin(ignoreChanges: readonly string[], policy = {}) {
    cloud = await Cloud.start([{ policy }], {}, "plugin");
    return new Driven(cloud, "tair:BackupPolicy", ignoreChanges);
  }
  const change = (policy: object) => cloud.emulator.console.setPolicy(INSTANCE, policy);

  test("is kept in the spelling and the zone of the program", async () => {
    const policy = await begin(["preferredBackupTime"]);
    const { preferredBackupPeriod } = TAIR;
    const local = { ...TAIR, timeZone: "Asia/Shanghai", preferredBackupTime: "02:00-03:00" };
    await policy.up(local);
    change({ preferredBackupTime: "20:00Z-21:00Z" });
    await policy.up({ ...local, backupRetentionPeriod: 60 });
    expect(live()).toMatchObject({
      preferredBackupTime: "20:00Z-21:00Z",
      preferredBackupPeriod: ["Tuesday", "Sunday"],
      backupRetentionPeriod: 60,
    });
    expect(policy.state).toMatchObject({
      preferredBackupTime: "04:00-05:00",
      preferredBackupPeriod,
      effectiveBackupTime: "20:00Z-21:00Z",
    });
  });

  test.each([[["*"]], [Object.keys(TAIR)]])(
    "is never written where it is all there is: %j",
    async (all) => {
      const policy = await begin(all);
      await policy.up(TAIR);
      change({ backupRetentionPeriod: 90, preferredBackupTime: "20:00Z-21:00Z" });
      cloud.actions();
      expect(await policy.up(LATER)).toBe("same");
      expect(cloud.actions()).toEqual([]);
    },
  );

  test("is not managed for that where the program does not set it", async () => {
    const policy = await begin(["backupRetentionPeriod", "enableBackupLog"]);
    const { backupRetentionPeriod: _, ...less } = TAIR;
    await policy.up(less);
    change({ backupRetentionPeriod: 90, enableBackupLog: true });
    await policy.up({ ...less, preferredBackupTime: "04:00Z-05:00Z" });
    expect(live()).toMatchObject({ backupRetentionPeriod: 90, enableBackupLog: true });
    expect(policy.state).not.toHaveProperty("backupRetentionPeriod");
    expect(policy.state).not.toHaveProperty("enableBackupLog");
  });

  test("is written at creation, also by the next up where the first has failed before it wrote", async () => {
    const policy = await begin(["backupRetentionPeriod"]);
    cloud.emulator.faults.add({
      kind: "error",
      action: "ModifyBackupPolicy",
      code: "Forbidden.RAM",
      status: 403,
    });
    await expect(policy.up(TAIR)).rejects.toThrow(/ModifyBackupPolicy/);
    cloud.emulator.faults.clear();
    expect(await policy.up(TAIR)).toBe("update");
    expect(live().backupRetentionPeriod).toBe(30);
  });

  test("is as it is live where a creation has failed after it wrote", async () => {
    const policy = await begin(["backupRetentionPeriod"]);
    const code = "Forbidden.RAM";
    cloud.emulator.faults.add({ kind: "error", action: "DescribeInstanceAttribute", code });
    await expect(policy.up(TAIR)).rejects.toThrow(/DescribeInstanceAttribute/);
    cloud.emulator.faults.clear();
    change({ backupRetentionPeriod: 90 });
    expect(await policy.up(TAIR)).toBe("update");
    expect(live().backupRetentionPeriod).toBe(90);
    expect(policy.state["backupRetentionPeriod"]).toBe(90);
  });

  test("takes no call when an option alone is changed, whatever it was at the update before", async () => {
    const policy = await begin(["backupRetentionPeriod"]);
    await policy.up(TAIR);
    change({ backupRetentionPeriod: 90 });
    await policy.up(LATER);
    cloud.actions();
    expect(await policy.up({ ...LATER, onDelete: "retain" })).toBe("update");
    expect(cloud.actions()).toEqual([]);
    expect(policy.state).toMatchObject({ backupRetentionPeriod: 90, onDelete: "retain" });
  });

  test("is written again once it is no longer ignored", async () => {
    const policy = await begin(["backupRetentionPeriod"]);
    await policy.up(TAIR);
    change({ backupRetentionPeriod: 90 });
    await policy.up(LATER);
    const heeded = Object.assign(new Driven(cloud, "tair:BackupPolicy"), {
      id: policy.id,
      state: policy.state,
      inputs: policy.inputs,
    });
    expect(await heeded.up(LATER)).toBe("update");
    expect(live().backupRetentionPeriod).toBe(30);
  });

  test("leaves the policy at a destroy, as what somebody else has changed", async () => {
    const policy = await begin(["preferredBackupTime"], { preferredBackupTime: "09:00Z-10:00Z" });
    await policy.up(TAIR);
    change({ preferredBackupTime: "20:00Z-21:00Z" });
    await policy.up({ ...TAIR, backupRetentionPeriod: 60 });
    cloud.newProcess();
    await policy.destroy();
    expect(live()).toMatchObject({
      preferredBackupTime: "20:00Z-21:00Z",
      backupRetentionPeriod: 60,
    });
    expect(lines()).toMatch(/warning: .*is left as it is.*somebody else/);
  });

  test("is no reason for a warning of storage at a preview", async () => {
    const policy = await begin(["backupRetentionPeriod"], { backupRetentionPeriod: 7 });
    cloud.emulator.console.addBackup(INSTANCE, { sizeBytes: 2 ** 40 });
    await policy.up({ ...TAIR, backupRetentionPeriod: 60 });
    change({ backupRetentionPeriod: 8 });
    const preview = (ignoreChanges: readonly string[]) => {
      cloud.lines.length = 0;
      const news = { ...policy.inputs, preferredBackupTime: "04:00Z-05:00Z" };
      const more = { ignoreChanges, isPreview: true };
      const host = cloud.host as PluginClient;
      return host.change("tair:BackupPolicy", INSTANCE, policy.state, news, more);
    };
    await preview([]);
    expect(lines()).toMatch(/a retention of 60 days keeps about/);
    await preview(policy.ignoreChanges);
    expect(lines()).toBe("");
  });

  test.each(["true", "false"])(
    "is as state has it at a preview (previewChecks: %s)",
    async (checks) => {
      const policy = await begin(["backupRetentionPeriod"]);
      cloud.newProcess({ REDIS_BACKUP_PREVIEW_CHECKS: checks });
      await policy.up(TAIR);
      change({ backupRetentionPeriod: 90 });
      await policy.up(LATER);
      expect(policy.inputs["backupRetentionPeriod"]).toBe(30);
      const more = { ignoreChanges: policy.ignoreChanges, isPreview: true };
      const news = { ...policy.inputs, preferredBackupTime: "06:00Z-07:00Z" };
      const host = cloud.host as PluginClient;
      const response = await host.change("tair:BackupPolicy", INSTANCE, policy.state, news, more);
      expect(fromStruct(response.getProperties()).values).toMatchObject({
        preferredBackupTime: "06:00Z-07:00Z",
        backupRetentionPeriod: 90,
      });
    },
  );
});
