import type { InstanceSeed } from "../../../src";
import { ask, codeOf, emulatorWith, INSTANCE } from "../../support/client";

const DAS = { version: "2020-01-16" };
const KEYS: InstanceSeed["keys"] = [
  { key: "cart:1", type: "hash", encoding: "hashtable", bytes: 500, count: 9 },
  { key: "cart:2", type: "hash", bytes: 900, count: 2, node: 1 },
  { key: "session", bytes: 700, count: 1, db: 3, expireTime: "2026-01-08T00:00:00Z" },
];

describe("DescribeCacheAnalysisJob", () => {
  it("reports keys by bytes and by elements, those that stay, prefixes and expiries", async () => {
    const emulator = await emulatorWith({
      architecture: "cluster",
      keys: KEYS,
      analyses: [{ jobId: "job-1" }],
    });
    const params = { InstanceId: INSTANCE, JobId: "job-1" };
    const { Data } = await ask(emulator, "DescribeCacheAnalysisJob", params, DAS);
    const names = (list: { KeyInfo: { Key: string }[] }) => list.KeyInfo.map(({ Key }) => Key);
    expect(Data).toMatchObject({ JobId: "job-1", TaskState: "FINISHED", InstanceId: INSTANCE });
    expect(names(Data.BigKeys)).toEqual(["cart:2", "session", "cart:1"]);
    expect(names(Data.BigKeysOfNum)).toEqual(["cart:1", "cart:2", "session"]);
    expect(names(Data.UnexBigKeysOfBytes)).toEqual(["cart:2", "cart:1"]);
    expect(names(Data.UnexBigKeysOfNum)).toEqual(["cart:1", "cart:2"]);
    expect(Data.BigKeys.KeyInfo[1]).toEqual({
      Key: "session",
      Type: "string",
      Encoding: "raw",
      Bytes: 700,
      Count: 1,
      Db: 3,
      ExpirationTimeMillis: Date.parse("2026-01-08T00:00:00Z"),
      NodeId: `${INSTANCE}-db-0`,
    });
    expect(Data.ExpiryKeysLevelCount.ExpiryLevel).toMatchObject([
      { TotalKeys: 1, TotalBytes: 700 },
    ]);
  });

  it("ends prefixes at the separators of the job", async () => {
    const emulator = await emulatorWith({ keys: KEYS, backups: [{}], analysisSeconds: 0 });
    const BackupSetId = emulator.backups()[0]?.backupId ?? "";
    const asked = { InstanceId: INSTANCE, BackupSetId, Separators: "r" };
    const { Data: job } = await ask(emulator, "CreateCacheAnalysisJob", asked, DAS);
    const params = { InstanceId: INSTANCE, JobId: job.JobId as string };
    const { Data } = await ask(emulator, "DescribeCacheAnalysisJob", params, DAS);
    expect(Data.KeyPrefixes.Prefix).toEqual([
      { Prefix: "ca", Type: "hash", KeyNum: 2, Bytes: 1400, Count: 11 },
    ]);
  });

  it("has no keys before it is finished, nor when it has failed", async () => {
    const emulator = await emulatorWith({ keys: KEYS, backups: [{}], nextAnalysisFails: true });
    const BackupSetId = emulator.backups()[0]?.backupId ?? "";
    const asked = { InstanceId: INSTANCE, BackupSetId };
    const { Data: job } = await ask(emulator, "CreateCacheAnalysisJob", asked, DAS);
    const read = async () => {
      const params = { InstanceId: INSTANCE, JobId: job.JobId as string };
      return (await ask(emulator, "DescribeCacheAnalysisJob", params, DAS)).Data;
    };
    expect(await read()).toMatchObject({ TaskState: "ANALYZING", BigKeys: { KeyInfo: [] } });
    emulator.clock.advance(20_000);
    expect(await read()).toMatchObject({ TaskState: "FAILED", BigKeys: { KeyInfo: [] } });
  });

  it("does not know a job of another API or another instance", async () => {
    const emulator = await emulatorWith({ analyses: [{ jobId: "job-1", api: "r-kvstore" }] });
    const params = { InstanceId: INSTANCE, JobId: "job-1" };
    expect(await codeOf(emulator, "DescribeCacheAnalysisJob", params, DAS)).toBe(
      "InvalidParameter",
    );
  });
});
