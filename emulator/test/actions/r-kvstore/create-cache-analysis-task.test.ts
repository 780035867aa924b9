import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

const READ = { InstanceId: INSTANCE };
const statuses = async (emulator: Awaited<ReturnType<typeof emulatorWith>>) => {
  const { DailyTasks } = await ask(emulator, "DescribeCacheAnalysisReportList", READ);
  const days = DailyTasks.DailyTask as { Tasks: { Task: { Status: string }[] } }[];
  return days.flatMap((day) => day.Tasks.Task.map(({ Status }) => Status));
};

describe("CreateCacheAnalysisTask", () => {
  it("answers nothing but a RequestId, and analyses every node", async () => {
    const emulator = await emulatorWith({ architecture: "cluster", analysisSeconds: 20 });
    const body = await ask(emulator, "CreateCacheAnalysisTask", READ);
    expect(Object.keys(body)).toEqual(["RequestId"]);
    expect(await statuses(emulator)).toEqual(["running", "running"]);
    emulator.clock.advance(20_000);
    expect(await statuses(emulator)).toEqual(["success", "success"]);
  });

  it("may fail", async () => {
    const emulator = await emulatorWith({ nextAnalysisFails: true });
    await ask(emulator, "CreateCacheAnalysisTask", READ);
    emulator.clock.advance(20_000);
    expect(await statuses(emulator)).toEqual(["failed"]);
  });

  it("is refused on old engines, on a busy instance, and where it is retired", async () => {
    const emulator = await emulatorWith({ engineVersion: "2.8" });
    const code = () => codeOf(emulator, "CreateCacheAnalysisTask", READ);
    expect(await code()).toBe("IncorrectEngineVersion");
    emulator.instances.setStatus(INSTANCE, "Changing");
    expect(await code()).toBe("IncorrectDBInstanceState");
    emulator.instances.add({ instanceId: "r-retired", cacheAnalysisTask: "retired" });
    expect(await codeOf(emulator, "CreateCacheAnalysisTask", { InstanceId: "r-retired" })).toBe(
      "InvalidAction.NotFound",
    );
  });
});
