import type { InstanceSeed } from "../../../emulator/src";
import { getCacheAnalysisReportList } from "../../src/tair/get-cache-analysis-report-list";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  const reports = async (args: object) =>
    (await asked(cloud, getCacheAnalysisReportList, { instanceId: INSTANCE, ...args })).reports;

  const seed = (api: "das" | "r-kvstore", hours: readonly number[]): Partial<InstanceSeed> => ({
    architecture: "cluster",
    shardCount: 2,
    analyses: hours.map((hoursAgo, n) => ({ jobId: `job-${n}`, api, hoursAgo })),
  });

  test("gives the analyses by DAS of the last days, from all pages", async () => {
    cloud = await Cloud.start(
      [
        seed(
          "das",
          Array.from({ length: 120 }, (_, n) => n * 2),
        ),
      ],
      {},
      host,
    );
    expect(await reports({})).toHaveLength(85);
    const all = await reports({ days: 30 });
    expect(new Set(all.map(({ jobId }) => jobId)).size).toBe(120);
    expect(all[0]).toMatchObject({ jobId: "job-0", taskState: "FINISHED", message: "Successful" });
    expect(await reports({ nodeId: `${INSTANCE}-db-9` })).toEqual([]);
  });

  test("gives those by the retired API, newest day first, one per node", async () => {
    cloud = await Cloud.start([seed("r-kvstore", [50, 2])], {}, host);
    const found = await reports({ api: "r-kvstore" });
    expect(found.map(({ date }) => date)).toEqual([
      "2026-11-02",
      "2026-11-02",
      "2026-10-31",
      "2026-10-31",
    ]);
    expect(found[0]).toMatchObject({
      jobId: "job-1",
      nodeId: `${INSTANCE}-db-0`,
      taskState: "FINISHED",
      startTime: "2026-11-02T07:00:00Z",
    });
    expect(await reports({ api: "r-kvstore", nodeId: `${INSTANCE}-db-1` })).toHaveLength(2);
  });

  test.each([
    [{ days: 0 }, /days: 0 is not a whole number of days from 1 to 365/],
    [{ api: "none" }, /api: "none" is not "das" or "r-kvstore"/],
  ])("refuses %j", async (args, reason) => {
    cloud = await Cloud.start([{}], {}, host);
    await expect(reports(args)).rejects.toThrow(reason);
  });
});
