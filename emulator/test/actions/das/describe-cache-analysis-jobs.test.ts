import { ask, codeOf, emulatorWith, HOUR, INSTANCE, START } from "../../support/client";

const DAS = { version: "2020-01-16" };
const at = (hours: number) => String(Date.parse(START) + hours * HOUR);

describe("DescribeCacheAnalysisJobs", () => {
  it("lists the jobs of a range, newest first, in pages of ten", async () => {
    const analyses = Array.from({ length: 12 }, (_, n) => ({ jobId: `job-${n}`, hoursAgo: n }));
    const emulator = await emulatorWith({ analyses });
    const list = async (params: Record<string, string | number>) => {
      const range = { InstanceId: INSTANCE, StartTime: at(-24), EndTime: at(1) };
      const body = await ask(emulator, "DescribeCacheAnalysisJobs", { ...range, ...params }, DAS);
      const { List, ...rest } = body.Data;
      return { ...rest, ids: List.CacheAnalysisJob.map((job: { JobId: string }) => job.JobId) };
    };
    expect(await list({})).toMatchObject({ Total: 12, PageNo: 1, PageSize: 10 });
    expect(await list({ PageNo: 2 })).toMatchObject({ ids: ["job-10", "job-11"] });
    expect(await list({ StartTime: at(-2) })).toMatchObject({ ids: ["job-0", "job-1", "job-2"] });
  });

  it.each([
    { StartTime: "2026-01-07T10:00Z" },
    { EndTime: at(-48) },
    { PageSize: 101 },
    { PageNo: 0 },
  ])("refuses %j", async (wrong) => {
    const emulator = await emulatorWith();
    const params = { InstanceId: INSTANCE, StartTime: at(-24), EndTime: at(1), ...wrong };
    const asked = params as Record<string, string | number>;
    expect(await codeOf(emulator, "DescribeCacheAnalysisJobs", asked, DAS)).toBe(
      "InvalidParameter",
    );
  });
});
