import type { Emulator, InstanceSeed, PolicySeed } from "../../emulator/src";
import { during, startCloud, writes } from "../support/cloud";
import { HOST_NAMES, LOOKS_FIRST } from "../support/hosts";
import { backup, policy, type Declarations } from "../support/program";
import type { Run } from "../support/run";
import { Stack } from "../support/stack";

const FOUND: PolicySeed = {
  preferredBackupTime: "05:00Z-06:00Z",
  preferredBackupPeriod: ["Sunday"],
  backupRetentionPeriod: 14,
  enableBackupLog: false,
};

const DECLARED: PolicySeed = {
  preferredBackupTime: "02:00Z-03:00Z",
  preferredBackupPeriod: ["Monday"],
  backupRetentionPeriod: 30,
  enableBackupLog: true,
};

const ON_DELETE = ["restorePrevious", "restorePreviousExactly", "retain", "reset"] as const;

describe.each(HOST_NAMES)("a policy that is destroyed (%s host)", (host) => {
  /** What each option leaves behind. */
  const LEFT: Record<(typeof ON_DELETE)[number], object> = {
    restorePrevious: { ...FOUND, backupRetentionPeriod: 30, enableBackupLog: true },
    restorePreviousExactly: FOUND,
    retain: DECLARED,
    reset: { ...DECLARED, backupRetentionPeriod: 7, enableBackupLog: false },
  };
  /** Options that an `up` right before the destroy has changed, and which lead elsewhere. */
  const BEFORE: Record<(typeof ON_DELETE)[number], string> = {
    restorePrevious: "reset",
    restorePreviousExactly: "retain",
    retain: "restorePreviousExactly",
    reset: "restorePrevious",
  };
  const OTHERS: Record<string, PolicySeed> = {
    "r-stronger-before": { ...FOUND, backupRetentionPeriod: 60, enableBackupLog: true },
    "r-window-only": { ...FOUND, backupRetentionPeriod: 100, enableBackupLog: true },
    "r-changed-meanwhile": FOUND,
    "r-released": FOUND,
  };
  let cloud: Emulator;
  let stack: Stack;
  let destroy: Run;

  const program = (chosen: (onDelete: (typeof ON_DELETE)[number]) => string): Declarations => ({
    ...Object.fromEntries(
      ON_DELETE.flatMap((onDelete) => [
        [
          `${onDelete}-always`,
          policy({ instanceId: idOf(onDelete, "always"), ...DECLARED, onDelete }),
        ],
        [
          `${onDelete}-lately`,
          policy({
            instanceId: idOf(onDelete, "lately"),
            ...DECLARED,
            onDelete: chosen(onDelete),
          }),
        ],
      ]),
    ),
    "stronger-before": policy({ instanceId: "r-stronger-before", ...DECLARED }),
    "window-only": policy({ instanceId: "r-window-only" }),
    "changed-meanwhile": policy({ instanceId: "r-changed-meanwhile", ...DECLARED }),
    released: policy({ instanceId: "r-released", ...DECLARED }),
  });

  beforeAll(async () => {
    const found = ON_DELETE.flatMap((onDelete) => [
      idOf(onDelete, "always"),
      idOf(onDelete, "lately"),
    ]).map((instanceId): InstanceSeed => ({ instanceId, policy: FOUND }));
    const others = Object.entries(OTHERS).map(([instanceId, seed]) => ({
      instanceId,
      policy: seed,
    }));
    cloud = await startCloud({ instances: [...found, ...others] });
    stack = await Stack.create({
      host,
      emulator: cloud,
      program: program((onDelete) => BEFORE[onDelete]),
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });

    cloud.requests.length = 0;
    stack.write(program((onDelete) => onDelete));
    const changed = await stack.up();
    expect(changed.steps).toEqual(ON_DELETE.map((onDelete) => `update ${onDelete}-lately`).sort());
    expect(writes(cloud)).toEqual([]);

    cloud.console.setPolicy("r-changed-meanwhile", { backupRetentionPeriod: 365 });
    cloud.instances.release("r-released");
    destroy = await stack.destroy();
  });

  it("ends well, and leaves nothing in state", async () => {
    expect(destroy).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.state()).toEqual({});
  });

  it.each(ON_DELETE)("leaves what %s says", (onDelete) => {
    expect(cloud.instances.get(idOf(onDelete, "always")).policy).toMatchObject(LEFT[onDelete]);
  });

  it.each(ON_DELETE)("leaves what %s says when that was changed right before", (onDelete) => {
    expect(cloud.instances.get(idOf(onDelete, "lately")).policy).toMatchObject(LEFT[onDelete]);
  });

  it("gets back a former policy that was the stronger one", () => {
    const { policy } = cloud.instances.get("r-stronger-before");
    expect(policy).toMatchObject(OTHERS["r-stronger-before"] ?? {});
  });

  it("names both retentions, and flashback, where it keeps the stronger", () => {
    expect(destroy.output).toContain(
      "r-restore-previous-always: kept the retention of 30 days, which is stronger than the 14 days from before",
    );
    expect(destroy.output).toContain("r-restore-previous-always: kept flashback on");
  });

  it("does not touch what it never managed", () => {
    expect(cloud.instances.get("r-window-only").policy).toMatchObject({
      ...FOUND,
      backupRetentionPeriod: 100,
      enableBackupLog: true,
    });
  });

  it("leaves a policy that somebody else has changed meanwhile, and says so", () => {
    const { policy } = cloud.instances.get("r-changed-meanwhile");
    expect(policy).toMatchObject({ ...DECLARED, backupRetentionPeriod: 365 });
    expect(destroy.output).toMatch(
      /r-changed-meanwhile: the policy is left as it is: .*changed it/,
    );
  });

  it("has nothing to do on an instance that is gone", () => {
    expect(writes(cloud, "r-released")).toEqual([]);
    // Otherwise the refresh before the destroy has taken it out of state.
    if (!LOOKS_FIRST[host]) expect(destroy.output).toContain("r-released: the instance is gone");
  });
});

describe.each(HOST_NAMES)("a backup that is destroyed (%s host)", (host) => {
  const INSTANCES: InstanceSeed[] = [
    { instanceId: "r-delete" },
    { instanceId: "r-retain" },
    { instanceId: "r-retain-lately" },
    { instanceId: "r-delete-lately" },
    { instanceId: "r-adopted" },
    { instanceId: "r-delete-adopted" },
    { instanceId: "r-cluster", architecture: "cluster", shardCount: 3 },
    { instanceId: "r-old-cluster", architecture: "cluster", createdAt: "2022-03-01T00:00:00Z" },
    { instanceId: "r-gone-already" },
    { instanceId: "r-released" },
  ];
  let cloud: Emulator;
  let stack: Stack;
  let destroy: Run;

  const program = (now: boolean): Declarations => ({
    delete: backup({ instanceId: "r-delete" }),
    retain: backup({ instanceId: "r-retain", onDelete: "retain" }),
    "retain-lately": backup({
      instanceId: "r-retain-lately",
      onDelete: now ? "retain" : "delete",
    }),
    "delete-lately": backup({
      instanceId: "r-delete-lately",
      onDelete: now ? "delete" : "retain",
    }),
    adopted: backup({ instanceId: "r-adopted", ifBackupRunning: "adopt" }),
    "delete-adopted": backup({
      instanceId: "r-delete-adopted",
      ifBackupRunning: "adopt",
      onDelete: now ? "deleteAdopted" : "delete",
    }),
    cluster: backup({ instanceId: "r-cluster" }),
    "old-cluster": backup({ instanceId: "r-old-cluster" }),
    "gone-already": backup({ instanceId: "r-gone-already" }),
    released: backup({ instanceId: "r-released" }),
  });

  const left = (instanceId: string) => cloud.backups(instanceId).length;

  beforeAll(async () => {
    cloud = await startCloud({ instances: INSTANCES });
    const adopted = ["r-adopted", "r-delete-adopted"];
    for (const instanceId of adopted) {
      cloud.faults.add({ kind: "stuckJob", instanceId });
      cloud.console.startBackup(instanceId, { mode: "Manual" });
    }
    stack = await Stack.create({ host, emulator: cloud, program: program(false) });
    const ended = stack.up();
    for (const instanceId of adopted) {
      await during(ended, "a running job was seen", () => hasSeenTasks(cloud, instanceId));
      cloud.console.endJob(instanceId, "Success");
    }
    const up = await ended;
    expect(up).toMatchObject({ exitCode: 0, errors: [] });
    expect(left("r-cluster")).toBe(3);
    expect(left("r-old-cluster")).toBe(2);

    stack.write(program(true));
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    // A younger backup would get the time to show in the lists.
    cloud.clock.advance(10 * 60_000);
    cloud.console.deleteBackup(
      "r-gone-already",
      cloud.backups("r-gone-already")[0]?.backupId ?? "",
    );
    cloud.instances.release("r-released");
    destroy = await stack.destroy();
  });

  it("ends well, and leaves nothing in state", async () => {
    expect(destroy).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.state()).toEqual({});
  });

  it.each([
    ["is deleted where nothing else is said", "r-delete", 0],
    ["stays with onDelete retain", "r-retain", 1],
    ["stays when onDelete was changed to retain right before", "r-retain-lately", 1],
    ["is deleted when onDelete was changed to delete right before", "r-delete-lately", 0],
    ["stays when it was adopted", "r-adopted", 1],
    ["is deleted with onDelete deleteAdopted when it was adopted", "r-delete-adopted", 0],
    ["is deleted on every node of a cluster", "r-cluster", 0],
    ["is deleted on every node of a cluster from before 2023-12-05", "r-old-cluster", 0],
    ["may be gone already", "r-gone-already", 0],
  ])("%s", (_what, instanceId, count) => {
    expect(left(instanceId)).toBe(count);
  });

  it("says why an adopted one stays", () => {
    expect(destroy.output).toContain(
      'r-adopted: the backup is retained: it was adopted (onDelete: "deleteAdopted" deletes it)',
    );
  });
});

describe.each(HOST_NAMES)("a backup that can't be destroyed (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  const program = (onDelete: string): Declarations => ({
    last: backup({ instanceId: "r-last", allowDeleteLast: onDelete === "retain" }),
    classic: backup({ instanceId: "r-classic", onDelete }),
  });

  beforeAll(async () => {
    const classic = { instanceType: "Redis", cloudNative: false } as const;
    cloud = await startCloud({
      instances: [{ instanceId: "r-last" }, { instanceId: "r-classic", ...classic }],
    });
    stack = await Stack.create({ host, emulator: cloud, program: program("delete") });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  });

  it("is kept in state with the reason, when it's the last of its instance", async () => {
    const destroy = await stack.destroy("--target", stack.urn("ManualBackup", "last"));
    expect(destroy).toMatchObject({ exitCode: 1, failures: ["delete last"] });
    expect(destroy.errors[0]).toMatch(/only successful backup of r-last.*allowDeleteLast: true/);
    expect(cloud.backups("r-last")).toHaveLength(1);
  });

  it("is kept in state with the reason, when it's on a classic instance", async () => {
    const destroy = await stack.destroy("--target", stack.urn("ManualBackup", "classic"));
    expect(destroy).toMatchObject({ exitCode: 1, failures: ["delete classic"] });
    expect(destroy.errors[0]).toMatch(/r-classic can't be deleted.*onDelete: "retain"/);
    expect(Object.keys(await stack.state()).sort()).toEqual(["classic", "last"]);
  });

  it("can be destroyed after the advice was taken", async () => {
    stack.write(program("retain"));
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.destroy()).toMatchObject({ exitCode: 0, errors: [] });
    expect(cloud.backups("r-last")).toEqual([]);
    expect(cloud.backups("r-classic")).toHaveLength(1);
  });
});

function hasSeenTasks(cloud: Emulator, instanceId: string): boolean {
  return cloud.requests.some(
    ({ action, params }) => action === "DescribeBackupTasks" && params["InstanceId"] === instanceId,
  );
}

function idOf(onDelete: string, when: string): string {
  return `r-${onDelete.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-${when}`;
}
