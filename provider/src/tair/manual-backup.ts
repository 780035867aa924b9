import { show } from "../core/check";
import { JobFailed } from "../core/errors";
import { equal } from "../core/field";
import type { Keep } from "../core/keeper";
import { defineResource } from "../core/resource";
import {
  daysToSend,
  earliestExpiry,
  expiryOfExisting,
  expiryOfNew,
  extendExpiry,
  importedExpiry,
  isBefore,
  liveExpiry,
  mayBeExtended,
  notListed,
  refusedExpiry,
} from "./backup-expiry";
import { hold, holdings, resourceId, startJob, type Job, type Target } from "./backup-job";
import { backupOf, fileOf, type BackupRow, type Listing } from "./backup-sets";
import { awaitBackup, rowsOfJob } from "./backup-wait";
import { onlyInstance } from "./fields";
import { removeBackup } from "./manual-backup-deletion";
import { inputs, outputs, type Inputs, type Outputs, type State } from "./manual-backup-fields";
import { findImported } from "./manual-backup-import";
import { previewBackup as preview } from "./manual-backup-preview";
import { listBackups } from "./manual-backup-list";
import { jobOf, listed, statusOf, targetOf, whereKept } from "./manual-backup-rows";
import { originOf, proveGone } from "../core/origin";
import type { TairContext } from "./session";

/** A backup taken when the resource is created. */
export const manualBackup = defineResource<TairContext>()({
  token: "tair:ManualBackup",
  kind: "record",
  description:
    "A manual backup of a Tair or ApsaraDB for Redis instance: taken at creation, kept until its expiry, deleted with the resource.",
  inputs,
  outputs,
  listInputs: { instanceId: onlyInstance() },
  rules: [
    {
      needs: ["backupRetentionPeriod", "expectExpireTime"],
      check: (inputs) =>
        inputs.backupRetentionPeriod !== undefined && inputs.expectExpireTime !== undefined
          ? [
              {
                property: "expectExpireTime",
                reason: `${show(inputs.expectExpireTime)} is given together with backupRetentionPeriod (${inputs.backupRetentionPeriod}): give one of them.`,
              },
            ]
          : [],
    },
    {
      needs: ["onExpire", "expectExpireTime"],
      check: (inputs) =>
        inputs.onExpire === "recreate" && inputs.expectExpireTime !== undefined
          ? [
              {
                property: "onExpire",
                reason: `"recreate" can't be had together with expectExpireTime (${inputs.expectExpireTime}), which the new backup could not reach: use backupRetentionPeriod.`,
              },
            ]
          : [],
    },
    {
      needs: ["instanceId", "triggers", "backupRetentionPeriod", "expectExpireTime"],
      check: (inputs, { prior, now }) =>
        prior === undefined || willBeReplaced(prior, inputs)
          ? expiryOfNew(inputs, now)
          : expiryOfExisting(prior, inputs, now),
    },
  ],
  unfinished: ({ status }) => {
    if (status === "Running") return { output: "status", then: "update" };
    return status === "Failed" || status === "Incomplete"
      ? { output: "status", then: "replace" }
      : undefined;
  },
  refuse: ({ state, inputs, changed, now }) => {
    if (!changed.includes("expectExpireTime") && !changed.includes("backupRetentionPeriod"))
      return [];
    const property =
      inputs.expectExpireTime === undefined ? "backupRetentionPeriod" : "expectExpireTime";
    return refusedExpiry(state, inputs, now).map((reason) => ({ property, reason }));
  },
  meet: (ctx, state) => claim(ctx, state, jobOf(state)),
  holds: (state) => holdings(state.instanceId, jobOf(state)),
  handler: {
    create: (ctx, { inputs, keep }) =>
      ctx.session.alone(`backup:${inputs.instanceId}`, () => create(ctx, inputs, keep)),
    read,
    preview,
    list: listBackups,
    update: async (ctx, req) => ({ outputs: await inTurn(ctx, req.state, () => update(ctx, req)) }),
    // One after the other, so that two can't each take the other for the copy that is left.
    delete: (ctx, req) =>
      ctx.session.alone(`deletion:${req.state.instanceId}`, () => removeBackup(ctx, req)),
  },
});

/** What goes on after an interrupted run waits for what is taken in this one, and can then be told from it. */
function inTurn<T>(
  ctx: TairContext,
  { instanceId, status }: State,
  work: () => Promise<T>,
): Promise<T> {
  return status === "Running" ? ctx.session.alone(`backup:${instanceId}`, work) : work();
}

function willBeReplaced(prior: Inputs, inputs: Inputs): boolean {
  return prior.instanceId !== inputs.instanceId || !equal(prior.triggers, inputs.triggers);
}

function claim(
  ctx: TairContext,
  { instanceId, adopted }: Pick<State, "instanceId" | "adopted">,
  job: Job,
): void {
  hold(ctx, instanceId, job);
  if (adopted) for (const key of holdings(instanceId, job)) ctx.session.jobsAdopted.add(key);
}

async function create(ctx: TairContext, inputs: Inputs, keep: Keep<Outputs>) {
  const { instanceId } = inputs;
  const target = await targetOf(ctx, instanceId);
  const origin = await originOf(ctx);
  const { job, adopted } = await startJob(ctx, {
    target,
    retentionDays: daysToSend(inputs, ctx.api.now()),
    ifBackupRunning: inputs.ifBackupRunning,
  });
  const id = resourceId(instanceId, job);
  claim(ctx, { instanceId, adopted }, job);
  if (adopted) for (const key of holdings(instanceId, job)) ctx.session.jobsTaken.add(key);
  const started = outputsOf(job, [], "Running", { ...origin, adopted });
  keep(id, started);
  const outputs = await complete(ctx, { target, job, inputs, started, keep: (o) => keep(id, o) });
  return { id, outputs };
}

/** Waits for the job and extends its expiry to the declared one; used by a creation and by one resumed. */
async function complete(
  ctx: TairContext,
  req: {
    target: Target;
    job: Job;
    inputs: Inputs;
    started: Outputs;
    keep: (outputs: Outputs) => void;
  },
): Promise<Outputs> {
  const { target, job, inputs, started, keep } = req;
  const { instanceId } = target.instance;
  const id = resourceId(instanceId, job);
  ctx.session.backupsUnfinished.add(id);
  const result = await awaitBackup(ctx, target, job);
  const outputs = outputsOf(job, result.rows, "Success", started);
  if (result.state === "failed") {
    keep({ ...outputs, status: "Failed" });
    throw new JobFailed(
      `backup job ${job.ids.join(",")} of ${instanceId} gave no usable backup: ${result.reason}. The next \`pulumi up\` takes a new one in its place.`,
    );
  }
  hold(ctx, instanceId, { ids: job.ids, clusterBackupId: outputs.clusterBackupId });
  ctx.session.backupsUnfinished.delete(id);
  for (const row of result.rows) ctx.session.filesMade.add(fileOf(instanceId, row));
  keep(outputs);
  return extended(ctx, target.listing, inputs, outputs, result.rows);
}

async function extended(
  ctx: TairContext,
  listing: Listing,
  inputs: Inputs,
  outputs: Outputs,
  rows: readonly BackupRow[],
): Promise<Outputs> {
  const { instanceId } = inputs;
  const expiresAt = await extendExpiry(ctx, {
    instanceId,
    declared: inputs,
    startedAt: outputs.startedAt,
    rows,
    reread: () => rowsOfJob(ctx, instanceId, listing, jobOf(outputs)),
  });
  return { ...outputs, expiresAt };
}

function outputsOf(
  job: Job,
  rows: readonly BackupRow[],
  status: Outputs["status"],
  kept: Pick<Outputs, "adopted" | "regionId" | "accountId">,
): Outputs {
  return {
    backupJobIds: [...job.ids],
    backups: [...rows]
      .sort((a, b) => (a.nodeInstanceId ?? "").localeCompare(b.nodeInstanceId ?? ""))
      .map(backupOf),
    clusterBackupId: rows[0]?.clusterBackupId ?? job.clusterBackupId,
    status,
    startedAt: job.startedAt,
    expiresAt: earliestExpiry(rows),
    adopted: kept.adopted,
    regionId: kept.regionId,
    accountId: kept.accountId,
  };
}

async function read(ctx: TairContext, { id, prior }: { id: string; prior: State | undefined }) {
  if (prior === undefined) return readImported(ctx, id);
  const { instanceId, status, startedAt } = prior;
  const job = jobOf(prior);
  hold(ctx, instanceId, job);
  const unchanged = (status: Outputs["status"]) => ({
    inputs: prior,
    outputs: { ...prior, status },
  });
  if (status === "Failed") return unchanged(status);
  const kept = await whereKept(ctx, prior);
  const rows = kept && (await listed(ctx, prior, kept));
  const isOver = status === "Expired" || Date.parse(prior.expiresAt ?? "") <= ctx.api.now();
  // Its time was over before anything went, the instance included.
  const gone = isOver && prior.onExpire === "keep" ? unchanged("Expired") : undefined;
  if (kept === undefined || rows === undefined) {
    await proveGone(ctx, `instance ${instanceId}`, prior);
    return gone;
  }
  // A job that was left running may not have a backup yet; the next update waits for it.
  if (rows.length === 0) return status === "Running" ? unchanged(status) : gone;
  const outputs = outputsOf(job, rows, statusOf(rows, prior, kept.files), prior);
  if (!isBefore({ expireTime: outputs.expiresAt }, prior, startedAt))
    return { inputs: prior, outputs };
  // Drift shows on what was declared, and there alone.
  return {
    inputs: { ...prior, ...liveExpiry(prior, outputs.expiresAt, startedAt) },
    outputs: { ...outputs, expiresAt: prior.expiresAt },
  };
}

async function readImported(ctx: TairContext, id: string) {
  const found = await findImported(ctx, id);
  if (found === undefined) return undefined;
  const { instanceId, job, rows } = found;
  const none = outputsOf(job, [], "Running", { ...(await originOf(ctx)), adopted: false });
  const files = Math.max(1, job.ids.length);
  const outputs = outputsOf(job, rows, statusOf(rows, none, files), none);
  hold(ctx, instanceId, job);
  return {
    id: resourceId(instanceId, job),
    inputs: { instanceId, ...importedExpiry(outputs) },
    outputs,
  };
}

async function update(
  ctx: TairContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const { instanceId } = state;
  const job = jobOf(state);
  hold(ctx, instanceId, job);
  if (state.status === "Running") {
    keep(id, state);
    const target = await targetOf(ctx, instanceId);
    return complete(ctx, { target, job, inputs, started: state, keep: (o) => keep(id, o) });
  }
  if (!mayBeExtended(inputs, state)) return state;
  const kept = await whereKept(ctx, state);
  const rows = kept && (await listed(ctx, state, kept));
  if (kept === undefined || rows === undefined || rows.length === 0) throw notListed(instanceId);
  keep(id, state);
  return extended(ctx, kept.listing, inputs, state, rows);
}
