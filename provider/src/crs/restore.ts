import { z } from "zod";
import { diffFields } from "../core/diff";
import { asDone } from "../core/done-once";
import { JobFailed, Refused } from "../core/errors";
import { field } from "../core/field";
import {
  askedFor,
  isFresh,
  lateFailures,
  NOTHING_LEFT,
  overwriteFailures,
  refuseLate,
  runBefore,
  warnOfLongOpen,
} from "../core/restore-guards";
import type { Keep } from "../core/keeper";
import { defineResource } from "../core/resource";
import { triggers } from "../core/triggers";
import { findInLists, type WireBackup } from "./backup-list";
import { newTag } from "./backup-tag";
import { awaitBackup, secondOf, startBackup, type Started } from "./backup-task";
import { instanceId, storageDays } from "./fields";
import { lookAhead, warnOfTicket } from "./forecast";
import { findInstance } from "./instances";
import { awaitRestore, findRestoreTask, INSTEAD, sendRestore } from "./restore-task";
import type { CrsContext } from "./session";

const inputs = {
  instanceId: instanceId(),
  backupId: field(z.string().regex(/^[\w-]+$/), {
    description:
      "Id of the backup of this instance whose data comes back. A change restores again.",
    expected: 'the id of a backup such as "154572601-1165734322-153731238"',
    replaceOnChanges: true,
  }),
  triggers: triggers("restores again", '{"incident": "42"}'),
  overwrite: field(z.string(), {
    description:
      "A restore overwrites live data. It only runs when this says which and with what: `<instanceId>@<backupId>`.",
    expected:
      'the instance and what it is overwritten with, such as "crs-5a4py64p@154572601-1165734322-153731238"',
  }),
  runBefore: runBefore(),
  backupBefore: field(z.boolean().default(true), {
    description:
      "Whether to take a backup of the data as it is before it is overwritten. Nothing deletes that backup before it expires.",
    expected: "true or false",
  }),
  backupBeforeStorageDays: field(storageDays.default(7), {
    description: "Days for which that backup is kept; more than 7 need a ticket with the vendor.",
    expected: "a whole number of days from 1 to 1825",
  }),
};

const outputs = {
  status: field(z.enum(["Preparing", "Restoring", "Restored", "Failed"]), {
    description:
      "`Preparing` until RestoreInstance is sent, `Restoring` until its task has ended, then `Restored` or `Failed`. The next `up` goes on where it stopped, and never sends RestoreInstance a second time.",
  }),
  requestedAt: askedFor.requestedAt,
  restoredAt: field(z.string().optional(), {
    description: "When its task was seen to have ended, in UTC.",
    stable: true,
  }),
  taskId: field(z.string().optional(), {
    description: "Task that restores; absent while it can't be told.",
    stable: true,
  }),
  backupBeforeTag: field(z.string().optional(), {
    description: "What the remark of the backup taken before ends with (`[pulumi:<tag>]`).",
    stable: true,
  }),
  backupBeforeStartedAt: askedFor.backupBeforeStartedAt,
  backupBeforeTaskId: field(z.string().optional(), {
    description: "Task that took it; absent where it could not be told.",
    stable: true,
  }),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type State = Inputs & Outputs;

/** Data brought back in place when the resource is created. */
export const restore = defineResource<CrsContext>()({
  token: "crs:Restore",
  kind: "action",
  description:
    "A restore of a TencentDB for Redis instance in place, once: it overwrites live data with one of the instance's backups. Only Redis 2.8 and CKV have it; other versions are cloned from a backup. The password of the instance comes from the configuration alone (`crsPassword`). A destroy forgets it and changes nothing.",
  inputs,
  outputs,
  rules: [
    {
      needs: ["instanceId", "backupId", "overwrite"],
      check: (inputs) => overwriteFailures(inputs, `${inputs.instanceId}@${inputs.backupId}`),
    },
    {
      needs: ["instanceId", "backupId", "triggers", "runBefore"],
      check: (inputs, { prior, now }) =>
        prior === undefined || runsAgain(prior, inputs) ? lateFailures(inputs, now) : [],
    },
  ],
  refusedInputs: {
    password:
      "must not be here, where state would keep it: set redis-backup:crsPassword (REDIS_BACKUP_CRS_PASSWORD).",
  },
  unfinished: ({ status }) =>
    status === "Restored" ? undefined : { output: "status", then: "update" },
  handler: {
    create: (ctx, { inputs, keep }) => alone(ctx, inputs, () => create(ctx, inputs, keep)),
    read: async (_ctx, { id, prior }) => asDone(id, prior, NOTHING_LEFT),
    preview,
    update: async (ctx, req) => ({
      outputs: await alone(ctx, req.inputs, () => update(ctx, req)),
    }),
    delete: async (ctx, { state }) => forget(ctx, state),
  },
});

function runsAgain(prior: Inputs, declared: Inputs): boolean {
  return diffFields(inputs, prior, declared).replaces.length > 0;
}

/** In turn with manual backups of the same run: neither works while the other does. */
function alone<T>(ctx: CrsContext, { instanceId }: Inputs, work: () => Promise<T>): Promise<T> {
  return ctx.session.alone(`backup:${instanceId}`, work);
}

async function create(ctx: CrsContext, inputs: Inputs, keep: Keep<Outputs>) {
  const id = `${inputs.instanceId}@${inputs.backupId}`;
  refuseLate(ctx, inputs);
  const prepared: Outputs = { status: "Preparing" };
  return { id, outputs: await carryOut(ctx, inputs, prepared, (outputs) => keep(id, outputs)) };
}

/** Checks, takes the backup, restores: the same for a creation and for one that got stuck before it restored. */
async function carryOut(
  ctx: CrsContext,
  inputs: Inputs,
  prior: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  await refuseUnusable(ctx, inputs);
  refuseLate(ctx, inputs);
  const prepared = inputs.backupBefore ? await backUp(ctx, inputs, prior, keep) : prior;
  // A backup takes its time.
  refuseLate(ctx, inputs);
  const sent = await sendRestore(ctx, inputs);
  const restoring: Outputs = { ...prepared, ...sent, status: "Restoring" };
  keep(restoring);
  return untilRestored(ctx, inputs.instanceId, restoring, keep);
}

/** The last of the types of instances that are Redis 2.8 or CKV. */
const LATEST_IN_PLACE = 5;

/** Fails on whatever can be known to make the restore fail, by reads alone. */
async function refuseUnusable(ctx: CrsContext, { instanceId, backupId }: Inputs): Promise<void> {
  const instance = await findInstance(ctx, instanceId);
  if ((instance?.Type ?? 0) > LATEST_IN_PLACE) {
    throw new Refused(
      `${instanceId} can't be restored in place: only Redis 2.8 and CKV instances can be, and it is a newer one. Nothing was changed. ${INSTEAD}`,
    );
  }
  const backup = await findInLists(ctx, instanceId, (row) => row.BackupId === backupId);
  if (backup === undefined) {
    throw new Refused(
      `backup ${backupId} of ${instanceId} does not exist: it was never taken there, has expired or was deleted. crs.getBackups lists those that do.`,
    );
  }
  if (backup.Status === 1) {
    throw new Refused(
      `backup ${backupId} of ${instanceId} can't be restored yet: it is being taken, or held by another operation.`,
    );
  }
}

/** Sees that a backup of the present data is there: that of an interrupted run where it is still good, else a new one. */
async function backUp(
  ctx: CrsContext,
  inputs: Inputs,
  prior: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { taken, row } = await takeBackup(ctx, inputs, prior, keep);
  const isOfThisRun = prior.backupBeforeTag === undefined;
  if (isOfThisRun || isFresh(row.EndTime ?? row.StartTime, ctx.api.now())) return taken;
  const anew: Outputs = { status: "Preparing" };
  keep(anew);
  return (await takeBackup(ctx, inputs, anew, keep)).taken;
}

async function takeBackup(
  ctx: CrsContext,
  { instanceId, backupId, backupBeforeStorageDays }: Inputs,
  prior: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<{ taken: Outputs; row: WireBackup }> {
  const tag = prior.backupBeforeTag ?? newTag();
  const startedAt = prior.backupBeforeStartedAt ?? secondOf(ctx.api.now());
  const asked: Outputs = { ...prior, backupBeforeTag: tag, backupBeforeStartedAt: startedAt };
  ctx.session.backupsHeld.add(`${instanceId}:${tag}`);
  const { taskId, startedAt: begun }: Started =
    prior.backupBeforeTaskId === undefined
      ? await startBackup(ctx, {
          ...{ instanceId, tag, startedAt, storageDays: backupBeforeStorageDays },
          remark: `before restoring ${backupId}`,
          isSentBefore: prior.backupBeforeTag !== undefined,
          onLost: () => keep(asked),
        })
      : { taskId: prior.backupBeforeTaskId, startedAt };
  const taken: Outputs = { ...asked, backupBeforeTaskId: taskId, backupBeforeStartedAt: begun };
  keep(taken);
  const result = await awaitBackup(ctx, { instanceId, tag, startedAt: begun }, taskId);
  if (result.state === "success") return { taken, row: result.row };
  keep(prior.backupBeforeTag === undefined ? prior : { status: "Preparing" });
  throw new JobFailed(
    `nothing was restored: the backup before it failed (task ${taskId} of ${instanceId}): ${result.reason}. The next \`pulumi up\` begins again.`,
  );
}

async function untilRestored(
  ctx: CrsContext,
  instanceId: string,
  restoring: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { requestedAt = "" } = restoring;
  const taskId = restoring.taskId ?? (await findRestoreTask(ctx, instanceId, requestedAt));
  const known: Outputs = { ...restoring, taskId };
  keep(known);
  const result = await awaitRestore(ctx, { instanceId, taskId, requestedAt });
  if (result.state === "restored") return { ...known, status: "Restored", restoredAt: result.at };
  keep({ ...known, status: "Failed" });
  throw failed(instanceId, taskId, result.reason);
}

/** Said by every `up` until something is done about it. */
function failed(instanceId: string, taskId: string | undefined, reason: string): JobFailed {
  return new JobFailed(
    `task ${taskId} did not restore ${instanceId}: ${reason}. Look at its data in the console. It is not sent again by itself: change triggers, with a new runBefore, to restore, or remove the restore from the program.`,
  );
}

const failedBefore = ({ instanceId, taskId }: State): JobFailed =>
  failed(instanceId, taskId, "it ended so in an earlier run");

async function preview(
  ctx: CrsContext,
  { inputs, state }: { inputs: Inputs; state: State | undefined },
): Promise<void> {
  if (state?.status === "Failed") throw failedBefore(state);
  if (state !== undefined && state.status !== "Preparing") return;
  const { instanceId, backupId, backupBefore, backupBeforeStorageDays } = inputs;
  await refuseUnusable(ctx, inputs);
  refuseLate(ctx, inputs);
  const then = backupBefore
    ? "`up` waits until that is over"
    : "`up` restores nothing while that goes on";
  await lookAhead(ctx, instanceId, then);
  if (backupBefore && backupBeforeStorageDays > 7) {
    warnOfTicket(ctx, "backupBeforeStorageDays", backupBeforeStorageDays, "more than 7");
  }
  ctx.log.warn(
    `\`up\` overwrites all data of ${instanceId} with backup ${backupId}${backupBefore ? "" : ", without a backup before"}`,
  );
  warnOfLongOpen(ctx, inputs);
}

async function update(
  ctx: CrsContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const keepOutputs = (outputs: Outputs) => keep(id, outputs);
  switch (state.status) {
    case "Preparing":
      keepOutputs(state);
      return carryOut(ctx, inputs, state, keepOutputs);
    case "Restoring":
      keepOutputs(state);
      return untilRestored(ctx, inputs.instanceId, state, keepOutputs);
    case "Failed":
      keepOutputs(state);
      throw failedBefore(state);
    case "Restored":
      return state;
  }
}

function forget(ctx: CrsContext, { status, instanceId, backupBeforeTag }: State): void {
  const goesOn = status === "Restoring" ? "; it goes on in the cloud" : "";
  const backup =
    backupBeforeTag === undefined
      ? ""
      : `; the backup from before it (pulumi:${backupBeforeTag}) stays until it expires`;
  ctx.log.info(
    `the restore is forgotten, and the data of ${instanceId} stays as it is${goesOn}${backup}`,
  );
}
