import { z } from "zod";
import { seconds } from "../core/clock";
import { field } from "../core/field";
import { originOf, proveGone } from "../core/origin";
import { defineResource, type Keep } from "../core/resource";
import { waitUntil } from "../core/wait";
import { accountId, instanceId, regionId, storageDays } from "./fields";
import {
  agrees,
  findPolicy,
  livePolicy,
  partialPolicyShape,
  policyShape,
  writePolicy,
  type PartialPolicy,
  type Policy,
} from "./policy";
import type { CrsContext } from "./session";

const inputs = {
  instanceId: instanceId(),
  timePeriod: field(z.string().refine(isWholeHour, "is not one whole hour"), {
    description:
      "The hour in which the daily automatic backup starts, in China time: one whole hour such as `02:00-03:00`.",
    expected: 'one whole hour in China time such as "02:00-03:00", or "23:00-00:00"',
    live: true,
  }),
  backupStorageDays: field(storageDays.optional(), {
    description:
      "Days for which automatic backups are kept; other than 7 needs a ticket with the vendor. Unset: not managed, kept as it is.",
    expected: "a whole number of days from 1 to 1825",
    live: true,
  }),
  onDelete: field(
    z
      .enum(["restorePrevious", "restorePreviousExactly", "retain", "reset"])
      .default("restorePrevious"),
    {
      description:
        "A policy can't be deleted. `restorePrevious` writes back, for the fields that are set, what was found at creation, but never lowers a retention; `restorePreviousExactly` does; `retain` leaves it; `reset` sets the retention to 7 days. After an import there is no previous policy, and both restores leave it. Nothing is written when somebody else has changed the policy since.",
      expected: '"restorePrevious", "restorePreviousExactly", "retain" or "reset"',
    },
  ),
};

const outputs = {
  previousPolicy: field(policyShape.optional(), {
    description:
      "The policy found at creation. Absent after an import, and where a resource of the same run had written it.",
    stable: true,
  }),
  appliedPolicy: field(partialPolicyShape.optional(), {
    description:
      "The managed fields as this resource last wrote them. Absent until a write has been seen to work.",
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
export const backupPolicy = defineResource<CrsContext>()({
  token: "crs:BackupPolicy",
  kind: "setting",
  settingOf: "instanceId",
  description:
    "The automatic backup policy of a TencentDB for Redis instance: in which hour the daily backup is taken, and how long it is kept. Fields that are not set are left as they are.",
  inputs,
  outputs,
  refusedInputs: {
    weekDays:
      "can't be had: the API takes days of the week and ignores them, and backs up every day.",
  },
  handler: {
    create: (ctx, { inputs, keep }) =>
      ctx.session.alone(`policy:${inputs.instanceId}`, () => create(ctx, inputs, keep)),
    read,
    preview: async (ctx, { inputs }) => void (await livePolicy(ctx, inputs.instanceId)),
    update: (ctx, req) => ctx.session.alone(`policy:${req.id}`, () => update(ctx, req)),
    delete: (ctx, req) => ctx.session.alone(`policy:${req.id}`, () => remove(ctx, req)),
  },
});

/** On the hour, and the next hour after it; the last of the day ends at midnight. */
function isWholeHour(text: string): boolean {
  const match = /^([01]\d|2[0-3]):00-([01]\d|2[0-3]):00$/.exec(text);
  return match !== null && (Number(match[1]) + 1) % 24 === Number(match[2]);
}

/** The part of a policy that the user manages. */
function managedOf(inputs: Inputs, policy: Policy): Policy {
  const { timePeriod, backupStorageDays } = policy;
  return inputs.backupStorageDays === undefined
    ? { timePeriod }
    : { timePeriod, backupStorageDays };
}

async function create(ctx: CrsContext, inputs: Inputs, keep: Keep<Outputs>) {
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
  ctx: CrsContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const { appliedPolicy } = state;
  const wanted = managedOf(inputs, inputs);
  // State holds what was declared before, or what a refresh has found since.
  const isKnown = agrees(managedOf(state, state), wanted);
  if (isKnown && appliedPolicy !== undefined && agrees(appliedPolicy, wanted)) {
    return outputsOf(state, wanted);
  }
  const live = await livePolicy(ctx, id);
  return apply(ctx, inputs, live, state, (outputs) => keep(id, outputs));
}

/** The same for create and update: the declared fields over the live ones. */
async function apply(
  ctx: CrsContext,
  inputs: Inputs,
  live: Policy,
  kept: Kept,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const wanted = managedOf(inputs, inputs);
  keep(outputsOf(kept, undefined));
  ctx.session.policiesWritten.add(inputs.instanceId);
  await writePolicy(ctx, inputs.instanceId, { ...live, ...wanted });
  return outputsOf(kept, wanted);
}

function outputsOf(kept: Kept, appliedPolicy: Outputs["appliedPolicy"]): Outputs {
  const { previousPolicy, regionId, accountId } = kept;
  return { previousPolicy, appliedPolicy, regionId, accountId };
}

async function read(ctx: CrsContext, { id, prior }: { id: string; prior: State | undefined }) {
  const live = await findPolicy(ctx, id);
  if (live === undefined) {
    if (prior !== undefined) await proveGone(ctx, `instance ${id}`, prior);
    return undefined;
  }
  const none = { ...(await originOfImport(ctx, prior)), previousPolicy: undefined };
  return {
    inputs: { instanceId: id, ...live },
    outputs: prior ?? outputsOf(none, undefined),
  };
}

async function originOfImport(ctx: CrsContext, prior: State | undefined) {
  return prior ?? originOf(ctx);
}

async function remove(
  ctx: CrsContext,
  { id, state, isDeclared }: { id: string; state: State; isDeclared: boolean },
): Promise<void> {
  const { onDelete } = state;
  if (onDelete === "retain") return ctx.log.info("the policy is left as it is (onDelete: retain)");
  // The one that a rename made may have been written by an earlier run, which failed elsewhere.
  if (isDeclared || ctx.session.policiesWritten.has(id)) {
    return ctx.log.info("the policy is left as it is: another resource of this program has it");
  }
  const written = state.appliedPolicy ?? managedOf(state, state);
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
  const target =
    onDelete === "reset" ? { ...live, backupStorageDays: 7 } : before(ctx, state, live);
  if (target === undefined || agrees(live, target)) return;
  await writePolicy(ctx, id, target);
  ctx.log.info(
    `the policy is now ${target.timePeriod} China time, kept ${target.backupStorageDays ?? "?"} days`,
  );
}

const READS_SETTLE_WITHIN_MS = seconds(90);

/**
 * The live policy. One that is what was there before this resource may be a read that lags behind our
 * own write, and gets the time to show it.
 */
function settledPolicy(
  ctx: CrsContext,
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

/** The previous values of the managed fields over the live ones; keeps the longer retention and says so. */
function before(ctx: CrsContext, state: State, live: Policy): Policy | undefined {
  const { previousPolicy, onDelete } = state;
  if (previousPolicy === undefined) {
    ctx.log.warn("the policy is left as it is: state holds no policy from before this resource");
    return undefined;
  }
  const { timePeriod, backupStorageDays } = managedOf(state, previousPolicy);
  const target: Policy = {
    timePeriod,
    backupStorageDays: backupStorageDays ?? live.backupStorageDays,
  };
  const isLower = (live.backupStorageDays ?? 0) > (target.backupStorageDays ?? 0);
  if (!isLower || onDelete === "restorePreviousExactly") return target;
  ctx.log.warn(
    `kept the retention of ${live.backupStorageDays} days, which is stronger than the ${target.backupStorageDays} days from before (onDelete: restorePreviousExactly would lower it)`,
  );
  return { ...target, backupStorageDays: live.backupStorageDays };
}
