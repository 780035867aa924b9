import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

const REPORT = { InstanceId: INSTANCE, Date: "2026-01-07Z", AnalysisType: "BigKey" };
const keys = (count: number, node = 0) =>
  Array.from({ length: count }, (_, n) => ({
    key: `k${node}:${n}`,
    bytes: 1000 - n,
    count: n,
    node,
  }));

describe("DescribeCacheAnalysisReport", () => {
  it("reports the keys of the last analysis of a day", async () => {
    const emulator = await emulatorWith({
      keys: [{ key: "cart", type: "list", bytes: 10, count: 3, db: 2 }],
      analyses: [{ jobId: "1", api: "r-kvstore" }],
    });
    expect(await ask(emulator, "DescribeCacheAnalysisReport", REPORT)).toEqual({
      RequestId: expect.any(String),
      BigKeys: [
        {
          db: "2",
          qps: 0,
          keyType: "list",
          isExpired: "no",
          analysisType: "BIGKEY",
          key: "cart",
          memory: 10,
          size: 3,
        },
      ],
      HotKeys: [],
      PageNumber: 1,
      PageSize: 30,
      PageRecordCount: 1,
      TotalRecordCount: 1,
    });
    const other = { ...REPORT, Date: "2026-01-06Z" };
    expect((await ask(emulator, "DescribeCacheAnalysisReport", other)).BigKeys).toEqual([]);
  });

  it("has pages by PageNumbers, of at most 80 keys of a node, and nothing past the end", async () => {
    const emulator = await emulatorWith({
      architecture: "cluster",
      keys: [...keys(100), ...keys(10, 1)],
      analyses: [{ jobId: "1", api: "r-kvstore" }],
    });
    const count = async (params: Record<string, string | number>) => {
      const body = await ask(emulator, "DescribeCacheAnalysisReport", { ...REPORT, ...params });
      return [body.PageRecordCount, body.TotalRecordCount];
    };
    expect(await count({ PageNumbers: 3 })).toEqual([30, 90]);
    expect(await count({ PageNumbers: 4 })).toEqual([0, 90]);
    expect(await count({ PageNumber: 4 })).toEqual([30, 90]);
    expect(await count({ NodeId: `${INSTANCE}-db-1`, PageSize: 100 })).toEqual([10, 10]);
  });

  it.each([
    [{ Date: "2026-01-07" }, "InvalidParameter"],
    [{ AnalysisType: "HotKey" }, "InvalidParameter"],
    [{ PageSize: "20" }, "InvalidPageSize.Malformed"],
  ])("refuses %j", async (wrong, code) => {
    const emulator = await emulatorWith();
    const asked = { ...REPORT, ...wrong } as Record<string, string>;
    expect(await codeOf(emulator, "DescribeCacheAnalysisReport", asked)).toBe(code);
  });
});
