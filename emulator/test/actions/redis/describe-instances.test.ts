import type { Emulator } from "../../../src";
import { ask3, code3, CRS, crsEmulator } from "../../support/tencent";

const list = "DescribeInstances";

/** Four that differ in everything that can be asked for. */
async function several(): Promise<Emulator> {
  const emulator = await crsEmulator({ name: "orders", tags: { team: "shop" } });
  const createdAt = "2025-01-01T00:00:00Z";
  emulator.crs.instances.add({ instanceId: "crs-old", engine: "2.8", name: "old orders" });
  emulator.crs.instances.add({ instanceId: "crs-big", engine: "7.0", shards: 3, createdAt });
  emulator.crs.instances.add({ instanceId: "crs-ckv", engine: "CKV", status: -2 });
  return emulator;
}

async function ids(emulator: Emulator, params: object): Promise<string[]> {
  const { InstanceSet } = await ask3(emulator, list, params);
  return InstanceSet.map(({ InstanceId }: { InstanceId: string }) => InstanceId).sort();
}

describe("DescribeInstances", () => {
  it("says what an instance is, in the vendor's types", async () => {
    const emulator = await several();
    const { InstanceSet } = await ask3(emulator, list, { InstanceId: "crs-big" });
    expect(InstanceSet).toMatchObject([
      {
        InstanceId: "crs-big",
        Status: 2,
        Type: 18,
        ProductType: "cluster",
        Engine: "Redis",
        RedisShardNum: 3,
        Size: 3072,
        Region: "ap-guangzhou",
        RegionId: 1,
        Createtime: "2025-01-01 08:00:00",
        NoAuth: true,
        BackupMode: "NormalLevelBackup",
        InstanceTags: [],
      },
    ]);
  });

  it.each([
    [{ InstanceIds: ["crs-old", "crs-none"] }, ["crs-old"]],
    [{ InstanceId: "crs-none" }, []],
    [{ InstanceName: "orders" }, ["crs-old", CRS]],
    [{ SearchKey: "old" }, ["crs-old"]],
    [{ SearchKeys: ["old", "crs-big"] }, ["crs-big", "crs-old"]],
    [{ Status: [-2] }, ["crs-ckv"]],
    [{ Type: 2 }, ["crs-old"]],
    [{ TypeVersion: 3 }, ["crs-big"]],
    [{ EngineName: "Redis-2.8" }, ["crs-old"]],
    [{ EngineName: "CKV" }, ["crs-ckv"]],
    [{ InstanceTags: [{ TagKey: "team", TagValue: "shop" }] }, [CRS]],
    [{ InstanceTags: [{ TagKey: "team", TagValue: "other" }] }, []],
    [{ TagKeys: ["team"] }, [CRS]],
    [{ BillingMode: "prepaid" }, []],
    [{ AzMode: "singleaz", ProductVersions: ["local"], Type: 2 }, ["crs-old"]],
  ])("finds by %j", async (params, expected) => {
    expect(await ids(await several(), params)).toEqual(expected);
  });

  it("pages, newest first unless it is asked otherwise", async () => {
    const emulator = await several();
    const first = await ask3(emulator, list, { Limit: 1 });
    expect(first).toMatchObject({ TotalCount: 4, InstanceSet: [{ InstanceId: "crs-big" }] });
    const named = { OrderBy: "instancename", OrderType: 0, Limit: 2, Offset: 2 };
    expect(await ask3(emulator, list, named)).toMatchObject({
      TotalCount: 4,
      InstanceSet: [{ InstanceName: "old orders" }, { InstanceName: "orders" }],
    });
    expect(await ids(emulator, { Limit: 1000 })).toHaveLength(4);
  });

  it("shows what a task has locked as in a flow", async () => {
    const emulator = await crsEmulator();
    emulator.crs.console.startBackup(CRS);
    expect(await ids(emulator, { Status: [1] })).toEqual([CRS]);
    emulator.clock.advance(60_000);
    expect(await ids(emulator, { Status: [2] })).toEqual([CRS]);
  });

  it("has neither another region's nor what was released", async () => {
    const emulator = await several();
    emulator.crs.instances.release("crs-old");
    emulator.crs.instances.add({ instanceId: "crs-far", regionId: "ap-shanghai" });
    expect(await ids(emulator, {})).toEqual(["crs-big", "crs-ckv", CRS]);
  });

  it.each([
    [{ Limit: 1001 }],
    [{ Limit: 20, Offset: 5 }],
    [{ Status: [3] }],
    [{ OrderBy: "name" }],
    [{ OrderType: 2 }],
    [{ TypeVersion: 4 }],
    [{ BillingMode: "free" }],
    [{ AzMode: "here" }],
  ])("refuses %j", async (params) => {
    expect(await code3(await several(), list, params)).toBe("InvalidParameter.InvalidParameter");
  });
});
