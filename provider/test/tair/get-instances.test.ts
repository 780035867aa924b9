import { getInstances } from "../../src/tair/get-instances";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  const ids = async (args: object) =>
    (await asked(cloud, getInstances, { ...args })).instances.map((row) => row.instanceId);

  test("gives every instance of the region with what it is", async () => {
    cloud = await Cloud.start([{ name: "orders", tags: { team: "shop", stage: "" } }], {}, host);
    const { instances } = await asked(cloud, getInstances, {});
    expect(instances).toEqual([
      expect.objectContaining({
        instanceId: INSTANCE,
        instanceName: "orders",
        instanceStatus: "Normal",
        regionId: "cn-hangzhou",
        architectureType: "standard",
        instanceType: "Tair",
        capacity: 1024,
        createTime: "2024-06-01T00:00:00Z",
        tags: { team: "shop", stage: "" },
      }),
    ]);
  });

  test("filters by tag, name and status, all of which have to fit", async () => {
    cloud = await Cloud.start(
      [
        { instanceId: "r-a", name: "orders", tags: { team: "shop" } },
        { instanceId: "r-b", name: "orders-old", tags: { team: "shop" }, status: "Changing" },
        { instanceId: "r-c", name: "sessions", tags: { team: "web" } },
      ],
      {},
      host,
    );
    expect((await ids({ tags: { team: "shop" } })).sort()).toEqual(["r-a", "r-b"]);
    expect((await ids({ searchKey: "orders" })).sort()).toEqual(["r-a", "r-b"]);
    expect(await ids({ searchKey: "r-c" })).toEqual(["r-c"]);
    expect(await ids({ instanceStatus: "Changing", tags: { team: "shop" } })).toEqual(["r-b"]);
    expect(await ids({ instanceStatus: "Error" })).toEqual([]);
  });

  test("reads all pages", async () => {
    cloud = await Cloud.start(
      Array.from({ length: 120 }, (_, n) => ({ instanceId: `r-i${n}` })),
      {},
      host,
    );
    cloud.actions();
    expect(new Set(await ids({})).size).toBe(120);
    expect(cloud.actions()).toHaveLength(3);
  });

  test.each([
    [{ instanceStatus: "Running" }, /instanceStatus: "Running" is not one of Normal, Creating/],
    [{ searchKey: "" }, /searchKey: "" is not a part of a name/],
    [
      { tags: Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`t${n}`, "x"])) },
      /tags: .* has more than 5 tags/,
    ],
    [{ name: "orders" }, /name: there is no such property/],
  ])("refuses %j", async (args, reason) => {
    cloud = await Cloud.start([{}], {}, host);
    await expect(asked(cloud, getInstances, args)).rejects.toThrow(reason);
  });
});
