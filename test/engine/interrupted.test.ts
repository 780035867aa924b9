import type { Emulator, InstanceSeed } from "../../emulator/src";
import { during, startCloud, writes } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { backup, policy, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

const NOTHING = { exitCode: 0, steps: [], failures: [], errors: [] };

const idsThere = (cloud: Emulator, instanceId: string) =>
  cloud
    .backups(instanceId)
    .filter(({ mode }) => mode === "Manual")
    .map(({ backupId }) => backupId);

describe.each(HOST_NAMES)("a backup whose job fails (%s host)", (host) => {
  const INSTANCES: InstanceSeed[] = [
    { instanceId: "r-failed", nextJobFails: true },
    { instanceId: "r-empty", sizeBytes: 0 },
    { instanceId: "r-half", architecture: "cluster", shardCount: 2 },
    { instanceId: "r-fine" },
  ];
  const NAMES = INSTANCES.map(({ instanceId }) => instanceId.slice(2));
  const BROKEN = NAMES.filter((name) => name !== "fine");
  let cloud: Emulator;
  let stack: Stack;
  let up: Run;

  beforeAll(async () => {
    cloud = await startCloud({ instances: INSTANCES });
    cloud.faults.add({ kind: "failedJob", instanceId: "r-half", node: 1, count: 1 });
    const program = NAMES.map((name) => [name, backup({ instanceId: `r-${name}` })]);
    stack = await Stack.create({
      host,
      emulator: cloud,
      program: Object.fromEntries(program) as Declarations,
    });
    up = await stack.up();
  });

  it("makes the run fail, and names the job", () => {
    expect(up).toMatchObject({ exitCode: 1 });
    expect(up.failures).toEqual(BROKEN.map((name) => `create ${name}`).sort());
    expect(up.steps).toEqual(["create fine"]);
    for (const name of BROKEN) {
      expect(up.output).toMatch(new RegExp(`backup job \\d+ of r-${name} gave no usable backup`));
    }
  });

  it.each(BROKEN)("keeps the id in state, with the status Failed (%s)", async (name) => {
    const { id, outputs, initErrors } = (await stack.state())[name] ?? {};
    const [job = ""] = outputs?.["backupJobIds"] as string[];
    expect(id).toBe(`r-${name}:${job}`);
    expect(outputs).toMatchObject({ status: "Failed" });
    expect(initErrors).toEqual([expect.stringContaining("gave no usable backup")]);
  });

  it("stays what it is through a refresh, which writes nothing", async () => {
    cloud.requests.length = 0;
    expect(await stack.refresh()).toMatchObject({ exitCode: 0, errors: [] });
    expect(writes(cloud)).toEqual([]);
    const state = await stack.state();
    for (const name of BROKEN) expect(state[name]?.outputs).toMatchObject({ status: "Failed" });
  });

  it("is replaced by the next up, which leaves nothing of the failed one", async () => {
    cloud.instances.release("r-empty");
    cloud.instances.add({ instanceId: "r-empty" });
    const again = await stack.up();
    expect(again).toMatchObject({ exitCode: 0, errors: [] });
    const replaced = BROKEN.flatMap((name) => [
      `create-replacement ${name}`,
      `replace ${name}`,
      `delete-replaced ${name}`,
    ]);
    expect(again.steps).toEqual(replaced.sort());
    const held = await heldBackups(stack);
    for (const name of NAMES) {
      expect(held[`r-${name}`]?.sort()).toEqual(idsThere(cloud, `r-${name}`).sort());
      for (const { status } of cloud.backups(`r-${name}`)) expect(status).toBe("Success");
    }
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
  });
});

describe.each(HOST_NAMES)("a run that is killed during a backup (%s host)", (host) => {
  const NAMES = ["adopted", "ended", "refused", "waited"] as const;
  let cloud: Emulator;
  let stack: Stack;

  const program = (
    options: Partial<Record<(typeof NAMES)[number], object>> = {},
  ): Declarations => ({
    ...Object.fromEntries(
      NAMES.map((name) => [name, backup({ instanceId: `r-${name}`, ...options[name] })]),
    ),
    policy: policy({ instanceId: "r-policy", backupRetentionPeriod: 30 }),
  });

  beforeAll(async () => {
    const ids = [...NAMES, "policy"].map((name) => `r-${name}`);
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    cloud.faults.add({ kind: "stuckJob" });
    cloud.faults.add({ kind: "slow", action: "ModifyBackupPolicy", ms: 30_000, count: 1 });
    stack = await Stack.create({ host, emulator: cloud, program: program() });
    const killed = stack.operation("up", "--yes", "--skip-preview");
    await during(killed.ended, "all jobs had started", () => cloud.jobs().length === 4);
    await during(killed.ended, "the policy was sent", () =>
      writes(cloud, "r-policy").includes("ModifyBackupPolicy"),
    );
    await killed.kill();
    expect((await killed.ended).exitCode).not.toBe(0);
    await stack.unlock();
    cloud.faults.clear();
    cloud.requests.length = 0;
  });

  it("has left no backup in state, as nothing could be written down", async () => {
    expect(Object.keys(await stack.state())).toEqual([]);
  });

  it("is met by the next up, which names job, start and import id and starts nothing", async () => {
    // Otherwise the engine begins no further one after the first that fails.
    const up = await stack.up("--continue-on-error");
    expect(up.exitCode).toBe(1);
    expect(up.failures).toEqual(NAMES.map((name) => `create ${name}`));
    for (const { instanceId, jobId, startTime } of cloud.jobs()) {
      const start = startTime.replace(/\.\d+Z$/, "Z");
      expect(up.output).toContain(
        `a manual backup job already runs on ${instanceId}: job ${jobId}, started ${start}; nothing was started`,
      );
      expect(up.output).toContain(`for an import by the plugin its id is "${instanceId}:${jobId}"`);
    }
    expect(writes(cloud)).not.toContain("CreateBackup");
    expect(cloud.instances.get("r-policy").policy).toMatchObject({ backupRetentionPeriod: 30 });
  });

  it("ends with exactly one backup when the job is adopted, or two when it's waited for", async () => {
    cloud.console.endJob("r-ended", "Success");
    cloud.console.endJob("r-refused", "Success");
    const jobs = Object.fromEntries(
      cloud.jobs().map(({ instanceId, jobId }) => [instanceId, jobId]),
    );
    const left = idsThere(cloud, "r-ended");
    stack.write(
      program({ adopted: { ifBackupRunning: "adopt" }, waited: { ifBackupRunning: "wait" } }),
    );
    const ended = stack.up();
    const asked = (instanceId: string) =>
      cloud.requests.some(
        ({ action, params }) => action === "DescribeBackups" && params["InstanceId"] === instanceId,
      );
    cloud.requests.length = 0;
    await during(ended, "both jobs were seen", () => asked("r-adopted") && asked("r-waited"));
    cloud.console.endJob("r-adopted", "Success");
    cloud.console.endJob("r-waited", "Success");
    const up = await ended;
    expect(up).toMatchObject({ exitCode: 0, errors: [] });

    const held = await heldBackups(stack);
    expect(idsThere(cloud, "r-adopted")).toEqual(held["r-adopted"]);
    expect((await stack.state())["adopted"]?.outputs).toMatchObject({
      adopted: true,
      backupJobIds: [jobs["r-adopted"]],
    });
    expect(up.output).toContain("adopted the manual backup job");
    expect(writes(cloud, "r-adopted")).toEqual([]);
    expect(idsThere(cloud, "r-waited")).toHaveLength(2);
    expect(idsThere(cloud, "r-waited")).toEqual(expect.arrayContaining(held["r-waited"] ?? []));
    // Its job has ended meanwhile: a new backup is taken, and the orphan is told with its import id.
    expect(idsThere(cloud, "r-ended")).toEqual([...(held["r-ended"] ?? []), ...left]);
    expect(up.output).toMatch(/r-ended has manual backups of the last day .*"r-ended:\d+"/);
  });

  it("leaves nothing odd behind", async () => {
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    expect(await stack.refreshPreview()).toMatchObject(NOTHING);
  });
});

describe.each(HOST_NAMES)("a backup that takes longer than a run may wait (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: "r-long" }, { instanceId: "r-longer" }] });
    cloud.faults.add({ kind: "stuckJob" });
    stack = await Stack.create({
      host,
      emulator: cloud,
      program: {
        long: backup({ instanceId: "r-long" }),
        longer: backup({ instanceId: "r-longer" }),
      },
      environment: { REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.05" },
    });
  });

  it("keeps its id in state", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 1, failures: ["create long", "create longer"] });
    expect(up.output).toMatch(/gave up after 3 s waiting for backup job \d+/);
    const { long } = await stack.state();
    expect(long?.id).toBe(`r-long:${cloud.jobs("r-long")[0]?.jobId}`);
    expect(long?.outputs).toMatchObject({ status: "Running" });
  });

  it("is not gone, and no drift, for a refresh meanwhile", async () => {
    const refresh = await stack.refresh();
    expect(refresh).toMatchObject({ exitCode: 0, errors: [] });
    expect(Object.keys(await stack.state()).sort()).toEqual(["long", "longer"]);
  });

  it("is waited for by the next up, which starts no other", async () => {
    for (const id of ["r-long", "r-longer"]) cloud.console.endJob(id, "Success");
    cloud.requests.length = 0;
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, steps: ["update long", "update longer"] });
    expect(writes(cloud)).toEqual([]);
    const { long } = await stack.state();
    expect(long?.outputs).toMatchObject({ status: "Success" });
    expect(await heldBackups(stack)).toEqual({
      "r-long": idsThere(cloud, "r-long"),
      "r-longer": idsThere(cloud, "r-longer"),
    });
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
  });
});

describe.each(HOST_NAMES)(
  "a backup left running, for which another one comes (%s host)",
  (host) => {
    const INSTANCES = ["r-renamed", "r-replaced"];
    let cloud: Emulator;
    let stack: Stack;
    let up: Run;

    beforeAll(async () => {
      cloud = await startCloud({ instances: INSTANCES.map((instanceId) => ({ instanceId })) });
      cloud.faults.add({ kind: "stuckJob" });
      stack = await Stack.create({
        host,
        emulator: cloud,
        program: {
          before: backup({ instanceId: "r-renamed" }),
          replaced: backup({ instanceId: "r-replaced" }),
        },
        environment: { REDIS_BACKUP_BACKUP_TIMEOUT_MINUTES: "0.05" },
      });
      expect(await stack.up()).toMatchObject({ failures: ["create before", "create replaced"] });

      cloud.faults.clear();
      cloud.requests.length = 0;
      stack.environment = cloud.environment;
      const adopt = { ifBackupRunning: "adopt", triggers: { release: "2" } };
      stack.write({
        after: backup({ instanceId: "r-renamed", ...adopt }),
        replaced: backup({ instanceId: "r-replaced", ...adopt }),
      });
      const ended = stack.up();
      const seen = (id: string) =>
        cloud.requests.some((r) => r.action === "DescribeBackups" && r.params["InstanceId"] === id);
      await during(ended, "both jobs were seen", () => INSTANCES.every(seen));
      for (const id of INSTANCES) cloud.console.endJob(id, "Success");
      up = await ended;
    });

    it("takes nothing with it that the other one holds", async () => {
      expect(up).toMatchObject({ exitCode: 0, errors: [] });
      const held = await heldBackups(stack);
      for (const id of INSTANCES) expect(held[id]).toEqual(idsThere(cloud, id));
      expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
      expect(await stack.refreshPreview()).toMatchObject(NOTHING);
    });

    it("is adopted by one of another name, and not by the one that replaces it", async () => {
      const { after, replaced } = await stack.state();
      expect(after?.outputs).toMatchObject({ adopted: true });
      expect(replaced?.outputs).toMatchObject({ adopted: false });
      // By what the processes of a run tell each other, or by what this one has adopted.
      expect(up.output).toMatch(
        /retained: another resource of (this program has it|the stack has adopted it)/,
      );
    });
  },
);
