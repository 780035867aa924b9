import type { Emulator } from "../../emulator/src";
import { calls, keysOf, OURS, startCloud, writes } from "../support/cloud";
import { HOST_NAMES, LOOKS_FIRST } from "../support/hosts";
import { backup, onceMade, policy, type Declarations } from "../support/program";
import { Stack } from "../support/stack";

const NOTHING = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };

describe.each(HOST_NAMES)("two stacks of one program (%s host)", (host) => {
  let cloud: Emulator;
  const stacks: Record<string, Stack> = {};

  const program = (region: string): Declarations => {
    const instanceId = `r-${region}`;
    return {
      policy: policy({ instanceId, backupRetentionPeriod: 30 }),
      backup: backup({ instanceId, backupRetentionPeriod: 30 }),
    };
  };
  const REGIONS = ["cn-hangzhou", "ap-southeast-1"];

  beforeAll(async () => {
    cloud = await startCloud({
      instances: REGIONS.map((regionId) => ({ instanceId: `r-${regionId}`, regionId })),
    });
    const environment = Object.fromEntries(
      Object.keys(keysOf(OURS)).map((key) => [key, undefined]),
    );
    let first: Stack | undefined;
    for (const region of REGIONS) {
      const options = { host, emulator: cloud, environment, name: region };
      const stack: Stack = await Stack.create(
        first === undefined ? options : { ...options, beside: first },
      );
      await stack.setConfig("redis-backup:region", region);
      await stack.setConfig("redis-backup:accessKeyId", OURS.accessKeyId, "--secret");
      await stack.setConfig("redis-backup:accessKeySecret", OURS.accessKeySecret, "--secret");
      first ??= stack;
      stacks[region] = stack;
    }
  });

  it.each(REGIONS)(
    "work with the region and the secret keys of their configuration (%s)",
    async (region) => {
      cloud.requests.length = 0;
      stacks[region]?.write(program(region));
      const up = await stacks[region]?.up();
      expect(up).toMatchObject({
        exitCode: 0,
        errors: [],
        steps: ["create backup", "create policy"],
      });
      const asked = new Set(cloud.requests.map(({ params }) => params["RegionId"]));
      expect([...asked]).toEqual([region]);
      const { backup } = (await stacks[region]?.state()) ?? {};
      expect(backup?.outputs).toMatchObject({ regionId: region, accountId: OURS.accountId });
    },
  );

  it.each(REGIONS)("keep to it in a refresh and in a destroy (%s)", async (region) => {
    expect(await stacks[region]?.refreshPreview()).toMatchObject(NOTHING);
    expect(await stacks[region]?.destroy()).toMatchObject({ exitCode: 0, errors: [] });
    expect(cloud.backups(`r-${region}`)).toEqual([]);
  });
});

describe.each(HOST_NAMES)("a cloud that throttles hard (%s host)", (host) => {
  it("only makes a run slower", async () => {
    const ids = ["r-a", "r-b", "r-c"];
    const cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    const codes = ["Throttling", "Throttling.User", "Throttling.Api"] as const;
    for (const code of codes) cloud.faults.add({ kind: "throttling", code, count: 2 });
    cloud.faults.add({ kind: "throttling", action: "CreateBackup", retryAfterMs: 1500, count: 2 });
    const stack = await Stack.create({
      host,
      emulator: cloud,
      program: Object.fromEntries(
        ids.flatMap((instanceId) => [
          [`policy-${instanceId}`, policy({ instanceId, backupRetentionPeriod: 30 })],
          [`backup-${instanceId}`, backup({ instanceId })],
        ]),
      ),
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, failures: [], errors: [] });
    expect(cloud.faults.list().map(({ used }) => used)).toEqual([2, 2, 2, 2]);
    for (const id of ids) expect(cloud.backups(id)).toHaveLength(1);
    cloud.faults.clear();
    expect(await stack.refreshPreview()).toMatchObject(NOTHING);
  });
});

describe.each(HOST_NAMES)("values that are not known at the preview (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  const later = (value: string | number) => onceMade("first", value);
  const program = {
    first: backup({ instanceId: "r-first" }),
    policy: policy({
      instanceId: later("r-policy") as string,
      preferredBackupPeriod: ["Monday", later("Friday")],
      backupRetentionPeriod: later(30),
    }),
    backup: backup({
      instanceId: later("r-backup") as string,
      backupRetentionPeriod: later(30),
      triggers: { of: later("first") },
    }),
  };

  beforeAll(async () => {
    const ids = ["r-first", "r-policy", "r-backup"];
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    stack = await Stack.create({ host, emulator: cloud, program });
  });

  it("are passed over, and nothing is done", async () => {
    const preview = await stack.preview();
    expect(preview).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    expect(preview.steps).toEqual(["create backup", "create first", "create policy"]);
    expect(writes(cloud)).toEqual([]);
    if (!LOOKS_FIRST[host]) expect(calls(cloud)).toEqual([]);
  });

  it("don't keep the known ones from being checked", async () => {
    stack.write({
      ...program,
      policy: policy({
        ...program.policy.args,
        instanceId: later("r-policy") as string,
        preferredBackupTime: "2am",
      }),
    });
    const preview = await stack.preview();
    expect(preview.exitCode).toBe(1);
    expect(preview.errors.join()).toContain("preferredBackupTime");
    stack.write(program);
  });

  it("are what the other resource gave, once it's made", async () => {
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    expect(cloud.instances.get("r-policy").policy).toMatchObject({
      preferredBackupPeriod: ["Monday", "Friday"],
      backupRetentionPeriod: 30,
    });
    expect(cloud.backups("r-backup")).toHaveLength(1);
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    expect(await stack.preview("--expect-no-changes")).toMatchObject(NOTHING);
  });
});
