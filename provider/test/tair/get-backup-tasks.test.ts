import { getBackupTasks } from "../../src/tair/get-backup-tasks";
import { asked } from "../support/asked";
import { Cloud, HOST_NAMES, INSTANCE } from "../support/cloud";

describe.each(HOST_NAMES)("over the %s host", (host) => {
  let cloud: Cloud;
  afterEach(() => cloud.close());

  test("gives the jobs that run, of one kind or one id", async () => {
    cloud = await Cloud.start([{}], {}, host);
    const [job] = cloud.emulator.console.startBackup(INSTANCE, { mode: "Manual" });
    cloud.pass(15_000);
    const ask = async (args: object) =>
      (await asked(cloud, getBackupTasks, { instanceId: INSTANCE, ...args })).backupJobs;
    expect(await ask({})).toEqual([
      expect.objectContaining({
        backupJobId: job,
        jobMode: "Manual",
        backupProgressStatus: "Uploading",
        progress: 50,
        startTime: "2026-11-02T09:00:00Z",
      }),
    ]);
    expect(await ask({ jobMode: "Automated" })).toEqual([]);
    expect(await ask({ backupJobId: job })).toHaveLength(1);
    expect(await ask({ backupJobId: "1" })).toEqual([]);
  });
});
