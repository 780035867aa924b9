import { z } from "zod";
import { diffFields } from "../core/diff";
import { asDone } from "../core/done-once";
import { field } from "../core/field";
import {
  askedFor,
  lateFailures,
  NOTHING_LEFT,
  overwriteFailures,
  refuseLate,
  runBefore,
} from "../core/restore-guards";
import type { Keep } from "../core/keeper";
import { defineResource } from "../core/resource";
import { triggers } from "../core/triggers";
import { hold, type Job } from "./backup-job";
import { NEVER } from "./backup-expiry";
import { instanceId, retentionDays } from "./fields";
import { backupBeforehand } from "./backup-beforehand";
import { readyInstance, refuseImpossible } from "./restore-checks";
import {
  futureFailures,
  kindFailures,
  overwriteOf,
  patternProblem,
  pointInTimeFailures,
  sameInstant,
  secondOf,
  shiftFailures,
} from "./restore-point";
import { previewRestore } from "./restore-preview";
import { awaitRestore, sendRestore } from "./restore-run";
import type { TairContext } from "./session";

const second = z.iso.datetime({ offset: true, precision: 0 });
const SECOND = 'a time in RFC 3339 with whole seconds such as "2026-11-02T08:59:30Z"';

const inputs = {
  instanceId: instanceId(),
  restoreTime: field(second.optional(), {
    description:
      "The second, in RFC 3339, to which the data goes back. Needs flashback, and can't be before it was switched on. Either this or `backupId`. A change restores again.",
    expected: SECOND,
    replaceOnChanges: true,
    same: sameInstant,
  }),
  backupId: field(z.string().regex(/^\d+$/).optional(), {
    description:
      "Id of the backup whose data comes back, where the cloud still takes that; newer documentation calls it deprecated. Either this or `restoreTime`. A change restores again.",
    expected: "the number of a backup, as a string",
    replaceOnChanges: true,
  }),
  restoreType: field(z.enum(["0", "1"]).optional(), {
    description:
      "`0` for a backup, `1` for a point in time. It follows from what is given, and has to agree with it.",
    expected: '"0" or "1"',
    replaceOnChanges: true,
  }),
  filterKey: field(z.array(z.string().superRefine(asPattern)).min(1).optional(), {
    description:
      'Regular expressions of the keys that come back, such as `order:.*`; other keys stay as they are. All keys where unset. A `*` alone repeats what is before it: `order:*` is "order", "order:", "order::". With `restoreTime` alone. A change restores again; the order means nothing.',
    expected: 'a list of regular expressions such as ["order:.*"]',
    replaceOnChanges: true,
    same: (a, b) => [...a].sort().join() === [...b].sort().join(),
  }),
  timeShift: field(second.optional(), {
    description:
      "The time, in RFC 3339, from which the rest of the life that keys had at `restoreTime` counts; after `restoreTime` and not in the future. With `restoreTime` alone. A change restores again.",
    expected: SECOND,
    replaceOnChanges: true,
    same: sameInstant,
  }),
  triggers: triggers("restores again", '{"incident": "42"}'),
  overwrite: field(z.string(), {
    description:
      "A restore overwrites live data. It only runs when this says which and with what: `<instanceId>@<restoreTime>` or `<instanceId>@<backupId>`, spelled as they are here.",
    expected:
      'the instance and what it is overwritten with, such as "r-bp1zxszhcgatnx0001@2026-11-02T08:59:30Z"',
  }),
  runBefore: runBefore(),
  backupBefore: field(z.boolean().optional(), {
    description:
      "Whether to take a backup of the data as it is before it is overwritten. Nothing deletes that backup before it expires, no destroy either. Unset: one is taken, unless the cloud says of this kind of instance that it can't be backed up; then a warning says so, and the restore goes on. `true`: a restore without a backup before fails. In any doubt nothing is restored.",
    expected: "true or false",
  }),
  backupBeforeRetention: field(z.union([z.literal(NEVER), retentionDays]).optional(), {
    description:
      "Days for which that backup is kept, 7 to 730, or -1: it never expires. Unset: 7, or as the backup policy says on classic instances, whose backups have no retention of their own.",
    expected: "a whole number of days from 7 to 730, or -1 for a backup that never expires",
  }),
};

const outputs = {
  status: field(z.enum(["Preparing", "Restoring", "Unknown", "Restored"]), {
    description:
      "`Preparing` until RestoreInstance is sent, `Restoring` until the instance is Normal again, then `Restored`. `Unknown`: the answer was lost and nothing shows. The next `up` goes on where it stopped, and never sends RestoreInstance a second time.",
  }),
  requestedAt: askedFor.requestedAt,
  restoredAt: field(z.string().optional(), {
    description: "When the instance was seen to be Normal again, in UTC.",
    stable: true,
  }),
  requestId: field(z.string().optional(), {
    description: "Id of the request, for the vendor's support; absent where the answer was lost.",
    stable: true,
  }),
  backupBeforeJobIds: field(z.array(z.string()), {
    description:
      "Jobs of the backup taken before; one per node for clusters created before 2023-12-05.",
    stable: true,
  }),
  backupBeforeStartedAt: askedFor.backupBeforeStartedAt,
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type State = Inputs & Outputs;

/** What a restore is decided by: a change of any of it restores again. */
const RUN = [
  "instanceId",
  "restoreTime",
  "backupId",
  "restoreType",
  "filterKey",
  "timeShift",
  "triggers",
] as const;

/** Data brought back in place when the resource is created. */
export const restore = defineResource<TairContext>()({
  token: "tair:Restore",
  kind: "action",
  description:
    "A restore of a classic Tair instance in place, once: it overwrites live data with what it was at a second that flashback covers, or with a backup. Other instances are restored into a new one, see `getRestoreArguments`. A destroy forgets it and changes nothing.",
  inputs,
  outputs,
  rules: [
    { needs: ["restoreTime", "backupId", "restoreType"], check: kindFailures },
    { needs: ["restoreTime", "backupId", "filterKey", "timeShift"], check: pointInTimeFailures },
    { needs: ["restoreTime", "timeShift"], check: shiftFailures },
    {
      needs: ["instanceId", "restoreTime", "backupId", "overwrite"],
      check: (inputs) => overwriteFailures(inputs, overwriteOf(inputs)),
    },
    {
      needs: [...RUN, "runBefore"],
      check: (inputs, { prior, now }) =>
        prior === undefined || runsAgain(prior, inputs)
          ? [...futureFailures(inputs, now), ...lateFailures(inputs, now)]
          : [],
    },
  ],
  unfinished: ({ status }) =>
    status === "Restored" ? undefined : { output: "status", then: "update" },
  handler: {
    create: (ctx, { inputs, keep }) => alone(ctx, inputs, () => create(ctx, inputs, keep)),
    read,
    preview: previewRestore,
    update: async (ctx, req) => ({
      outputs: await alone(ctx, req.inputs, () => update(ctx, req)),
    }),
    delete: async (ctx, { state }) => forget(ctx, state),
  },
});

function asPattern(pattern: string, check: z.core.$RefinementCtx<string>): void {
  const problem = patternProblem(pattern);
  if (problem !== undefined) check.addIssue({ code: "custom", message: problem });
}

function runsAgain(prior: Inputs, declared: Inputs): boolean {
  return diffFields(inputs, prior, declared).replaces.length > 0;
}

/** In turn with manual backups of the same run: neither works while the other does. */
function alone<T>(ctx: TairContext, { instanceId }: Inputs, work: () => Promise<T>): Promise<T> {
  return ctx.session.alone(`backup:${instanceId}`, work);
}

async function create(ctx: TairContext, inputs: Inputs, keep: Keep<Outputs>) {
  const id = `${inputs.instanceId}@${inputs.restoreTime === undefined ? inputs.backupId : secondOf(inputs.restoreTime)}`;
  const nothing: Outputs = { status: "Preparing", backupBeforeJobIds: [] };
  refuseLate(ctx, inputs);
  return { id, outputs: await carryOut(ctx, inputs, nothing, (outputs) => keep(id, outputs)) };
}

/** Checks, takes the backup, restores: the same for a creation and for one that got stuck before it restored. */
async function carryOut(
  ctx: TairContext,
  inputs: Inputs,
  prior: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  let outputs = prior;
  const instance = await readyInstance(ctx, inputs.instanceId);
  await refuseImpossible(ctx, instance, inputs);
  refuseLate(ctx, inputs);
  if (inputs.backupBefore !== false) {
    await backupBeforehand(ctx, {
      instance,
      // Who names a retention wants the backup.
      isDispensable:
        inputs.backupBefore === undefined && inputs.backupBeforeRetention === undefined,
      retentionDays: inputs.backupBeforeRetention,
      known: backupJobOf(prior),
      keep: (job) => {
        outputs = {
          ...outputs,
          backupBeforeJobIds: [...(job?.ids ?? [])],
          backupBeforeStartedAt: job?.startedAt,
        };
        keep(outputs);
      },
      words: {
        undone: "nothing was restored",
        purpose: "keeps the data as it is before the restore",
        without: "backupBefore: false restores without",
      },
    });
    // A backup takes its time.
    await readyInstance(ctx, inputs.instanceId);
    refuseLate(ctx, inputs);
  }
  const sent = await sendRestore(ctx, inputs);
  const { requestedAt, requestId } = sent;
  outputs = {
    ...outputs,
    requestedAt,
    requestId,
    status: sent.lost === undefined ? "Restoring" : "Unknown",
  };
  keep(outputs);
  return untilRestored(ctx, inputs, outputs, sent.lost, keep);
}

function backupJobOf({ backupBeforeJobIds, backupBeforeStartedAt }: Outputs): Job | undefined {
  return backupBeforeJobIds.length === 0 || backupBeforeStartedAt === undefined
    ? undefined
    : { ids: backupBeforeJobIds, startedAt: backupBeforeStartedAt };
}

async function untilRestored(
  ctx: TairContext,
  { instanceId }: Inputs,
  outputs: Outputs,
  lost: string | undefined,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { requestedAt = "", requestId } = outputs;
  const restoredAt = await awaitRestore(ctx, {
    instanceId,
    sent: { requestedAt, requestId, ...(lost === undefined ? {} : { lost }) },
    isAccepted: outputs.status === "Restoring",
    onSeen: () => keep({ ...outputs, status: "Restoring" }),
  });
  return { ...outputs, status: "Restored", restoredAt };
}

/** What was done once does not change by itself. */
async function read(ctx: TairContext, { id, prior }: { id: string; prior: State | undefined }) {
  const done = asDone(id, prior, NOTHING_LEFT);
  const job = backupJobOf(done.outputs);
  if (job !== undefined) hold(ctx, done.inputs.instanceId, job);
  return done;
}

async function update(
  ctx: TairContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const keepOutputs = (outputs: Outputs) => keep(id, outputs);
  switch (state.status) {
    case "Restored":
      return state;
    case "Preparing":
      keepOutputs(state);
      return carryOut(ctx, inputs, state, keepOutputs);
    case "Restoring":
    case "Unknown":
      keepOutputs(state);
      return untilRestored(ctx, inputs, state, undefined, keepOutputs);
  }
}

function forget(ctx: TairContext, state: State): void {
  const { status, instanceId, backupBeforeJobIds } = state;
  const goesOn = status === "Restoring" ? "; it goes on in the cloud" : "";
  const backup =
    backupBeforeJobIds.length === 0
      ? ""
      : `; the backup from before it (job ${backupBeforeJobIds.join(",")}) stays until it expires`;
  ctx.log.info(
    `the restore is forgotten, and the data of ${instanceId} stays as it is${goesOn}${backup}`,
  );
}
