import type { Emulator } from "../../emulator/src";
import { calls, during, startCloud, writes } from "../support/cloud";
import { HEARS_CANCEL, HOST_NAMES, SAYS_PROPERTIES } from "../support/hosts";
import { backup, policy, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

const NOTHING = { exitCode: 0, steps: [], failures: [], errors: [], warnings: [] };

describe.each(HOST_NAMES)("the options of a resource (%s host)", (host) => {
  const NAMES = [
    ...["ignored", "replaced", "protected", "targeted", "later"],
    ...["retained-policy", "retained-backup", "renamed-policy", "renamed-backup"],
  ];
  let cloud: Emulator;
  let stack: Stack;

  const program = (when: "before" | "after"): Declarations => {
    const backupRetentionPeriod = when === "before" ? 30 : 90;
    const is = (name: string, more: object = {}) => ({ instanceId: `r-${name}`, ...more });
    const suffix = when === "before" ? "" : "-anew";
    const renamed = (name: string) =>
      when === "before" ? {} : { aliases: [{ name: `renamed-${name}` }] };
    return {
      ignored: policy(is("ignored", { backupRetentionPeriod }), {
        ignoreChanges: ["backupRetentionPeriod"],
      }),
      replaced: backup(is("replaced", { backupRetentionPeriod }), {
        replaceOnChanges: ["backupRetentionPeriod"],
      }),
      protected: backup(is("protected"), { protect: true }),
      targeted: policy(is("targeted", { backupRetentionPeriod })),
      later: policy(is("later", { backupRetentionPeriod })),
      "retained-policy": policy(is("retained-policy", { backupRetentionPeriod: 30 }), {
        retainOnDelete: true,
      }),
      "retained-backup": backup(is("retained-backup"), { retainOnDelete: true }),
      [`renamed-policy${suffix}`]: policy(is("renamed-policy"), renamed("policy")),
      [`renamed-backup${suffix}`]: backup(is("renamed-backup"), renamed("backup")),
    };
  };

  beforeAll(async () => {
    cloud = await startCloud({ instances: NAMES.map((name) => ({ instanceId: `r-${name}` })) });
    stack = await Stack.create({ host, emulator: cloud, program: program("before") });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    stack.write(program("after"));
  });

  beforeEach(() => {
    cloud.requests.length = 0;
  });

  const retentionOf = (name: string) =>
    cloud.instances.get(`r-${name}`).policy.backupRetentionPeriod;

  it("update nothing but the --target", async () => {
    const up = await stack.up("--target", stack.urn("BackupPolicy", "targeted"));
    expect(up).toMatchObject({ exitCode: 0, errors: [], steps: ["update targeted"] });
    expect(writes(cloud)).toEqual(["ModifyBackupPolicy"]);
    expect([retentionOf("targeted"), retentionOf("later")]).toEqual([90, 30]);
  });

  describe("when the rest is updated", () => {
    let up: Run;

    beforeAll(async () => {
      cloud.requests.length = 0;
      up = await stack.up();
      expect(up).toMatchObject({ exitCode: 0, errors: [], warnings: [] });
    });

    const stepsOf = (name: string) => up.steps.filter((step) => step.includes(` ${name}`));

    it("brings what is no target any more to what is declared", () => {
      expect(stepsOf("later")).toEqual(["update later"]);
      expect(retentionOf("later")).toBe(90);
    });

    it("leaves what ignoreChanges names", () => {
      expect(stepsOf("ignored")).toEqual([]);
      expect(retentionOf("ignored")).toBe(30);
    });

    it("replaces for what replaceOnChanges names, where the engine is told of properties", async () => {
      const replaced = ["create-replacement replaced", "delete-replaced replaced"];
      expect(stepsOf("replaced")).toEqual(
        SAYS_PROPERTIES[host] ? [...replaced, "replace replaced"] : ["update replaced"],
      );
      const [row, ...others] = cloud.backups("r-replaced");
      expect(others).toEqual([]);
      expect((await heldBackups(stack))["r-replaced"]).toEqual([row?.backupId]);
    });

    it("knows by its alias what has another name", async () => {
      expect(stepsOf("renamed")).toEqual([]);
      expect(cloud.backups("r-renamed-backup")).toHaveLength(1);
      expect(Object.keys(await stack.state())).toEqual(
        expect.arrayContaining(["renamed-policy-anew", "renamed-backup-anew"]),
      );
    });

    it("is then the same", async () => {
      expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
      expect(await stack.refreshPreview()).toMatchObject(NOTHING);
    });
  });

  it("show no drift of what ignoreChanges names, where the provider is told of it", async () => {
    cloud.console.setPolicy("r-ignored", { backupRetentionPeriod: 7 });
    const refresh = await stack.refreshPreview();
    expect(refresh).toMatchObject(
      SAYS_PROPERTIES[host] ? NOTHING : { exitCode: 7, steps: ["update ignored"] },
    );
    expect(await stack.up()).toMatchObject(NOTHING);
    expect(writes(cloud)).toEqual([]);
  });

  it("keep what has protect from a replacement, and from a destroy", async () => {
    stack.write({
      ...program("after"),
      protected: backup({ instanceId: "r-protected", triggers: { a: "b" } }, { protect: true }),
    });
    const preview = await stack.preview();
    expect(preview.exitCode).toBe(1);
    expect(preview.output).toMatch(/protect/);
    const destroy = await stack.destroy("--target", stack.urn("ManualBackup", "protected"));
    expect(destroy.exitCode).toBe(1);
    expect(destroy.output).toMatch(/protect/);
    expect(writes(cloud)).toEqual([]);
    expect(Object.keys(await stack.state())).toHaveLength(NAMES.length);
  });

  it("leave in the cloud what has retainOnDelete", async () => {
    const destroy = await stack.destroy("--exclude-protected");
    expect(destroy).toMatchObject({ exitCode: 0, errors: [] });
    expect(Object.keys(await stack.state())).toEqual(["protected"]);
    expect(writes(cloud, "r-retained")).toEqual([]);
    expect(cloud.backups("r-retained-backup")).toHaveLength(1);
    expect(retentionOf("retained-policy")).toBe(30);
    expect(cloud.backups().map(({ instanceId }) => instanceId)).toEqual([
      "r-protected",
      "r-retained-backup",
    ]);
  });
});

/** Through the plugin alone: the engine tells a dynamic provider of no ignoreChanges. */
describe("ignoreChanges without a refresh before the update (plugin host)", () => {
  it("leave as it is live what an update of another property has to send too", async () => {
    const instanceId = "r-orders";
    const cloud = await startCloud({ instances: [{ instanceId }] });
    const program = (preferredBackupTime: string): Declarations => ({
      orders: policy(
        { instanceId, preferredBackupTime, backupRetentionPeriod: 30 },
        { ignoreChanges: ["backupRetentionPeriod"] },
      ),
    });
    const stack = await Stack.create({
      host: "plugin",
      emulator: cloud,
      program: program("02:00Z-03:00Z"),
    });
    await stack.setConfig("redis-backup:refreshBeforeUpdate", "false");
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    cloud.console.setPolicy(instanceId, { backupRetentionPeriod: 90 });
    stack.write(program("04:00Z-05:00Z"));
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["update orders"] });
    const left = { preferredBackupTime: "04:00Z-05:00Z", backupRetentionPeriod: 90 };
    expect(cloud.instances.get(instanceId).policy).toMatchObject(left);
    expect((await stack.state())["orders"]?.outputs).toMatchObject(left);
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
    expect(await stack.refreshPreview()).toMatchObject(NOTHING);
  });
});

describe.each(HOST_NAMES)("a run that is ended by Ctrl-C during a backup (%s host)", (host) => {
  it("ends in good order, and the next up leaves exactly one backup", async () => {
    const instanceId = "r-orders";
    const cloud = await startCloud({ instances: [{ instanceId }] });
    cloud.faults.add({ kind: "stuckJob" });
    const program = { now: backup({ instanceId }) };
    const stack = await Stack.create({ host, emulator: cloud, program });
    const { ended, interrupt } = stack.operation("up", "--yes", "--skip-preview");
    await during(ended, "the job that was started was looked for", () => {
      const asked = calls(cloud);
      const started = asked.indexOf("CreateBackup");
      return started !== -1 && asked.indexOf("DescribeBackupTasks", started) !== -1;
    });
    await interrupt();
    // The engine can't reach into a dynamic provider: it waits for what it has begun.
    if (!HEARS_CANCEL[host]) cloud.console.endJob(instanceId, "Success");
    const run = await ended;
    expect(run.exitCode).toBeGreaterThan(0);
    const { now } = await stack.state();
    expect(now?.id).toMatch(/^r-orders:\d+$/);
    expect(now?.outputs).toMatchObject({ status: HEARS_CANCEL[host] ? "Running" : "Success" });

    if (HEARS_CANCEL[host]) cloud.console.endJob(instanceId, "Success");
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [], failures: [] });
    expect(writes(cloud)).toEqual(["CreateBackup"]);
    const [row, ...others] = cloud.backups(instanceId);
    expect(others).toEqual([]);
    expect(await heldBackups(stack)).toEqual({ [instanceId]: [row?.backupId] });
    expect(await stack.up("--expect-no-changes")).toMatchObject(NOTHING);
  });
});

/** The engine tells customTimeouts to plugins alone. */
describe("customTimeouts (plugin host)", () => {
  let cloud: Emulator;
  let stack: Stack;

  const program = (seconds: number): Declarations => {
    const customTimeouts = { create: `${seconds}s`, update: `${seconds}s`, delete: `${seconds}s` };
    return { now: backup({ instanceId: "r-orders" }, { customTimeouts }) };
  };

  beforeAll(async () => {
    cloud = await startCloud({ instances: [{ instanceId: "r-orders" }] });
    cloud.faults.add({ kind: "stuckJob" });
    stack = await Stack.create({ host: "plugin", emulator: cloud, program: program(5) });
  });

  it("end the wait for a backup, whose id is kept", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 1, failures: ["create now"] });
    expect(up.output).toMatch(/customTimeouts\.create of 5 s/);
    const { now } = await stack.state();
    expect(now?.id).toBe(`r-orders:${cloud.jobs("r-orders")[0]?.jobId}`);
  });

  it("end the wait of the next up too, which begins no other backup", async () => {
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 1, failures: ["update now"] });
    expect(up.output).toMatch(/customTimeouts\.update of 5 s/);
  });

  it("may be longer then", async () => {
    cloud.console.endJob("r-orders", "Success");
    stack.write(program(300));
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["update now"] });
    expect(writes(cloud)).toEqual(["CreateBackup"]);
    expect((await stack.state())["now"]?.outputs).toMatchObject({ status: "Success" });
  });
});
