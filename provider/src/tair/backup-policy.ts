import { z } from "zod";
import { show } from "../core/check";
import { seconds } from "../core/clock";
import { field } from "../core/field";
import { defineResource, type Keep } from "../core/resource";
import { waitUntil } from "../core/wait";
import {
  fromUtc,
  sortDays,
  startHour,
  toUtc,
  WEEKDAYS,
  zoneProblem,
  type Weekday,
} from "./backup-window";
import { accountId, instanceId, onlyInstance, regionId, retentionDays } from "./fields";
import { lookAhead, recentRows, sizeOfNewest, storageWarning } from "./forecast";
import { originOf, proveGone } from "../core/origin";
import { eachInstance } from "./instances";
import {
  agrees,
  findPolicy,
  livePolicy,
  refuseImpossibleFlashback,
  partialPolicyShape,
  policyShape,
  writePolicy,
  type PartialPolicy,
  type Policy,
} from "./policy";
import type { TairContext } from "./session";

const weekday = z.enum(WEEKDAYS);
const sameDays = (a: readonly Weekday[], b: readonly Weekday[]) =>
  sortDays(a).join() === sortDays(b).join();

const inputs = {
  instanceId: instanceId(),
  preferredBackupPeriod: field(
    z
      .array(weekday)
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, "names a day twice"),
    {
      description:
        "Days of the week on which automatic backups are taken, in UTC or in `timeZone`. A set: the order means nothing.",
      expected: `a list of one to seven different days out of ${WEEKDAYS.join(", ")}`,
      live: true,
      same: sameDays,
    },
  ),
  preferredBackupTime: field(z.string(), {
    description:
      "The hour in which automatic backups start: one whole hour in UTC, such as `02:00Z-03:00Z`; with `timeZone`, in that zone, such as `02:00-03:00`.",
    expected:
      'one whole hour such as "02:00Z-03:00Z" in UTC, or "02:00-03:00" together with timeZone',
    live: true,
  }),
  timeZone: field(z.string().optional(), {
    description:
      "IANA time zone in which the window and the days are given, such as `Asia/Shanghai`. Both are converted to UTC, which may shift the days; after a daylight-saving change the next `up` corrects them. Zones whose offset is not a whole number of hours are refused.",
    expected: 'a time zone name such as "Asia/Shanghai"',
  }),
  backupRetentionPeriod: field(retentionDays.optional(), {
    description: "Days for which automatic backups are kept. Unset: not managed, kept as it is.",
    expected: "a whole number of days from 7 to 730",
    live: true,
  }),
  enableBackupLog: field(z.boolean().optional(), {
    description:
      "Data flashback: restore to any second. Only on Tair DRAM-based and persistent memory-optimized instances with `appendonly` at `yes`. `false` switches it off. Unset: not managed, kept as it is.",
    expected: "true or false",
    live: true,
  }),
  onDelete: field(
    z
      .enum(["restorePrevious", "restorePreviousExactly", "retain", "reset"])
      .default("restorePrevious"),
    {
      description:
        "A policy can't be deleted. `restorePrevious` writes back, for the fields that are set, what was found at creation, but never lowers a retention and never switches flashback off; `restorePreviousExactly` does; `retain` leaves it; `reset` sets retention 7 and flashback off. After an import there is no previous policy, and both restores leave it. Nothing is written when somebody else has changed the policy since.",
      expected: '"restorePrevious", "restorePreviousExactly", "retain" or "reset"',
    },
  ),
};

const outputs = {
  effectiveBackupTime: field(z.string(), {
    description:
      "The window in UTC, as this resource last wrote it, or found it at an import; `getBackupPolicy` has the live one.",
  }),
  effectiveBackupPeriod: field(z.array(weekday), {
    description:
      "The days in UTC, as this resource last wrote them, or found them at an import; `getBackupPolicy` has the live ones.",
  }),
  previousPolicy: field(policyShape.optional(), {
    description:
      "The policy found at creation, in UTC. Absent after an import, and where a resource of the same run had written it.",
    stable: true,
  }),
  appliedPolicy: field(partialPolicyShape.optional(), {
    description:
      "The managed fields as this resource last wrote them, in UTC. Absent until a write has been seen to work.",
  }),
  regionId: regionId(),
  accountId: accountId(),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type State = Inputs & Outputs;
/** Outputs that stay as they are from creation on. */
type Kept = Pick<Outputs, "regionId" | "accountId" | "previousPolicy">;

/** The automatic backup policy of an instance. */
export const backupPolicy = defineResource<TairContext>()({
  token: "tair:BackupPolicy",
  kind: "setting",
  settingOf: "instanceId",
  description:
    "The automatic backup policy of a Tair or ApsaraDB for Redis instance: when backups are taken, how long they are kept, and data flashback. Fields that are not set are left as they are.",
  inputs,
  outputs,
  listInputs: { instanceId: onlyInstance() },
  rules: [
    {
      needs: ["timeZone"],
      check: ({ timeZone }, { now }) => {
        const problem = timeZone === undefined ? undefined : zoneProblem(timeZone, now);
        return problem === undefined
          ? []
          : [{ property: "timeZone", reason: `${show(timeZone)} ${problem}.` }];
      },
    },
    {
      needs: ["preferredBackupTime", "timeZone"],
      check: ({ preferredBackupTime, timeZone }) => {
        const problem = windowProblem(preferredBackupTime, timeZone);
        return problem === undefined ? [] : [{ property: "preferredBackupTime", reason: problem }];
      },
    },
  ],
  shifted: ({ state, inputs, now }) => {
    if (inputs.timeZone === undefined || state.effectiveBackupTime === undefined) return [];
    const wanted = utcWindow(inputs, now);
    return [
      ...(wanted.time === state.effectiveBackupTime ? [] : ["preferredBackupTime"]),
      ...(sameDays(wanted.days, state.effectiveBackupPeriod) ? [] : ["preferredBackupPeriod"]),
    ];
  },
  handler: {
    create: (ctx, { inputs, keep }) =>
      ctx.session.alone(`policy:${inputs.instanceId}`, () => create(ctx, inputs, keep)),
    read,
    preview,
    list: async function* (ctx, filter) {
      for await (const { instanceId, name } of eachInstance(ctx, filter)) {
        yield { id: instanceId, name };
      }
    },
    update: (ctx, req) => ctx.session.alone(`policy:${req.id}`, () => update(ctx, req)),
    delete: (ctx, req) => ctx.session.alone(`policy:${req.id}`, () => remove(ctx, req)),
  },
});

function windowProblem(time: string, timeZone: string | undefined): string | undefined {
  if (timeZone === undefined) {
    if (startHour(time, "utc") !== undefined) return undefined;
    const local = startHour(time, "local") === undefined ? "" : " Times without Z need timeZone.";
    return `${show(time)} is not a UTC window of one whole hour such as "02:00Z-03:00Z".${local}`;
  }
  if (startHour(time, "local") !== undefined) return undefined;
  const utc =
    startHour(time, "utc") === undefined ? "" : " Z means UTC: leave out either Z or timeZone.";
  return `${show(time)} is not a window of one whole hour in ${timeZone} such as "02:00-03:00".${utc}`;
}

function utcWindow(inputs: Inputs, now: number) {
  return toUtc(
    { days: inputs.preferredBackupPeriod, time: inputs.preferredBackupTime },
    inputs.timeZone,
    now,
  );
}

/** What the user declares, in UTC: the managed fields and nothing else. */
function declared(inputs: Inputs, now: number): Policy {
  const { days, time } = utcWindow(inputs, now);
  return managedOf(inputs, {
    preferredBackupTime: time,
    preferredBackupPeriod: days,
    backupRetentionPeriod: inputs.backupRetentionPeriod,
    enableBackupLog: inputs.enableBackupLog,
  });
}

/** The part of a policy that the user manages. */
function managedOf(inputs: Inputs, policy: Policy): Policy {
  const { preferredBackupTime, preferredBackupPeriod } = policy;
  return {
    preferredBackupTime,
    preferredBackupPeriod,
    ...(inputs.backupRetentionPeriod === undefined
      ? {}
      : { backupRetentionPeriod: policy.backupRetentionPeriod }),
    ...(inputs.enableBackupLog === undefined ? {} : { enableBackupLog: policy.enableBackupLog }),
  };
}

async function create(ctx: TairContext, inputs: Inputs, keep: Keep<Outputs>) {
  const { instanceId } = inputs;
  const live = await livePolicy(ctx, instanceId);
  const origin = await originOf(ctx);
  // What a resource of this run wrote is not what was there before.
  const previousPolicy = ctx.session.policiesWritten.has(instanceId) ? undefined : live;
  const outputs = await apply(ctx, inputs, live, { ...origin, previousPolicy }, (outputs) =>
    keep(instanceId, outputs),
  );
  return { id: instanceId, outputs };
}

async function update(
  ctx: TairContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const { appliedPolicy } = state;
  const wanted = declared(inputs, ctx.api.now());
  // State holds what was declared before, or what a refresh has found since.
  const isKnown = agrees(declared(state, ctx.api.now()), wanted);
  if (isKnown && appliedPolicy !== undefined && agrees(appliedPolicy, wanted)) {
    return outputsOf(wanted, state, wanted);
  }
  const live = await livePolicy(ctx, id);
  return apply(ctx, inputs, live, state, (outputs) => keep(id, outputs));
}

/** The same for create and update: the declared fields over the live ones. */
async function apply(
  ctx: TairContext,
  inputs: Inputs,
  live: Policy,
  kept: Kept,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const wanted = declared(inputs, ctx.api.now());
  const policy = { ...live, ...wanted };
  keep(outputsOf(policy, kept, undefined));
  ctx.session.policiesWritten.add(inputs.instanceId);
  await writePolicy(ctx, inputs.instanceId, policy);
  return outputsOf(policy, kept, wanted);
}

function outputsOf(policy: Policy, kept: Kept, appliedPolicy: Outputs["appliedPolicy"]): Outputs {
  return {
    effectiveBackupTime: policy.preferredBackupTime,
    effectiveBackupPeriod: policy.preferredBackupPeriod,
    previousPolicy: kept.previousPolicy,
    appliedPolicy,
    regionId: kept.regionId,
    accountId: kept.accountId,
  };
}

async function read(ctx: TairContext, { id, prior }: { id: string; prior: State | undefined }) {
  const live = await findPolicy(ctx, id);
  if (live === undefined) {
    if (prior !== undefined) await proveGone(ctx, `instance ${id}`, prior);
    return undefined;
  }
  const window = fromUtc(
    { days: live.preferredBackupPeriod, time: live.preferredBackupTime },
    prior?.timeZone,
    ctx.api.now(),
  );
  return {
    inputs: {
      instanceId: id,
      preferredBackupPeriod: window.days,
      preferredBackupTime: window.time,
      backupRetentionPeriod: live.backupRetentionPeriod,
      enableBackupLog: live.enableBackupLog,
    },
    outputs:
      prior === undefined
        ? outputsOf(live, { ...(await originOf(ctx)), previousPolicy: undefined }, undefined)
        : prior,
  };
}

/** What `up` would run into, by reads alone. */
async function preview(
  ctx: TairContext,
  { inputs, state }: { inputs: Inputs; state: State | undefined },
): Promise<void> {
  const { instanceId, backupRetentionPeriod, enableBackupLog } = inputs;
  const wanted = declared(inputs, ctx.api.now());
  if (state !== undefined && agrees(declared(state, ctx.api.now()), wanted)) return;
  const instance = await lookAhead(ctx, instanceId);
  const live = await livePolicy(ctx, instanceId);
  if (enableBackupLog === true && live.enableBackupLog === false) {
    await refuseImpossibleFlashback(ctx, instance);
  }
  const isLonger = (backupRetentionPeriod ?? 0) > (live.backupRetentionPeriod ?? Infinity);
  if (backupRetentionPeriod === undefined || !isLonger) return;
  const warning = storageWarning(instance, {
    copies: Math.ceil((backupRetentionPeriod / 7) * inputs.preferredBackupPeriod.length),
    bytesEach: sizeOfNewest(await recentRows(ctx, instance)),
    how: `a retention of ${backupRetentionPeriod} days`,
  });
  if (warning !== undefined) ctx.log.warn(warning);
}

async function remove(
  ctx: TairContext,
  { id, state, isDeclared }: { id: string; state: State; isDeclared: boolean },
): Promise<void> {
  const { onDelete } = state;
  if (onDelete === "retain") return ctx.log.info("the policy is left as it is (onDelete: retain)");
  // The one that a rename made may have been written by an earlier run, which failed elsewhere.
  if (isDeclared || ctx.session.policiesWritten.has(id)) {
    return ctx.log.info("the policy is left as it is: another resource of this program has it");
  }
  const written = state.appliedPolicy ?? declared(state, ctx.api.now());
  const live = await settledPolicy(ctx, id, written, state.previousPolicy);
  if (live === undefined) {
    await proveGone(ctx, `instance ${id}`, state);
    return ctx.log.info("the instance is gone, and its policy with it");
  }
  if (!agrees(live, written)) {
    return ctx.log.warn(
      "the policy is left as it is: it is no longer what this resource last wrote, so somebody else has changed it",
    );
  }
  const target = onDelete === "reset" ? resetOf(live) : restored(ctx, state, live);
  if (target === undefined || agrees(live, target)) return;
  await writePolicy(ctx, id, target);
  ctx.log.info(`the policy is now ${describe(target)}`);
}

/**
 * The live policy. One that is what was there before this resource may be a read that lags behind our
 * own write, and gets the time to show it.
 */
function settledPolicy(
  ctx: TairContext,
  id: string,
  written: PartialPolicy,
  previous: Policy | undefined,
): Promise<Policy | undefined> {
  const began = ctx.clock.now();
  return waitUntil<Policy | undefined>(ctx, {
    what: `the policy of ${id} as it was written`,
    upToMs: 2 * READS_SETTLE_WITHIN_MS,
    poll: async () => {
      const live = await findPolicy(ctx, id);
      const mayLag =
        live !== undefined &&
        previous !== undefined &&
        !agrees(live, written) &&
        agrees(live, previous);
      const isOver = ctx.clock.now() - began > READS_SETTLE_WITHIN_MS;
      return mayLag && !isOver
        ? { state: "pending", saw: "the one from before" }
        : { state: "done", value: live };
    },
  });
}

const READS_SETTLE_WITHIN_MS = seconds(90);

const resetOf = (live: Policy): Policy => ({
  ...live,
  backupRetentionPeriod: 7,
  enableBackupLog: false,
});

/** The previous values of the managed fields over the live ones; keeps what is stronger and says so. */
function restored(ctx: TairContext, state: State, live: Policy): Policy | undefined {
  const previous = state.previousPolicy;
  if (previous === undefined) {
    ctx.log.warn(`the policy is left as it is: state holds no policy from before this resource`);
    return undefined;
  }
  const target = { ...live, ...defined(managedOf(state, previous)) };
  if (state.onDelete === "restorePreviousExactly") return target;
  const keepRetention = (live.backupRetentionPeriod ?? 0) > (target.backupRetentionPeriod ?? 0);
  const keepFlashback = live.enableBackupLog === true && target.enableBackupLog === false;
  if (keepRetention) {
    ctx.log.warn(
      `kept the retention of ${live.backupRetentionPeriod} days, which is stronger than the ${target.backupRetentionPeriod} days from before (onDelete: restorePreviousExactly would lower it)`,
    );
  }
  if (keepFlashback) {
    ctx.log.warn(
      "kept flashback on, which is stronger than off as before (onDelete: restorePreviousExactly would switch it off)",
    );
  }
  return {
    ...target,
    ...(keepRetention ? { backupRetentionPeriod: live.backupRetentionPeriod } : {}),
    ...(keepFlashback ? { enableBackupLog: true } : {}),
  };
}

/** Without what is absent, so that it doesn't hide a live value. */
function defined(policy: Policy): Policy {
  return Object.fromEntries(
    Object.entries(policy).filter(([, value]) => value !== undefined),
  ) as Policy;
}

function describe(policy: Policy): string {
  const log = policy.enableBackupLog === true ? ", flashback on" : "";
  return `${policy.preferredBackupPeriod.join(", ")} ${policy.preferredBackupTime}, kept ${policy.backupRetentionPeriod ?? "?"} days${log}`;
}
