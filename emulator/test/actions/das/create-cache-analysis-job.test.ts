import type { InstanceSeed } from "../../../src";
import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

const DAS = { version: "2020-01-16" };
const READ = { InstanceId: INSTANCE };

describe("CreateCacheAnalysisJob", () => {
  it("answers a job in the envelope of the service, with strings where others have values", async () => {
    const emulator = await emulatorWith({ backups: [{}] });
    const { backupId = "" } = emulator.backups()[0] ?? {};
    const body = await ask(
      emulator,
      "CreateCacheAnalysisJob",
      { ...READ, BackupSetId: backupId },
      DAS,
    );
    expect(body).toEqual({
      RequestId: expect.any(String),
      Code: "200",
      Message: "Successful",
      Success: "true",
      Data: {
        JobId: expect.stringMatching(/^[\da-f-]{36}$/),
        InstanceId: INSTANCE,
        NodeId: INSTANCE,
        TaskState: "ANALYZING",
        Message: "Successful",
      },
    });
    expect(emulator.jobs()).toEqual([]);
  });

  it("takes a backup that nobody asked for where no BackupSetId is given", async () => {
    const emulator = await emulatorWith({ jobSeconds: 30, analysisSeconds: 20 });
    const { Data } = await ask(emulator, "CreateCacheAnalysisJob", READ, DAS);
    const state = async () => {
      const params = { ...READ, JobId: Data.JobId as string };
      const body = await ask(emulator, "DescribeCacheAnalysisJob", params, DAS);
      return body.Data.TaskState as string;
    };
    expect(await state()).toBe("BACKUP");
    expect(emulator.jobs()).toMatchObject([{ mode: "Manual" }]);
    emulator.clock.advance(30_000);
    expect(await state()).toBe("ANALYZING");
    emulator.clock.advance(20_000);
    expect(await state()).toBe("FINISHED");
    expect(emulator.backups()).toHaveLength(1);
  });

  it.each(["cluster", "rwsplit"] as const)(
    "wants a BackupSetId on %s instances",
    async (architecture) => {
      const emulator = await emulatorWith({ architecture });
      expect(await codeOf(emulator, "CreateCacheAnalysisJob", READ, DAS)).toBe("InvalidParameter");
    },
  );

  it.each(["essd", "localSsd"] as const)("refuses data on disks (%s)", async (storage) => {
    const emulator = await emulatorWith({ storage, backups: [{}] });
    const code = await codeOf(emulator, "CreateCacheAnalysisJob", READ, DAS);
    expect(code).toBe("IncorrectDBInstanceType");
    expect(emulator.jobs()).toEqual([]);
  });

  it("analyses several backups, and refuses what is not there or has failed", async () => {
    const seed: Partial<InstanceSeed> = {
      architecture: "cluster",
      backups: [{}, { status: "Failed" }],
    };
    const emulator = await emulatorWith(seed);
    const idsOf = (status: string) =>
      emulator
        .backups()
        .filter((row) => row.status === status)
        .map((row) => row.backupId);
    const code = (ids: string[]) =>
      codeOf(emulator, "CreateCacheAnalysisJob", { ...READ, BackupSetId: ids.join(",") }, DAS);
    const BackupSetId = idsOf("Success").join(",");
    const { Data } = await ask(emulator, "CreateCacheAnalysisJob", { ...READ, BackupSetId }, DAS);
    expect(Data.NodeId.split(",").sort()).toEqual([`${INSTANCE}-db-0`, `${INSTANCE}-db-1`]);
    expect(await code([...idsOf("Success"), "1"])).toBe("InvalidBackupSetID.NotFound");
    expect(await code(idsOf("Failed"))).toBe("IncorrectBackupSetState");
  });

  it("is served for instances of every region, by one region", async () => {
    const emulator = await emulatorWith({ regionId: "cn-beijing", backups: [{}] });
    const BackupSetId = emulator.backups()[0]?.backupId ?? "";
    const params = { ...READ, BackupSetId };
    await ask(emulator, "CreateCacheAnalysisJob", { ...params, RegionId: "cn-shanghai" }, DAS);
    const wrong = { ...params, RegionId: "cn-beijing" };
    expect(await codeOf(emulator, "CreateCacheAnalysisJob", wrong, DAS)).toBe(
      "InvalidRegionId.NotFound",
    );
  });

  it("does not know another account's instance, nor a released one", async () => {
    const emulator = await emulatorWith();
    const other = { accessKeyId: "OTHER", accessKeySecret: "s" };
    emulator.accounts.add({ accountId: "2222", ...other });
    const gone = "InvalidInstanceId.NotFound";
    expect(await codeOf(emulator, "CreateCacheAnalysisJob", READ, { ...DAS, ...other })).toBe(gone);
    emulator.instances.release(INSTANCE);
    expect(await codeOf(emulator, "CreateCacheAnalysisJob", READ, DAS)).toBe(gone);
  });
});
