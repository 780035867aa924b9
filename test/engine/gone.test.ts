import type { Emulator } from "../../emulator/src";
import { keysOf, OURS, startCloud, THEIRS, writes } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { backup, policy, type Declarations } from "../support/program";
import { Stack } from "../support/stack";

/** A user of our account who may do everything but look at what is in this test. */
const DENIED = {
  accountId: OURS.accountId,
  accessKeyId: "LTAI5tCanaryOfTheDeniedUser",
  accessKeySecret: "Canary/of+the denied=user",
  regionId: OURS.regionId,
};

const PROGRAM: Declarations = {
  policy: policy({ instanceId: "r-policy", backupRetentionPeriod: 30 }),
  backup: backup({ instanceId: "r-backup" }),
  "cluster-backup": backup({ instanceId: "r-cluster" }),
  "deleted-backup": backup({ instanceId: "r-deleted" }),
};

describe.each(HOST_NAMES)("what is not found (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let before: Awaited<ReturnType<Stack["state"]>>;

  beforeAll(async () => {
    cloud = await startCloud({
      instances: [
        { instanceId: "r-policy" },
        { instanceId: "r-backup" },
        { instanceId: "r-cluster", architecture: "cluster", shardCount: 2 },
        { instanceId: "r-deleted" },
      ],
    });
    const looks = ["Policy", "s"].map((what) => `kvstore:DescribeBackup${what}`);
    looks.push("kvstore:DescribeClusterBackupList");
    const statements = [
      { Effect: "Allow" as const, Action: "*", Resource: "*" },
      { Effect: "Deny" as const, Action: looks, Resource: "*" },
    ];
    cloud.accounts.add({ ...DENIED, userName: "denied", policies: [{ Statement: statements }] });
    stack = await Stack.create({ host, emulator: cloud, program: PROGRAM });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    before = await stack.state();
    cloud.requests.length = 0;
  });

  const as = (changed: Record<string, string>) => {
    stack.environment = { ...cloud.environment, ...changed };
  };

  describe.each([
    [
      "with another account's key",
      keysOf(THEIRS),
      [`account ${OURS.accountId}`, `account ${THEIRS.accountId}`],
    ],
    [
      "in another region",
      { ALIBABA_CLOUD_REGION_ID: "cn-shanghai" },
      ["region cn-hangzhou", "region cn-shanghai"],
    ],
    [
      "without the permission to look",
      keysOf(DENIED),
      ["Allow kvstore:Describe", "on acs:kvstore:cn-hangzhou:*:instance/r-"],
    ],
  ])("%s", (_how, environment, named) => {
    beforeAll(() => as(environment));

    it.each(["refresh", "refreshPreview", "destroy"] as const)(
      "is not taken for gone by %s, which names both sides",
      async (command) => {
        const run = await stack[command]();
        expect(run.exitCode).toBeGreaterThan(0);
        expect(run.steps).toEqual([]);
        expect(run.errors.length).toBeGreaterThan(0);
        // The last line is the engine's own.
        for (const error of run.errors.filter((text) => / r-/.test(text))) {
          for (const name of named) expect(error).toContain(name);
        }
        expect(run.output).toContain(named[0]);
        expect(await stack.state()).toEqual(before);
        expect(writes(cloud)).toEqual([]);
      },
    );
  });

  it("is not called unchanged by an up in another region, which leaves state as it is", async () => {
    as({ ALIBABA_CLOUD_REGION_ID: "cn-shanghai" });
    const up = await stack.up();
    expect(up.exitCode).toBeGreaterThan(0);
    expect(up.steps).toEqual([]);
    expect(up.output).toMatch(/made in region cn-hangzhou.* asks region cn-shanghai/);
    expect(await stack.state()).toEqual(before);
    expect(writes(cloud)).toEqual([]);
  });

  it("is gone when a backup was deleted, and a new one is taken", async () => {
    as({});
    // A younger one would get the time to show in the lists.
    cloud.clock.advance(10 * 60_000);
    for (const { backupId } of cloud.backups("r-deleted")) {
      cloud.console.deleteBackup("r-deleted", backupId);
    }
    const refresh = await stack.refreshPreview();
    expect(refresh).toMatchObject({ exitCode: 7, steps: ["delete deleted-backup"] });
    const up = await stack.up("--refresh");
    expect(up).toMatchObject({ exitCode: 0, errors: [] });
    expect(up.steps).toEqual(["create deleted-backup"]);
  });

  it("is gone when the instance was released, which the account and region of its making say", async () => {
    for (const { instanceId } of cloud.instances.list()) cloud.instances.release(instanceId);
    const preview = await stack.refreshPreview();
    const deleted = Object.keys(PROGRAM).map((name) => `delete ${name}`);
    expect(preview).toMatchObject({ exitCode: 7, steps: deleted.sort() });
    const refresh = await stack.refresh();
    expect(refresh).toMatchObject({ exitCode: 0, errors: [], steps: deleted });
    expect(await stack.state()).toEqual({});
  });
});
