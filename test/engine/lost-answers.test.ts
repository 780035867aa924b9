import type { Emulator, InstanceSeed } from "../../emulator/src";
import { startCloud } from "../support/cloud";
import { HOST_NAMES, type HostName } from "../support/hosts";
import { backup, policy, type Declaration } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

/** Slow only by waiting, and everything that waits does so at the same time. */
const TOGETHER = ["--parallel", "64"];
const TIMEOUT = 480_000;

const DECLARED = { backupRetentionPeriod: 30, preferredBackupTime: "11:00Z-12:00Z" };
const FOUND = { backupRetentionPeriod: 14, preferredBackupTime: "05:00Z-06:00Z" };

/** What is asked for when the connection breaks, and how the program comes to ask for it. */
interface Asked {
  readonly action: string;
  readonly by: "create" | "update" | "destroy";
  readonly type: Declaration["type"];
}

const ASKED = {
  create: { action: "CreateBackup", by: "create", type: "ManualBackup" },
  modify: { action: "ModifyBackupPolicy", by: "create", type: "BackupPolicy" },
  remodify: { action: "ModifyBackupPolicy", by: "update", type: "BackupPolicy" },
  extend: { action: "ModifyBackupExpireTime", by: "update", type: "ManualBackup" },
  restore: { action: "ModifyBackupPolicy", by: "destroy", type: "BackupPolicy" },
  delete: { action: "DeleteBackup", by: "destroy", type: "ManualBackup" },
} as const satisfies Record<string, Asked>;

/** A broken connection on an instance of its own, whose reads lag behind by so many seconds. */
interface Case extends Asked {
  readonly host: HostName;
  readonly name: string;
  readonly when: "before" | "after";
  readonly lag: number;
  readonly kind: "standard" | "cluster" | "old-cluster";
}

const KINDS: Record<Case["kind"], Partial<InstanceSeed>> = {
  standard: {},
  cluster: { architecture: "cluster", shardCount: 2 },
  "old-cluster": { architecture: "cluster", shardCount: 2, createdAt: "2022-03-01T00:00:00Z" },
};

/** All of them run at the same time. */
const STACKS = HOST_NAMES.flatMap((host) =>
  (["create", "update", "destroy"] as const).map((by) => ({ host, by })),
);
type StackOf = (typeof STACKS)[number];

const CASES: Case[] = HOST_NAMES.flatMap((host) =>
  Object.entries(ASKED).flatMap(([verb, asked]) =>
    (["before", "after"] as const).flatMap((when) =>
      [0, 5, 60].flatMap((lag) =>
        (["standard", "cluster", "old-cluster"] as const)
          .filter((kind) => kind === "standard" || (asked.action === "CreateBackup" && lag < 60))
          .map((kind) => {
            const name = [host, verb, when, lag, kind].join("-");
            return { ...asked, host, when, lag, kind, name };
          }),
      ),
    ),
  ),
);

const idOf = ({ name }: Case) => `r-${name}`;

describe("a connection that breaks", () => {
  let cloud: Emulator;
  const stacks = new Map<StackOf, Stack>();
  const runs = new Map<StackOf, Run>();
  /** What was held and what was there after the last `up` of each stack. */
  const backups = new Map<string, { held: string[]; there: string[] }>();
  const policies = new Map<string, object>();

  const casesOf = ({ host, by }: StackOf) =>
    CASES.filter((one) => one.host === host && one.by === by);

  const program = (which: StackOf, isChanged: boolean) =>
    Object.fromEntries(
      casesOf(which).map((one) => [
        one.name,
        one.type === "ManualBackup"
          ? backup({
              instanceId: idOf(one),
              backupRetentionPeriod: isChanged ? 90 : 30,
            })
          : policy({
              instanceId: idOf(one),
              ...DECLARED,
              ...(isChanged ? { backupRetentionPeriod: 90 } : {}),
              onDelete: which.by === "destroy" ? "restorePreviousExactly" : "retain",
            }),
      ]),
    );

  const breakConnections = (which: StackOf) => {
    for (const one of casesOf(which)) {
      const { when, action } = one;
      cloud.faults.add({ kind: "drop", when, action, instanceId: idOf(one), count: 1 });
    }
  };

  const look = async (which: StackOf, stack: Stack) => {
    const held = await heldBackups(stack);
    for (const one of casesOf(which)) {
      const id = idOf(one);
      const there = cloud.backups(id).map(({ backupId }) => backupId);
      backups.set(one.name, { held: (held[id] ?? []).sort(), there: there.sort() });
      policies.set(one.name, cloud.instances.get(id).policy);
    }
  };

  /** Creates, updates and destroys the cases of one stack, breaking connections in one of the three. */
  const run = async (which: StackOf) => {
    const { host, by } = which;
    const stack = await Stack.create({ host, emulator: cloud, program: program(which, false) });
    stacks.set(which, stack);
    const step = async (verb: Case["by"], operate: () => Promise<Run>) => {
      if (verb === by) breakConnections(which);
      const ended = await operate();
      if (verb === by) runs.set(which, ended);
      if (verb !== "destroy") await look(which, stack);
    };
    await step("create", () => stack.up(...TOGETHER));
    if (by === "update") {
      stack.write(program(which, true));
      await step("update", () => stack.up(...TOGETHER));
    }
    await step("destroy", () => stack.destroy(...TOGETHER));
  };

  beforeAll(async () => {
    const instances = CASES.map((one): InstanceSeed => ({
      instanceId: idOf(one),
      policy: FOUND,
      ...KINDS[one.kind],
    }));
    cloud = await startCloud({ instances });
    for (const one of CASES.filter(({ lag }) => lag > 0)) {
      cloud.faults.add({ kind: "readLag", seconds: one.lag, instanceId: idOf(one) });
    }
    // Reads that lag show how it was before.
    cloud.clock.advance(3 * 60_000);
    await Promise.all(STACKS.map(run));
  }, TIMEOUT);

  it.each(STACKS)("does not make a $by fail ($host host)", (which) => {
    expect(runs.get(which)).toMatchObject({ exitCode: 0, errors: [], failures: [] });
  });

  const named = (type: Case["type"]) => CASES.filter((one) => one.type === type);
  const title = "$when $action is carried out ($by, reads lag $lag s, $kind, $host host)";

  it.each(named("ManualBackup"))(`${title}: the backups in state are those in the cloud`, (one) => {
    const { held, there } = backups.get(one.name) ?? {};
    expect(held).toEqual(there);
    expect(there).toHaveLength(one.kind === "standard" ? 1 : 2);
  });

  it.each(named("ManualBackup"))(`${title}: no backup is left after destroy`, (one) => {
    expect(cloud.backups(idOf(one))).toEqual([]);
  });

  it.each(named("ManualBackup"))(`${title}: one backup was taken`, (one) => {
    const taken = cloud.requests.filter(
      ({ action, params, applied, code }) =>
        action === "CreateBackup" &&
        params["InstanceId"] === idOf(one) &&
        applied &&
        code === undefined,
    );
    expect(taken).toHaveLength(1);
  });

  it.each(named("BackupPolicy"))(`${title}: the policy is the declared one`, (one) => {
    const retention = one.by === "update" ? { backupRetentionPeriod: 90 } : {};
    expect(policies.get(one.name)).toMatchObject({ ...DECLARED, ...retention });
  });

  const restored = named("BackupPolicy").filter(({ by }) => by === "destroy");

  it.each(restored)(`${title}: destroy brings the former policy back`, (one) => {
    expect(cloud.instances.get(idOf(one)).policy).toMatchObject(FOUND);
  });

  it("leaves nothing in state after destroy", async () => {
    for (const stack of stacks.values()) expect(await stack.state()).toEqual({});
  });
});
