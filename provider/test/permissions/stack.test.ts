import { documentsOf, grantsOf, usesOfStack, type RoleName } from "../../src/permissions";
import { Cloud, Driven, HOST_NAMES, INSTANCE } from "../support/cloud";
import type { RamPolicy } from "../../../emulator/src";

const ACCOUNT = "1234567890123456";

interface Entry {
  readonly type: string;
  readonly inputs?: object;
  readonly outputs?: object;
  readonly provider?: string;
  readonly urn?: string;
}

const exported = (...resources: Entry[]) => ({ version: 3, deployment: { resources } });
const policy = {
  type: "redis-backup:tair:BackupPolicy",
  inputs: { instanceId: "r-orders01", onDelete: "retain" },
  outputs: { regionId: "cn-beijing", accountId: "1234", onDelete: "retain" },
};

const granted = (stack: object, role?: RoleName): Record<string, readonly string[]> =>
  Object.fromEntries(
    grantsOf(usesOfStack(stack, role)).map(({ action, resources }) => [
      action.replace(/^.*:/, ""),
      resources,
    ]),
  );

describe("the permissions of a stack", () => {
  test("are narrowed to its instances, regions and account", () => {
    const other = {
      ...policy,
      inputs: { instanceId: "r-sessions1" },
      outputs: { regionId: "cn-shanghai", accountId: "1234" },
    };
    expect(granted(exported(policy, other))["ModifyBackupPolicy"]).toEqual([
      "acs:kvstore:cn-beijing:1234:instance/r-orders01",
      "acs:kvstore:cn-shanghai:1234:instance/r-sessions1",
    ]);
  });

  test("are the same for the dynamic host and the plugin", () => {
    const dynamic = { ...policy, type: "pulumi-nodejs:dynamic/redis-backup/tair:BackupPolicy" };
    expect(granted(exported(dynamic))).toEqual(granted(exported(policy)));
  });

  test("leave out what its options do not use", () => {
    const backup = (options: object) => ({
      type: "redis-backup:tair:ManualBackup",
      inputs: { instanceId: "r-orders01", onDelete: "delete", ...options },
      outputs: { status: "Success", ...options },
    });
    const all = granted(exported(backup({ backupRetentionPeriod: 30 })));
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining(["DeleteBackup", "ModifyBackupExpireTime", "CreateBackup"]),
    );
    expect(all).not.toHaveProperty("DescribeClusterBackupList");
    expect(all["DeleteBackup"]).toEqual(["*"]);
    expect(granted(exported(backup({ onDelete: "retain" })))).not.toHaveProperty("DeleteBackup");
    expect(granted(exported(backup({ adopted: true })))).not.toHaveProperty("DeleteBackup");
    const never = granted(exported(backup({ backupRetentionPeriod: -1 })));
    expect(never).not.toHaveProperty("ModifyBackupExpireTime");
    const cluster = granted(exported(backup({ clusterBackupId: "cb-1" })));
    expect(cluster).toHaveProperty("DescribeClusterBackupList");
  });

  test("are those of a role, where one is given", () => {
    const restore = {
      type: "redis-backup:tair:Restore",
      inputs: { instanceId: "r-orders01", backupId: "1", backupBefore: false },
    };
    expect(Object.keys(granted(exported(policy, restore), "drift-reader"))).toEqual([
      "DescribeBackupPolicy",
      "DescribeInstanceAttribute",
    ]);
    expect(Object.keys(granted(exported(policy, restore), "restorer"))).toEqual([
      "DescribeBackups",
      "DescribeInstanceAttribute",
      "RestoreInstance",
    ]);
  });

  test("take the region of a restore from its provider, and leave open what nobody tells", () => {
    const urn = "urn:pulumi:dev::p::pulumi:providers:redis-backup::default";
    const provider = {
      type: "pulumi:providers:redis-backup",
      urn,
      inputs: { region: "cn-beijing" },
    };
    const restore = {
      type: "redis-backup:tair:Restore",
      inputs: { instanceId: "r-orders01", backupId: "1" },
      provider: `${urn}::12345678`,
    };
    expect(granted(exported(provider, restore))["RestoreInstance"]).toEqual([
      "acs:kvstore:cn-beijing:*:instance/r-orders01",
    ]);
    const secret = { ...policy, inputs: { instanceId: { ciphertext: "…" } }, outputs: {} };
    expect(granted(exported(secret))["DescribeBackupPolicy"]).toEqual([
      "acs:kvstore:*:*:instance/*",
    ]);
    expect(granted(exported(secret, policy))["DescribeBackupPolicy"]).toHaveLength(2);
  });

  test("are in CAM's names at Tencent Cloud", () => {
    const backup = {
      type: "redis-backup:crs:ManualBackup",
      inputs: { instanceId: "crs-5a4py64p" },
      outputs: { regionId: "ap-guangzhou", accountId: "100" },
    };
    const { tencent, alibaba } = documentsOf(grantsOf(usesOfStack(exported(backup))));
    expect(alibaba).toBeUndefined();
    expect(tencent).toEqual({
      version: "2.0",
      statement: [
        {
          effect: "allow",
          action: ["redis:DescribeInstanceBackups", "redis:ManualBackupInstance"],
          resource: ["qcs::redis:ap-guangzhou:uin/100:instance/crs-5a4py64p"],
        },
        {
          effect: "allow",
          action: ["redis:DescribeInstances", "redis:DescribeTaskInfo", "redis:DescribeTaskList"],
          resource: ["*"],
        },
      ],
    });
  });

  test("of what a program only looks up are those of reads", () => {
    expect(Object.keys(granted(exported({ ...policy, external: true } as Entry)))).toEqual([
      "DescribeBackupPolicy",
    ]);
  });

  test("are none for the resources of others", () => {
    const stack = exported({ type: "pulumi:pulumi:Stack" }, { type: "random:index:RandomId" });
    expect(usesOfStack(stack)).toEqual([]);
  });

  test.each([{}, { deployment: null }, [], "text", null])(
    "fails for %j, which is no export",
    (it) => {
      expect(() => usesOfStack(it)).toThrow(/this is no export of a stack/);
    },
  );
});

/** A stack that exists lives on with no more than its own state asks for. */
describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  test("a stack is refreshed, changed and destroyed with what its export tells", async () => {
    cloud = await Cloud.start([{ backups: [{ hoursAgo: 5 }] }], {}, host);
    const policy = new Driven(cloud, "tair:BackupPolicy");
    const backup = new Driven(cloud, "tair:ManualBackup");
    const window = { preferredBackupPeriod: ["Monday"], preferredBackupTime: "05:00Z-06:00Z" };
    await policy.up({ instanceId: INSTANCE, ...window });
    const kept = { instanceId: INSTANCE, onDelete: "retain" };
    await backup.up({ ...kept, triggers: { release: "1" } });
    const stack = exported(
      { type: "redis-backup:tair:BackupPolicy", inputs: policy.inputs, outputs: policy.state },
      { type: "redis-backup:tair:ManualBackup", inputs: backup.inputs, outputs: backup.state },
    );
    const { alibaba } = documentsOf(grantsOf(usesOfStack(stack)));
    expect(JSON.stringify(alibaba)).toContain(`cn-hangzhou:${ACCOUNT}:instance/${INSTANCE}`);
    expect(JSON.stringify(alibaba)).not.toMatch(/DeleteBackup|ExpireTime|ClusterBackupList/);
    const key = cloud.emulator.environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] ?? "";
    cloud.emulator.accounts.setPolicies(key, [alibaba as RamPolicy]);
    expect(await policy.refresh()).toEqual([]);
    expect(await backup.refresh()).toEqual([]);
    const moved = { ...window, preferredBackupTime: "07:00Z-08:00Z" };
    expect(await policy.up({ instanceId: INSTANCE, ...moved })).toBe("update");
    expect(await backup.up({ ...kept, triggers: { release: "2" } })).toBe("replace");
    await backup.destroy();
    cloud.newProcess();
    await policy.destroy();
    expect(cloud.emulator.requests.filter(({ code }) => code === "Forbidden.RAM")).toEqual([]);
  });
});
