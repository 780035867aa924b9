import type { InstanceSeed } from "../../../emulator/src";
import { getCacheAnalysisReport } from "../../src/tair/get-cache-analysis-report";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  const SEED: Partial<InstanceSeed> = {
    architecture: "cluster",
    shardCount: 2,
    keys: [
      { key: "cart:1", type: "hash", bytes: 500, count: 9 },
      { key: "session", bytes: 700, count: 1, db: 3, node: 1, expireTime: "2026-11-03T00:00:00Z" },
    ],
    analyses: [{ jobId: "job-1" }, { jobId: "1", api: "r-kvstore" }],
  };

  const report = (args: object) =>
    asked(cloud, getCacheAnalysisReport, { instanceId: INSTANCE, ...args });

  test("gives what DAS has found", async () => {
    cloud = await Cloud.start([SEED], {}, host);
    const found = await report({ jobId: "job-1" });
    expect(found.taskState).toBe("FINISHED");
    expect(found.bigKeys).toEqual([
      {
        key: "session",
        keyType: "string",
        encoding: "raw",
        bytes: 700,
        elements: 1,
        db: 3,
        expirationTime: "2026-11-03T00:00:00.000Z",
        nodeId: `${INSTANCE}-db-1`,
      },
      expect.objectContaining({ key: "cart:1" }),
    ]);
    expect(found.bigKeys[1]?.expirationTime).toBeUndefined();
    expect(found.bigKeysByElements.map(({ key }) => key)).toEqual(["cart:1", "session"]);
    expect(found.lastingBigKeys.map(({ key }) => key)).toEqual(["cart:1"]);
    expect(found.lastingBigKeysByElements).toHaveLength(1);
    expect(found.expiryLevels).toMatchObject([{ keys: 1, bytes: 700 }]);
  });

  test("gives the keys of one node", async () => {
    cloud = await Cloud.start([SEED], {}, host);
    const { bigKeys } = await report({ jobId: "job-1", nodeId: `${INSTANCE}-db-0` });
    expect(bigKeys.map(({ key }) => key)).toEqual(["cart:1"]);
  });

  test("gives what the retired API has found on a day", async () => {
    cloud = await Cloud.start([SEED], {}, host);
    const { bigKeys } = await report({ api: "r-kvstore", date: "2026-11-02" });
    expect(bigKeys).toMatchObject([
      { key: "session", bytes: 700, elements: 1, db: 3 },
      { key: "cart:1", keyType: "hash" },
    ]);
    const nodeId = `${INSTANCE}-db-0`;
    const own = await report({ api: "r-kvstore", date: "2026-11-02", nodeId });
    expect(own.bigKeys).toMatchObject([{ key: "cart:1", nodeId }]);
  });

  test("reads all pages, and the same key of several nodes", async () => {
    const keys = Array.from({ length: 80 }, (_, n) => ({ key: `k${n}`, bytes: n, count: 1 }));
    const both = keys.flatMap((key) => [key, { ...key, node: 1 }]);
    cloud = await Cloud.start([{ ...SEED, keys: both }], {}, host);
    const { bigKeys } = await report({ api: "r-kvstore", date: "2026-11-02" });
    expect(bigKeys).toHaveLength(160);
  });

  test.each([
    [{}, /jobId: is required with api "das"/],
    [{ api: "r-kvstore" }, /date: is required with api "r-kvstore"/],
    [{ jobId: "job-1", date: "2026-11-02" }, /date: "2026-11-02" can't be had with api "das"/],
    [{ api: "r-kvstore", date: "2026-11-31" }, /date: "2026-11-31" is not a day/],
    [{ api: "r-kvstore", date: "2026-11-02", jobId: "1" }, /jobId: "1" can't be had/],
    [{ jobId: "nobody" }, /a parameter is missing or not accepted/],
  ])("refuses %j", async (args, reason) => {
    cloud = await Cloud.start([SEED], {}, host);
    await expect(report(args)).rejects.toThrow(reason);
  });
});
