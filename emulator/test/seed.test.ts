import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSeed, startEmulator, type Seed } from "../src";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "emulator-seed-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const YAML = `
accounts:
  - { accountId: "42", accessKeyId: KEY, accessKeySecret: s, regionId: cn-beijing }
roles:
  - { name: reader }
defaults:
  instance: { jobSeconds: 5, policy: { backupRetentionPeriod: 14 } }
  denial: NoPermission
instances:
  - instanceId: r-one
    policy: { preferredBackupPeriod: [Sunday] }
    backups: [{ mode: Automated, hoursAgo: 3 }]
  - { instanceId: r-two, architecture: cluster, shardCount: 4, regionId: cn-shanghai, jobSeconds: 7 }
faults:
  - { kind: slow, ms: 1 }
`;

describe("readSeed", () => {
  it("reads YAML, and an emulator starts with it", async () => {
    const emulator = await startEmulator({
      seed: readSeed(file("seed.yaml", YAML)),
      clock: "manual",
    });
    try {
      expect(emulator.environment).toMatchObject({
        ALIBABA_CLOUD_ACCESS_KEY_ID: "KEY",
        ALIBABA_CLOUD_REGION_ID: "cn-beijing",
      });
      expect(emulator.instances.list()).toMatchObject([
        {
          instanceId: "r-one",
          accountId: "42",
          regionId: "cn-beijing",
          policy: { preferredBackupPeriod: ["Sunday"], backupRetentionPeriod: 14 },
        },
        { instanceId: "r-two", regionId: "cn-shanghai", nodes: { length: 4 } },
      ]);
      expect(emulator.backups()).toHaveLength(1);
      expect(emulator.faults.list()).toMatchObject([{ rule: { kind: "slow" } }]);
      emulator.console.startBackup("r-one", { mode: "Manual" });
      emulator.console.startBackup("r-two", { mode: "Manual" });
      emulator.clock.advance(6000);
      expect(new Set(emulator.jobs().map((job) => job.instanceId))).toEqual(new Set(["r-two"]));
    } finally {
      await emulator.close();
    }
  });

  it("reads JSON", () => {
    const path = file("seed.json", '{"instances":[{"instanceId":"r-one"}]}');
    expect(readSeed(path)).toEqual({ instances: [{ instanceId: "r-one" }] });
  });

  it("fails with the path of each bad field", () => {
    const bad = YAML.replace("Automated", "Automatic").replace("shardCount: 4", "shards: 4");
    const path = file("seed.yaml", bad);
    expect(() => readSeed(path)).toThrow(`${path} is not valid`);
    expect(() => readSeed(path)).toThrow("instances[0].backups[0].mode: ");
    expect(() => readSeed(path)).toThrow('instances[1]: Unrecognized key: "shards"');
  });

  it("fails with the name of a file that is no YAML or JSON, or is not there", () => {
    const broken = file("seed.json", "{");
    expect(() => readSeed(broken)).toThrow(`${broken} cannot be read`);
    const yaml = file("seed.yaml", "a: [");
    expect(() => readSeed(yaml)).toThrow(`${yaml} cannot be read`);
    expect(() => readSeed(join(folder, "none.yaml"))).toThrow("none.yaml");
  });
});

describe("a seed that is given as an object", () => {
  it.each<[string, Seed]>([
    ["instances[0].instanceId", { instances: [{ instanceId: "i-1" }] }],
    ["accounts", { accounts: [] }],
    [
      "accounts[0].policies[0].Statement[0]",
      {
        accounts: [
          {
            accountId: "1",
            accessKeyId: "k",
            accessKeySecret: "s",
            policies: [
              {
                Statement: [
                  { Effect: "Allow", Action: "*", Resource: "*", Condition: {} } as never,
                ],
              },
            ],
          },
        ],
      },
    ],
    ["defaults.refusals", { defaults: { refusals: { nothing: "X" } as never } }],
    ["defaults.firstBackupId", { defaults: { firstBackupId: "one" } }],
  ])("fails with the path %s", async (path, seed) => {
    await expect(startEmulator({ seed })).rejects.toThrow(path);
  });

  it("fails on two instances of one id", async () => {
    const seed = { instances: [{ instanceId: "r-one" }, { instanceId: "r-one" }] };
    await expect(startEmulator({ seed })).rejects.toThrow("instance r-one exists already");
  });
});
