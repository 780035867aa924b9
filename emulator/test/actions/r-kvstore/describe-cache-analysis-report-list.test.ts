import { ask, emulatorWith, INSTANCE } from "../../support/client";

const READ = { InstanceId: INSTANCE };

describe("DescribeCacheAnalysisReportList", () => {
  const analyses = [1, 30, 26, 24 * 9].map((hoursAgo, n) => ({
    jobId: `${n}`,
    api: "r-kvstore" as const,
    hoursAgo,
  }));

  it("lists the last analysis of each day of a week, without page counters", async () => {
    const emulator = await emulatorWith({ analyses });
    const body = await ask(emulator, "DescribeCacheAnalysisReportList", READ);
    expect(Object.keys(body).sort()).toEqual(["DailyTasks", "InstanceId", "RequestId"]);
    expect(body.DailyTasks.DailyTask).toEqual([
      {
        Date: "2026-01-07Z",
        Tasks: {
          Task: [
            {
              TaskId: "0",
              NodeId: INSTANCE,
              StartTime: "2026-01-07T09:00:00Z",
              Status: "success",
            },
          ],
        },
      },
      { Date: "2026-01-06Z", Tasks: { Task: [expect.objectContaining({ TaskId: "2" })] } },
    ]);
  });

  it("goes back as many days as asked for, and can be of one node", async () => {
    const emulator = await emulatorWith({ architecture: "cluster", analyses });
    const params = { ...READ, Days: 10, NodeId: `${INSTANCE}-db-1` };
    const { DailyTasks } = await ask(emulator, "DescribeCacheAnalysisReportList", params);
    expect(DailyTasks.DailyTask).toHaveLength(3);
    expect(DailyTasks.DailyTask[0].Tasks.Task).toHaveLength(1);
  });
});
