import { exportBlock, startEmulator } from "../src";
import { ask, emulatorWith, INSTANCE } from "./support/client";

describe("startEmulator", () => {
  it("starts with one instance of each kind when there is no seed", async () => {
    const emulator = await startEmulator();
    expect(emulator.instances.list().map((instance) => instance.instanceId)).toEqual([
      "r-emulator-tair",
      "r-emulator-cluster",
      "r-emulator-old-cluster",
      "r-emulator-flashback",
      "r-emulator-classic",
    ]);
    expect(emulator.environment).toEqual({
      ALIBABA_CLOUD_ACCESS_KEY_ID: "EMULATOR_KEY_ID",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-secret-not-real",
      ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
      REDIS_BACKUP_ENDPOINT: emulator.url,
      REDIS_BACKUP_STS_ENDPOINT: emulator.url,
      REDIS_BACKUP_DAS_ENDPOINT: emulator.url,
      TENCENTCLOUD_SECRET_ID: "EMULATOR_SECRET_ID",
      TENCENTCLOUD_SECRET_KEY: "emulator-secret-key-not-real",
      TENCENTCLOUD_REGION: "ap-guangzhou",
      REDIS_BACKUP_CRS_ENDPOINT: emulator.url,
      REDIS_BACKUP_CRS_LEGACY_ENDPOINT: emulator.url,
      REDIS_BACKUP_TENCENT_STS_ENDPOINT: emulator.url,
    });
    await emulator.close();
  });

  it("gives the same ids for the same seed of its generator", async () => {
    const ids = async (random: number) => {
      const emulator = await emulatorWith({ architecture: "cluster" }, { random });
      const body = await ask(emulator, "CreateBackup", { InstanceId: INSTANCE });
      emulator.clock.advance(60_000);
      return [body, emulator.backups()];
    };
    const first = await ids(5);
    expect(await ids(5)).toEqual(first);
    expect(await ids(6)).not.toEqual(first);
  });

  it("does not load what a start does not need", () => {
    jest.isolateModules(() => {
      const loaded = new Set<string>();
      for (const heavy of ["zod", "yaml", "fast-xml-parser"]) {
        jest.doMock(heavy, () => loaded.add(heavy));
      }
      require("../src");
      expect([...loaded]).toEqual([]);
    });
  });

  it("fails on a start that is no time", async () => {
    await expect(startEmulator({ startAt: "now" })).rejects.toThrow("startAt now is not a time");
  });
});

describe("exportBlock", () => {
  it("is what a shell needs, quoted where it has to be", async () => {
    const emulator = await startEmulator({
      seed: { accounts: [{ accountId: "1", accessKeyId: "k", accessKeySecret: "it's $ecret" }] },
    });
    const { host } = new URL(emulator.url);
    expect(exportBlock(emulator).trimEnd().split("\n")).toEqual([
      "export ALIBABA_CLOUD_ACCESS_KEY_ID=k",
      "export ALIBABA_CLOUD_ACCESS_KEY_SECRET='it'\\''s $ecret'",
      "export ALIBABA_CLOUD_REGION_ID=cn-hangzhou",
      `export REDIS_BACKUP_ENDPOINT=${emulator.url}`,
      `export REDIS_BACKUP_STS_ENDPOINT=${emulator.url}`,
      `export REDIS_BACKUP_DAS_ENDPOINT=${emulator.url}`,
      "export TENCENTCLOUD_SECRET_ID=EMULATOR_SECRET_ID",
      "export TENCENTCLOUD_SECRET_KEY=emulator-secret-key-not-real",
      "export TENCENTCLOUD_REGION=ap-guangzhou",
      `export REDIS_BACKUP_CRS_ENDPOINT=${emulator.url}`,
      `export REDIS_BACKUP_CRS_LEGACY_ENDPOINT=${emulator.url}`,
      `export REDIS_BACKUP_TENCENT_STS_ENDPOINT=${emulator.url}`,
      "export ALIBABA_CLOUD_REGION=cn-hangzhou",
      `export ALIBABA_CLOUD_ENDPOINT_R_KVSTORE=${host}`,
      `export ALIBABA_CLOUD_ENDPOINT_STS=${host}`,
    ]);
    await emulator.close();
  });
});
