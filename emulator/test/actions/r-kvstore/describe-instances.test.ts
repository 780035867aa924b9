import type { InstanceSeed } from "../../../src";
import { ask, codeOf, emulatorWith, START } from "../../support/client";

const REGION = { RegionId: "cn-hangzhou" };

function withInstances(...instances: InstanceSeed[]) {
  return emulatorWith({}, { seed: { instances } });
}

/** The ids that are answered, in their order. */
async function idsOf(emulator: Awaited<ReturnType<typeof emulatorWith>>, params: object) {
  const body = await ask(emulator, "DescribeInstances", { ...REGION, ...params });
  return body.Instances.KVStoreInstance.map((row: { InstanceId: string }) => row.InstanceId);
}

describe("DescribeInstances", () => {
  it("answers rows whose types differ from those of DescribeInstanceAttribute", async () => {
    const emulator = await withInstances({
      instanceId: "r-1",
      name: "orders",
      architecture: "cluster",
      shardCount: 4,
      tags: { team: "shop" },
      policy: { enableBackupLog: true },
    });
    const body = await ask(emulator, "DescribeInstances", REGION);
    expect(body).toMatchObject({ TotalCount: 1, PageNumber: 1, PageSize: 30 });
    const [row] = body.Instances.KVStoreInstance;
    expect(row).toMatchObject({
      InstanceId: "r-1",
      InstanceName: "orders",
      InstanceStatus: "Normal",
      ArchitectureType: "cluster",
      InstanceType: "Tair",
      EditionType: "Enterprise",
      EngineVersion: "7.0",
      ShardCount: 4,
      NodeType: "MASTER_SLAVE",
      Capacity: 1024,
      HasRenewChangeOrder: false,
      ReadOnlyCount: "0",
      Storage: 0,
      Tags: { Tag: [{ Key: "team", Value: "shop" }] },
    });
    expect(row).not.toHaveProperty("BackupLogStartTime");
    expect(row).not.toHaveProperty("IsOrderCompleted");
  });

  it("shows the caller's own instances in the region, newest first", async () => {
    const emulator = await withInstances(
      { instanceId: "r-old", createdAt: "2020-01-01T00:00:00Z" },
      { instanceId: "r-new", createdAt: "2025-01-01T00:00:00Z" },
      { instanceId: "r-elsewhere", regionId: "cn-beijing" },
      { instanceId: "r-theirs", accountId: "999" },
    );
    expect(await idsOf(emulator, {})).toEqual(["r-new", "r-old"]);
    expect(await idsOf(emulator, { RegionId: "cn-beijing" })).toEqual(["r-elsewhere"]);
    expect(await idsOf(emulator, { InstanceIds: "r-theirs,r-elsewhere" })).toEqual([]);
  });

  it("leaves out ids that do not exist, and released instances", async () => {
    const emulator = await withInstances({ instanceId: "r-1" }, { instanceId: "r-2" });
    expect(await idsOf(emulator, { InstanceIds: "r-2,r-none,r-1" })).toEqual(["r-1", "r-2"]);
    emulator.instances.release("r-1");
    expect(await idsOf(emulator, { InstanceIds: "r-1" })).toEqual([]);
    expect(await idsOf(emulator, {})).toEqual(["r-2"]);
    const body = await ask(emulator, "DescribeInstances", { ...REGION, InstanceIds: "r-none" });
    expect(body).toMatchObject({ TotalCount: 0, Instances: { KVStoreInstance: [] } });
  });

  it("keeps a released instance as long as reads lag", async () => {
    const emulator = await withInstances({ instanceId: "r-1" });
    emulator.clock.advance(60_000);
    emulator.instances.release("r-1");
    emulator.faults.add({ kind: "readLag", seconds: 5, count: 1 });
    expect(await idsOf(emulator, {})).toEqual(["r-1"]);
    expect(await idsOf(emulator, {})).toEqual([]);
  });

  it.each<[object, string[]]>([
    [{ ArchitectureType: "cluster" }, ["r-cluster"]],
    [{ ArchitectureType: "standard" }, ["r-classic"]],
    [{ InstanceType: "Redis" }, ["r-classic"]],
    [{ EditionType: "Enterprise" }, ["r-cluster"]],
    [{ EngineVersion: "5.0" }, ["r-classic"]],
    [{ InstanceStatus: "Changing" }, ["r-classic"]],
    [{ InstanceStatus: "Released" }, []],
    [{ NodeType: "single" }, ["r-classic"]],
    [{ NodeType: "MASTER_SLAVE" }, ["r-cluster"]],
    [{ ChargeType: "PostPaid" }, ["r-cluster", "r-classic"]],
    [{ ChargeType: "PrePaid" }, []],
    [{ NetworkType: "CLASSIC" }, []],
    [{ ZoneId: "cn-hangzhou-b" }, []],
    [{ VpcId: "vpc-emulator" }, ["r-cluster", "r-classic"]],
    [{ InstanceClass: "tair.rdb.1g" }, ["r-cluster"]],
    [{ Expired: "true" }, []],
    [{ Expired: "false", GlobalInstance: "false" }, ["r-cluster", "r-classic"]],
    [{ GlobalInstance: "true" }, []],
    [{ SearchKey: "ord" }, ["r-cluster"]],
    [{ SearchKey: "classic" }, ["r-classic"]],
    [{ SearchKey: "Orders" }, []],
    [{ "Tag.1.Key": "team" }, ["r-cluster", "r-classic"]],
    [{ "Tag.1.Key": "team", "Tag.1.Value": "shop" }, ["r-cluster"]],
    [{ "Tag.1.Key": "team", "Tag.2.Key": "stage", "Tag.2.Value": "prod" }, ["r-cluster"]],
    [{ "Tag.1.Key": "Team" }, []],
    [{ "tag.1.key": "none", architectureType: "rwsplit" }, ["r-cluster", "r-classic"]],
  ])("filters by %j", async (params, expected) => {
    const emulator = await withInstances(
      {
        instanceId: "r-cluster",
        name: "orders",
        architecture: "cluster",
        tags: { team: "shop", stage: "prod" },
      },
      {
        instanceId: "r-classic",
        instanceType: "Redis",
        engineVersion: "5.0",
        cloudNative: false,
        singleNode: true,
        status: "Changing",
        tags: { team: "billing" },
      },
    );
    expect(await idsOf(emulator, params)).toEqual(expected);
  });

  it("answers page by page", async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `r-${n}`);
    const emulator = await withInstances(...ids.map((instanceId) => ({ instanceId })));
    expect(await idsOf(emulator, {})).toEqual(ids.slice(0, 30));
    expect(await idsOf(emulator, { PageNumber: 2 })).toEqual(ids.slice(30));
    expect(await idsOf(emulator, { PageNumber: 2, PageSize: 50 })).toEqual(ids.slice(50));
    expect(await idsOf(emulator, { PageNumber: 3, PageSize: 7 })).toEqual(ids.slice(14, 21));
    expect(await idsOf(emulator, { PageNumber: 9, PageSize: 50 })).toEqual([]);
    const body = await ask(emulator, "DescribeInstances", { ...REGION, PageNumber: 9 });
    expect(body).toMatchObject({ TotalCount: 60, PageNumber: 9, PageSize: 30 });
  });

  it.each<[object, string]>([
    [{ RegionId: "" }, "MissingRegionId"],
    [{ RegionId: "cn-atlantis" }, "InvalidRegionId.NotFound"],
    [{ PageSize: 51 }, "InvalidPageSize.Malformed"],
    [{ PageSize: 100 }, "InvalidPageSize.Malformed"],
    [{ PageSize: 0 }, "InvalidPageSize.Malformed"],
    [{ PageNumber: 0 }, "InvalidParameter"],
    [{ PageNumber: "1.0" }, "InvalidParameter"],
    [{ InstanceIds: Array(31).fill("r-1").join(",") }, "InvalidInstanceIds.Malformed"],
    [{ InstanceIds: "r-1,,r-2" }, "InvalidInstanceIds.Malformed"],
    [{ InstanceIds: '["r-1"]' }, "InvalidInstanceIds.Malformed"],
    [{ InstanceIds: "r-1, r-2" }, "InvalidInstanceIds.Malformed"],
    [{ InstanceStatus: "Running" }, "InvalidParameter"],
    [{ InstanceType: "tair" }, "InvalidParameter"],
    [{ ArchitectureType: "Cluster" }, "InvalidParameter"],
    [{ EngineVersion: "7" }, "InvalidParameter"],
    [{ Expired: "True" }, "InvalidParameter"],
    [{ "Tag.1.Value": "shop" }, "InvalidParameter"],
    [Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`Tag.${n}.Key`, "a"])), "InvalidParameter"],
  ])("refuses %j with %s", async (params, code) => {
    const emulator = await emulatorWith();
    expect(await codeOf(emulator, "DescribeInstances", { ...REGION, ...params })).toBe(code);
  });

  it("wants the right to all instances, not to those that are asked for", async () => {
    const keyFor = (accessKeyId: string, Resource: string) => ({
      accountId: "1234567890123456",
      accessKeyId,
      accessKeySecret: "secret",
      policies: [
        {
          Statement: [{ Effect: "Allow" as const, Action: "kvstore:DescribeInstances", Resource }],
        },
      ],
    });
    const emulator = await emulatorWith(
      {},
      {
        startAt: START,
        seed: {
          accounts: [
            keyFor("ONE", "acs:kvstore:*:*:instance/r-1"),
            keyFor("ALL", "acs:kvstore:cn-hangzhou:1234567890123456:instance/*"),
          ],
          instances: [{ instanceId: "r-1" }],
        },
      },
    );
    const asking = { ...REGION, InstanceIds: "r-1", InstanceId: "r-1" };
    const key = { accessKeySecret: "secret" };
    expect(
      await codeOf(emulator, "DescribeInstances", asking, { ...key, accessKeyId: "ONE" }),
    ).toBe("Forbidden.RAM");
    const body = await ask(emulator, "DescribeInstances", asking, { ...key, accessKeyId: "ALL" });
    expect(body.TotalCount).toBe(1);
  });
});
