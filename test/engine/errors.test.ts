import type { Emulator, InstanceSeed } from "../../emulator/src";
import { commonErrors } from "../../provider/src/api/alibaba/errors";
import { createBackup } from "../../provider/src/api/alibaba/operations/create-backup";
import { deleteBackup } from "../../provider/src/api/alibaba/operations/delete-backup";
import { describeBackupPolicy } from "../../provider/src/api/alibaba/operations/describe-backup-policy";
import { describeBackupTasks } from "../../provider/src/api/alibaba/operations/describe-backup-tasks";
import { describeBackups } from "../../provider/src/api/alibaba/operations/describe-backups";
import { describeClusterBackupList } from "../../provider/src/api/alibaba/operations/describe-cluster-backup-list";
import { describeInstanceAttribute } from "../../provider/src/api/alibaba/operations/describe-instance-attribute";
import { describeParameters } from "../../provider/src/api/alibaba/operations/describe-parameters";
import { modifyBackupExpireTime } from "../../provider/src/api/alibaba/operations/modify-backup-expire-time";
import { modifyBackupPolicy } from "../../provider/src/api/alibaba/operations/modify-backup-policy";
import type { ErrorSpec } from "../../provider/src/api/operation";
import { OURS, startCloud } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { inDays } from "../support/moments";
import { backup, policy, type Declaration } from "../support/program";
import type { Run } from "../support/run";
import { heldBackups, Stack } from "../support/stack";

/** An operation, and a resource that asks for it. */
interface Asked {
  readonly operation: { readonly action: string; readonly errors: Record<string, ErrorSpec> };
  readonly by: "up" | "destroy";
  readonly declare: (instanceId: string) => Declaration;
  readonly instance?: Partial<InstanceSeed>;
}

const flashback = (instanceId: string) => policy({ instanceId, enableBackupLog: true });
const plain = (instanceId: string) => backup({ instanceId, backupRetentionPeriod: 30 });
const dated = (instanceId: string) => backup({ instanceId, expectExpireTime: inDays(30.5) });

const ASKED: Asked[] = [
  { operation: describeBackupPolicy, by: "up", declare: flashback },
  { operation: describeInstanceAttribute, by: "up", declare: flashback },
  {
    operation: describeParameters,
    by: "up",
    declare: flashback,
    instance: { appendonly: "no" },
  },
  { operation: modifyBackupPolicy, by: "up", declare: flashback },
  { operation: createBackup, by: "up", declare: plain },
  { operation: describeBackups, by: "up", declare: plain },
  { operation: describeBackupTasks, by: "up", declare: plain },
  {
    operation: describeClusterBackupList,
    by: "up",
    declare: plain,
    instance: { architecture: "cluster", shardCount: 2 },
  },
  { operation: modifyBackupExpireTime, by: "up", declare: dated },
  { operation: deleteBackup, by: "destroy", declare: plain },
];

interface Case extends Asked {
  readonly action: string;
  readonly tag: string;
  readonly code: string;
  readonly spec: ErrorSpec;
  readonly name: string;
}

/** Whose every refusal is tried, those included that each operation may give. */
const FULLY: object[] = [describeBackupPolicy, modifyBackupPolicy];

/** Every refusal that an operation is known to give. */
const CASES: Case[] = ASKED.flatMap((asked) => {
  const { action, errors } = asked.operation;
  const common = FULLY.includes(asked.operation) ? Object.entries(commonErrors) : [];
  const known = new Map<string, { tag: string; spec: ErrorSpec }>();
  for (const [tag, spec] of [...Object.entries(errors), ...common]) {
    for (const code of spec.codes) if (!known.has(code)) known.set(code, { tag, spec });
  }
  // Throttling slows everybody down; it has tests of its own.
  const tried = [...known].filter(([, { spec }]) => spec.category !== "throttled");
  return tried.map(([code, { tag, spec }], n) => {
    // Some codes differ in a capital letter alone.
    const name = `${action}-${code}-${n}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    return { ...asked, action, tag, spec, code, name };
  });
});
const idOf = ({ name }: Case) => `r-${name}`;

/** Refusals that tell enough to go on. */
const GOES_ON: Record<string, readonly string[]> = {
  DescribeBackupTasks: ["AccessDenied", "NotSupported"],
  DescribeClusterBackupList: ["AccessDenied", "NotSupported", "NotACloudNativeCluster"],
  // It is busy once here.
  ModifyBackupPolicy: ["InstanceBusy"],
  CreateBackup: ["BackupRunning", "LockTimeout"],
  DeleteBackup: ["BackupNotFound"],
};
const isTakenAsAnswer = ({ action, tag }: Case) => GOES_ON[action]?.includes(tag) ?? false;

/** What is said instead of a refusal that is but a part of the reason. */
const saidInstead = ({ action }: Case) =>
  action === "DescribeParameters" ? "could not be read (kvstore:DescribeParameters)" : undefined;

/** What a proxy or an API might say that wants to help. */
const CHATTY = Object.values(OURS)
  .flatMap((secret) => [secret, encodeURIComponent(secret)])
  .join(" ");

describe.each(HOST_NAMES)("an error of the cloud (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;
  let up: Run;
  let destroyed: Run;

  beforeAll(async () => {
    cloud = await startCloud({
      instances: CASES.map((one): InstanceSeed => ({ instanceId: idOf(one), ...one.instance })),
    });
    const program = Object.fromEntries(CASES.map((one) => [one.name, one.declare(idOf(one))]));
    stack = await Stack.create({
      host,
      emulator: cloud,
      program,
      environment: { REDIS_BACKUP_MAX_RETRIES: "0" },
    });
    const refuse = (by: Asked["by"]) => {
      for (const one of CASES.filter((asked) => asked.by === by)) {
        cloud.faults.add({
          kind: "error",
          action: one.action,
          code: one.code,
          instanceId: idOf(one),
          message: `The request failed. ${CHATTY}`,
          // What is busy is waited for.
          ...(one.spec.category === "busy" ? { count: 1 } : {}),
          // A server that fails may have done it: that one is looked for, in the lists.
          when: one.spec.category === "server" ? "after" : "before",
        });
      }
    };
    refuse("up");
    up = await stack.up("--parallel", "64", "--continue-on-error");
    cloud.faults.clear();
    refuse("destroy");
    destroyed = await stack.destroy(
      "--parallel",
      "64",
      "--target",
      "**::deletebackup-*",
      "--continue-on-error",
    );
  });

  const failures = ({ failures }: Run) => new Set(failures.map((step) => step.split(" ")[1]));
  const fails = CASES.filter((one) => !isTakenAsAnswer(one));
  const passes = CASES.filter(isTakenAsAnswer);

  it.each(fails)("fails: $action with $code", (one) => {
    const run = one.by === "up" ? up : destroyed;
    expect(failures(run)).toContain(one.name);
    const errors = run.errors.filter((error) => error.includes(idOf(one)));
    const said = saidInstead(one) ?? `(${one.code}). ${one.spec.hint ?? ""}`.trim();
    expect(errors).toEqual([expect.stringContaining(said)]);
    expect(errors[0]).not.toMatch(/undefined|null|NaN/);
  });

  it.each(passes)("goes on: $action with $code", (one) => {
    const run = one.by === "up" ? up : destroyed;
    expect(failures(run)).not.toContain(one.name);
    expect(run.errors.filter((error) => error.includes(idOf(one)))).toEqual([]);
  });

  it("keeps exactly what was made", async () => {
    const state = await stack.state();
    for (const { by, name } of passes) {
      if (by === "up") expect(state).toHaveProperty([name]);
      else expect(state).not.toHaveProperty([name]);
    }
    const held = await heldBackups(stack);
    const there = CASES.map((one): [string, string[]] => {
      // Files that were said to be gone are held by nobody.
      const isForgotten = one.by === "destroy" && passes.includes(one);
      const files = isForgotten ? [] : cloud.backups(idOf(one));
      return [idOf(one), files.map(({ backupId }) => backupId).sort()];
    });
    const sorted = Object.entries(held).map(([id, files]) => [id, [...files].sort()]);
    expect(Object.fromEntries(sorted)).toEqual(
      Object.fromEntries(there.filter(([, files]) => files.length > 0)),
    );
  });
});
