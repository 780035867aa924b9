import { z } from "zod";
import { deleteBackup } from "../api/alibaba/operations/delete-backup";
import { modifyBackupExpireTime } from "../api/alibaba/operations/modify-backup-expire-time";
import { minuteOf } from "../api/wire";
import { show } from "../core/check";
import { days, minutes } from "../core/clock";
import { JobFailed, Refused, type Failure } from "../core/errors";
import { field } from "../core/field";
import { defineResource, type Keep } from "../core/resource";
import { waitUntil } from "../core/wait";
import { hold, resourceId, runningTasks, startJob, type Job, type Target } from "./backup-job";
import { backupOf, backupShape, findRows, listingOf, type BackupRow, type Listing } from "./backup-sets";
import { awaitBackup, rowsOfJob } from "./backup-wait";
import { accountId, instanceId, regionId, retentionDays } from "./fields";
import { proveGone } from "./gone";
import { describeInstance } from "./instance";
import { originOf, type TairContext } from "./session";

const NEVER = -1;

const inputs = {
  instanceId: instanceId(),
  backupRetentionPeriod: field(z.union([z.literal(NEVER), retentionDays]).optional(), {
    description:
      "Days for which the backup is kept, 7 to 730, or -1: it never expires. Sent when the backup is taken; raising it later extends the expiry in place (start of the backup plus days). It can't be lowered, nor changed to or from -1. Exclusive with `expectExpireTime`. Unset: as the backup policy says.",
    expected: "a whole number of days from 7 to 730, or -1 for a backup that never expires",
    live: true,
  }),
  expectExpireTime: field(z.iso.datetime({ offset: true }).optional(), {
    description:
      "When the backup expires at the earliest, in RFC 3339; at least 7 days ahead when the backup is taken. A later time extends the expiry in place. Seconds are rounded up to the minute. Exclusive with `backupRetentionPeriod`.",
    expected: 'a time in RFC 3339 such as "2027-01-31T00:00:00Z"',
    live: true,
    same: (a, b) => minuteOf(Date.parse(a)) === minuteOf(Date.parse(b)),
  }),
  triggers: field(z.record(z.string(), z.unknown()).optional(), {
    description:
      "Any values; a change of any of them takes a new backup, and then the old one goes as `onDelete` says.",
    expected: 'a map such as {"release": "42"}',
    replaceOnChanges: true,
  }),
  ifBackupRunning: field(z.enum(["fail", "wait", "adopt"]).default("fail"), {
    description:
      "What to do when a manual backup job that is not ours already runs on the instance, perhaps the one of an interrupted run: `fail` names it and its import id; `wait` takes ours after it; `adopt` takes it over. Automatic jobs are always waited for.",
    expected: '"fail", "wait" or "adopt"',
  }),
  onExpire: field(z.enum(["keep", "recreate"]).default("keep"), {
    description:
      "What a backup that has reached its expiry means: `keep` keeps the resource with status `Expired` and takes no other; `recreate` takes a new one, which holds other data (not together with `expectExpireTime`).",
    expected: '"keep" or "recreate"',
  }),
  onDelete: field(z.enum(["delete", "retain", "deleteAdopted"]).default("delete"), {
    description:
      "`delete` deletes the backup, but retains one that was adopted; `deleteAdopted` deletes that too; `retain` leaves it until it expires. Backups of classic instances can only be retained.",
    expected: '"delete", "retain" or "deleteAdopted"',
  }),
  allowDeleteLast: field(z.boolean().default(false), {
    description: "Whether the only successful backup of the instance may be deleted.",
    expected: "true or false",
  }),
};

const outputs = {
  backupJobIds: field(z.array(z.string()), {
    description: "Jobs that made the backup; one per node for clusters created before 2023-12-05.",
  }),
  backups: field(z.array(backupShape), {
    description: "The files of the backup, one per node; sizes in bytes, times in UTC.",
  }),
  clusterBackupId: field(z.string().optional(), {
    description: "Id of the whole backup of a cloud-native cluster (`cb-…`).",
  }),
  status: field(z.enum(["Running", "Success", "Failed", "Incomplete", "Expired"]), {
    description:
      "`Running` until the whole backup is listed; `Failed` and `Incomplete` are replaced by the next `up`.",
  }),
  startedAt: field(z.string(), { description: "Start of the job by the cloud's clock, in UTC." }),
  expiresAt: field(z.string().optional(), {
    description: "When the backup expires, in UTC, at or after the declared time. Absent: never, or not told.",
  }),
  adopted: field(z.boolean(), { description: "Whether the job was running before this resource." }),
  regionId: regionId(),
  accountId: accountId(),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type State = Inputs & Outputs;

/** A backup taken when the resource is created. */
export const manualBackup = defineResource<TairContext>()({
  token: "tair:ManualBackup",
  kind: "record",
  description:
    "A manual backup of a Tair or ApsaraDB for Redis instance: taken at creation, kept until its expiry, deleted with the resource.",
  inputs,
  outputs,
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
    if (!changed.includes("expectExpireTime") && !changed.includes("backupRetentionPeriod")) return [];
    const property =
      inputs.expectExpireTime === undefined ? "backupRetentionPeriod" : "expectExpireTime";
    return refusedExpiry(state, inputs, now).map((reason) => ({ property, reason }));
  },
  handler: {
    create: (ctx, { inputs, keep }) =>
      ctx.session.alone(`backup:${inputs.instanceId}`, () => create(ctx, inputs, keep)),
    read,
    update,
    delete: remove,
  },
});

function willBeReplaced(prior: Inputs, inputs: Inputs): boolean {
  return (
    prior.instanceId !== inputs.instanceId ||
    JSON.stringify(prior.triggers ?? null) !== JSON.stringify(inputs.triggers ?? null)
  );
}

function expiryOfNew({ expectExpireTime }: Inputs, now: number): Failure[] {
  if (expectExpireTime === undefined || Date.parse(expectExpireTime) >= now + days(7)) return [];
  const earliest = minuteOf(now + days(7));
  return [
    {
      property: "expectExpireTime",
      reason: `${show(expectExpireTime)} is less than 7 days ahead: the earliest for a backup that is taken now is ${earliest}.`,
    },
  ];
}

/** Only what is new or changed is looked at, against what was declared before. */
function expiryOfExisting(prior: Inputs, inputs: Inputs, now: number): Failure[] {
  const { backupRetentionPeriod: daysBefore, expectExpireTime: timeBefore } = prior;
  const { backupRetentionPeriod: daysNow, expectExpireTime: timeNow } = inputs;
  if (daysNow !== undefined && daysBefore !== undefined && daysNow !== daysBefore) {
    const reason =
      daysNow === NEVER || daysBefore === NEVER
        ? `can't be changed from ${daysBefore} to ${daysNow}: a backup can't be given or lose its expiry.`
        : `${daysNow} is lower than the ${daysBefore} days declared before: an expiry can only be extended.`;
    if (daysNow === NEVER || daysBefore === NEVER || daysNow < daysBefore) {
      return [{ property: "backupRetentionPeriod", reason: `${reason} Change triggers to take a new backup.` }];
    }
  }
  if (timeNow === undefined || timeNow === timeBefore) return [];
  const fail = (problem: string): Failure[] => [
    { property: "expectExpireTime", reason: `${show(timeNow)} ${problem}` },
  ];
  if (Date.parse(timeNow) <= now) return fail("is in the past.");
  if (timeBefore !== undefined && Date.parse(timeNow) < Date.parse(timeBefore)) {
    return fail(
      `is earlier than ${show(timeBefore)} declared before: an expiry can only be extended. Change triggers to take a new backup.`,
    );
  }
  return [];
}

/** What only state can tell: an expired backup, and a change from days to a time or back. */
function refusedExpiry(state: State, inputs: Inputs, now: number): string[] {
  const wanted = declaredExpiry(inputs, state.startedAt);
  if (wanted === undefined) return [];
  const isExpired = state.status === "Expired" || Date.parse(state.expiresAt ?? "") <= now;
  if (isExpired) {
    return [
      `the backup has expired (${state.expiresAt ?? "see status"}) and can't be extended. Change triggers to take a new backup.`,
    ];
  }
  const before = declaredExpiry(state, state.startedAt);
  if (before === undefined || before === wanted) return [];
  if (before === Infinity || wanted === Infinity || wanted < before) {
    return [
      `would move the declared expiry from ${timeOf(before)} to ${timeOf(wanted)}: it can only be extended to a later time. Change triggers to take a new backup.`,
    ];
  }
  return [];
}

/** The declared expiry in milliseconds since 1970; Infinity for never, `undefined` where none is declared. */
function declaredExpiry(
  { backupRetentionPeriod, expectExpireTime }: Inputs,
  startedAt: string,
): number | undefined {
  if (expectExpireTime !== undefined) return Math.ceil(Date.parse(expectExpireTime) / 60_000) * 60_000;
  if (backupRetentionPeriod === undefined) return undefined;
  return backupRetentionPeriod === NEVER ? Infinity : Date.parse(startedAt) + days(backupRetentionPeriod);
}

const timeOf = (ms: number): string => (ms === Infinity ? "never" : new Date(ms).toISOString());

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
  hold(ctx, instanceId, job);
  const started = outputsOf(job, [], "Running", { ...origin, adopted });
  keep(id, started);
  const outputs = await complete(ctx, { target, job, inputs, started, keep: (o) => keep(id, o) });
  return { id, outputs };
}

async function targetOf(ctx: TairContext, instanceId: string): Promise<Target> {
  const instance = await describeInstance(ctx, instanceId);
  return { instance, listing: await listingOf(ctx, instanceId, instance.isCluster) };
}

/** CreateBackup takes whole days; what is missing to a declared time is extended afterwards. */
function daysToSend(inputs: Inputs, now: number): number | undefined {
  const { backupRetentionPeriod, expectExpireTime } = inputs;
  if (expectExpireTime === undefined) return backupRetentionPeriod;
  return Math.min(730, Math.max(7, Math.floor((Date.parse(expectExpireTime) - now) / days(1))));
}

/** Waits for the job and extends its expiry to the declared one; used by a creation and by one resumed. */
async function complete(
  ctx: TairContext,
  req: { target: Target; job: Job; inputs: Inputs; started: Outputs; keep: (outputs: Outputs) => void },
): Promise<Outputs> {
  const { target, job, inputs, started, keep } = req;
  const { instanceId } = target.instance;
  const result = await awaitBackup(ctx, target, job);
  const outputs = outputsOf(job, result.rows, "Success", started);
  if (result.state === "failed") {
    keep({ ...outputs, status: "Failed" });
    throw new JobFailed(
      `backup job ${job.ids.join(",")} of ${instanceId} gave no usable backup: ${result.reason}. The next \`pulumi up\` takes a new one in its place.`,
    );
  }
  hold(ctx, instanceId, outputs.clusterBackupId === undefined ? job : { ...job, ...outputs, ids: job.ids });
  keep(outputs);
  return extended(ctx, { instanceId, listing: target.listing, job, rows: result.rows, inputs, outputs });
}

/** The outputs after the live expiry has been brought up to the declared one, where it was before it. */
async function extended(
  ctx: TairContext,
  req: {
    instanceId: string;
    listing: Listing;
    job: Job;
    rows: BackupRow[];
    inputs: Inputs;
    outputs: Outputs;
  },
): Promise<Outputs> {
  const { instanceId, listing, job, rows, inputs, outputs } = req;
  const wanted = declaredExpiry(inputs, outputs.startedAt);
  if (wanted === undefined || wanted === Infinity) return outputs;
  const early = rows.filter((row) => isBefore(row, inputs, outputs.startedAt));
  if (early.length === 0) return outputs;
  for (const row of early) {
    const answer = await ctx.api.attempt(
      modifyBackupExpireTime,
      { InstanceId: instanceId, BackupId: row.backupId, ExpectExpireTime: minuteOf(wanted) },
      "BackupUntouchable",
      "NotSupported",
    );
    if (!answer.ok) {
      throw new Refused(
        `the expiry of backup ${row.backupId} of ${instanceId} can't be changed: only manual backups of cloud-native instances can be extended. Leave out backupRetentionPeriod and expectExpireTime. ${answer.error.message}`,
      );
    }
  }
  const live = await waitUntil<BackupRow[]>(ctx, {
    what: `the new expiry of the backup of ${instanceId} to show`,
    upToMs: minutes(5),
    poll: async () => {
      const now = (await rowsOfJob(ctx, instanceId, listing, withSet(job, outputs))) ?? [];
      return now.length > 0 && !now.some((row) => isBefore(row, inputs, outputs.startedAt))
        ? { state: "done", value: now }
        : { state: "pending", saw: "the expiry before" };
    },
  });
  return { ...outputs, expiresAt: earliestExpiry(live) };
}

const withSet = (job: Job, { clusterBackupId }: Outputs): Job => ({ ...job, clusterBackupId });

/**
 * Whether a live expiry is before the declared one. Days count from a start that the cloud may take a
 * little earlier or later than we do, so half a day is no difference of days.
 */
function isBefore(row: Pick<BackupRow, "expireTime">, inputs: Inputs, startedAt: string): boolean {
  if (row.expireTime === undefined) return false;
  const wanted = declaredExpiry(inputs, startedAt);
  if (wanted === undefined) return false;
  const tolerance = inputs.expectExpireTime === undefined ? days(0.5) : 0;
  return Date.parse(row.expireTime) < wanted - tolerance;
}

function earliestExpiry(rows: readonly BackupRow[]): string | undefined {
  const times = rows.map((row) => row.expireTime).filter((time) => time !== undefined);
  return times.length < rows.length || times.length === 0
    ? undefined
    : times.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b));
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
  const { instanceId, status } = prior;
  const job = jobOf(prior);
  hold(ctx, instanceId, job);
  const unchanged = (status: Outputs["status"]) => ({ inputs: prior, outputs: { ...prior, status } });
  if (status === "Failed") return unchanged(status);
  const listing = await listingOfState(ctx, prior);
  const rows = await rowsOfJob(ctx, instanceId, listing, job);
  if (rows === undefined) {
    await proveGone(ctx, `instance ${instanceId}`, prior);
    return undefined;
  }
  if (rows.length === 0) {
    // A job that was left running may not have a backup yet; the next update waits for it.
    if (status === "Running") return unchanged(status);
    const isExpired = status === "Expired" || Date.parse(prior.expiresAt ?? "") <= ctx.api.now();
    return isExpired && prior.onExpire === "keep" ? unchanged("Expired") : undefined;
  }
  const outputs = outputsOf(job, rows, statusOf(rows, prior), prior);
  return { inputs: liveInputs(prior, outputs), outputs };
}

function jobOf({ backupJobIds, clusterBackupId, startedAt }: Outputs): Job {
  return { ids: backupJobIds, clusterBackupId, startedAt };
}

async function listingOfState(ctx: TairContext, state: State): Promise<Listing> {
  if (state.clusterBackupId !== undefined) return "clusterBackups";
  if (state.status !== "Running") return "backups";
  return (await targetOf(ctx, state.instanceId)).listing;
}

function statusOf(rows: readonly BackupRow[], prior: Outputs): Outputs["status"] {
  if (rows.some((row) => row.status === "Failed" || row.backupSize === 0)) return "Failed";
  if (rows.some((row) => row.backupId === "" || row.status !== "Success")) return "Running";
  if (prior.status === "Running") {
    return rows.length >= Math.max(1, prior.backupJobIds.length) ? "Success" : "Running";
  }
  return rows.length < prior.backups.length ? "Incomplete" : "Success";
}

/** The expiry is a floor: the declared value stands unless the live expiry is before it. */
function liveInputs(prior: State, outputs: Outputs): Partial<Inputs> {
  const { expiresAt, startedAt } = outputs;
  if (expiresAt === undefined || !isBefore({ expireTime: expiresAt }, prior, startedAt)) return prior;
  if (prior.expectExpireTime !== undefined) return { ...prior, expectExpireTime: expiresAt };
  const live = Math.round((Date.parse(expiresAt) - Date.parse(startedAt)) / days(1));
  return { ...prior, backupRetentionPeriod: live };
}

/** `instance:jobs`, `instance:backup/<id>` or `instance:cluster/<cb-…>`. */
async function readImported(ctx: TairContext, id: string) {
  const match = /^([^:]+):(?:backup\/(\d+)|cluster\/(cb-[\w-]+)|(\d+(?:,\d+)*))$/.exec(id);
  if (match === null) {
    throw new Refused(
      `${show(id)} is not the id of a manual backup: it is "<instance>:<job>[,<job>…]", "<instance>:backup/<backup id>" or "<instance>:cluster/<cb-…>".`,
    );
  }
  const [, instanceId = "", backupId, clusterBackupId, jobs] = match;
  const rows =
    clusterBackupId !== undefined
      ? await findRows(ctx, instanceId, "clusterBackups", { clusterBackupId })
      : backupId !== undefined
        ? await findRows(ctx, instanceId, "backups", { backupId })
        : await importedJob(ctx, instanceId, (jobs ?? "").split(","));
  const [first] = rows ?? [];
  if (rows === undefined || first === undefined) return undefined;
  if (!rows.every((row) => row.isManual)) {
    throw new Refused(`${show(id)} is an automatic backup: only manual ones can be imported.`);
  }
  const jobIds = [...new Set(rows.map((row) => row.jobId).filter((job) => job !== undefined))].sort();
  const job: Job = {
    ids: jobIds,
    clusterBackupId: first.clusterBackupId,
    startedAt: rows.map((row) => row.backupStartTime ?? "").sort()[0] ?? "",
  };
  const origin = await originOf(ctx);
  const none: Outputs = outputsOf(job, [], "Running", { ...origin, adopted: false });
  const outputs = outputsOf(job, rows, statusOf(rows, none), none);
  hold(ctx, instanceId, outputs.clusterBackupId === undefined ? job : { ...job, ...outputs, ids: job.ids });
  return {
    id: resourceId(instanceId, outputs.backupJobIds.length > 0 ? { ids: outputs.backupJobIds } : job),
    inputs: { instanceId, ...importedExpiry(outputs) },
    outputs,
  };
}

async function importedJob(ctx: TairContext, instanceId: string, ids: string[]) {
  const job: Job = { ids, startedAt: "" };
  return rowsOfJob(ctx, instanceId, "backups", job);
}

function importedExpiry({ expiresAt, startedAt }: Outputs): Partial<Inputs> {
  if (expiresAt === undefined) return {};
  const live = (Date.parse(expiresAt) - Date.parse(startedAt)) / days(1);
  const whole = Math.round(live);
  return Math.abs(live - whole) < 1 / 24 && whole >= 7 && whole <= 730
    ? { backupRetentionPeriod: whole }
    : { expectExpireTime: expiresAt };
}

async function update(
  ctx: TairContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const { instanceId } = state;
  const job = jobOf(state);
  hold(ctx, instanceId, job);
  const outputs = onlyOutputs(state);
  if (state.status === "Running") {
    keep(id, outputs);
    const target = await targetOf(ctx, instanceId);
    return complete(ctx, { target, job, inputs, started: outputs, keep: (o) => keep(id, o) });
  }
  const isEarly = isBefore({ expireTime: state.expiresAt }, inputs, state.startedAt);
  if (!isEarly || state.status !== "Success") return outputs;
  const listing = await listingOfState(ctx, state);
  const rows = await rowsOfJob(ctx, instanceId, listing, job);
  if (rows === undefined || rows.length === 0) {
    throw new Refused(
      `the backup of ${instanceId} is no longer listed, so its expiry can't be extended: run \`pulumi refresh\`.`,
    );
  }
  keep(id, outputs);
  return extended(ctx, { instanceId, listing, job, rows, inputs, outputs });
}

function onlyOutputs(state: State): Outputs {
  return Object.fromEntries(Object.keys(outputs).map((key) => [key, state[key as keyof State]])) as Outputs;
}

async function remove(ctx: TairContext, { state }: { id: string; state: State }): Promise<void> {
  const { instanceId, onDelete, adopted, expiresAt } = state;
  if (onDelete === "retain") return ctx.log.info("the backup is retained (onDelete: retain)");
  if (adopted && onDelete !== "deleteAdopted") {
    return ctx.log.info('the backup is retained: it was adopted (onDelete: "deleteAdopted" deletes it)');
  }
  if (state.status === "Expired" || Date.parse(expiresAt ?? "") <= ctx.api.now()) {
    return ctx.log.info("the backup has expired: there is nothing to delete");
  }
  if (state.status === "Running") await untilJobIsOver(ctx, state);
  const job = jobOf(state);
  const listing = await listingOfState(ctx, state);
  const rows = await rowsOfJob(ctx, instanceId, listing, job);
  if (rows === undefined) {
    await proveGone(ctx, `instance ${instanceId}`, state);
    return ctx.log.info("the instance is gone, and there is nothing to delete");
  }
  const files = rows.filter((row) => row.backupId !== "");
  const isUsable = files.some((row) => row.status === "Success");
  if (isUsable && !state.allowDeleteLast) await refuseLastCopy(ctx, instanceId, listing, files);
  for (const row of files) await deleteRow(ctx, instanceId, row.backupId);
}

/** A job can't be stopped, and a backup that appears after the deletion would be nobody's. */
async function untilJobIsOver(ctx: TairContext, state: State): Promise<void> {
  const { instanceId, backupJobIds } = state;
  const job = jobOf(state);
  let lastSeenAt = ctx.clock.now();
  await waitUntil(ctx, {
    what: `backup job ${backupJobIds.join(",")} to end before its backup is deleted`,
    upToMs: ctx.session.backupTimeoutMs,
    sinceMs: Date.parse(state.startedAt),
    poll: async () => {
      const tasks = await runningTasks(ctx, instanceId);
      const isRunning = (tasks ?? []).some((task) => backupJobIds.includes(task.jobId));
      if (isRunning) lastSeenAt = ctx.clock.now();
      const listing = await listingOfState(ctx, state);
      const rows = isRunning ? [] : await rowsOfJob(ctx, instanceId, listing, job);
      const isListed = rows === undefined || (rows.length > 0 && rows.every((row) => row.backupId !== ""));
      const isOver = ctx.clock.now() - lastSeenAt > minutes(tasks === undefined ? 30 : 3);
      return isListed || isOver
        ? { state: "done", value: undefined }
        : { state: "pending", saw: isRunning ? "it runs" : "its backup is not listed yet" };
    },
  });
}

async function refuseLastCopy(
  ctx: TairContext,
  instanceId: string,
  listing: Listing,
  ours: readonly BackupRow[],
): Promise<void> {
  const all = (await findRows(ctx, instanceId, listing)) ?? [];
  const ids = new Set(ours.map((row) => row.backupId));
  const others = all.filter(
    (row) => row.status === "Success" && row.backupId !== "" && !ids.has(row.backupId),
  );
  const isCovered =
    others.length > 0 &&
    (ours.length === 1 ||
      ours.every((row) => others.some((other) => other.nodeInstanceId === row.nodeInstanceId)));
  if (isCovered) return;
  throw new Refused(
    `backup ${[...ids].join(", ")} is the only successful backup of ${instanceId}, and is not deleted. Take another one first, or set allowDeleteLast: true or onDelete: "retain" and run \`pulumi up\` before the destroy.`,
  );
}

async function deleteRow(ctx: TairContext, instanceId: string, backupId: string): Promise<void> {
  const answer = await ctx.api.attempt(
    deleteBackup,
    { InstanceId: instanceId, BackupId: backupId },
    "BackupNotFound",
    "BackupUntouchable",
    "NotSupported",
  );
  if (answer.ok || answer.tag === "BackupNotFound") return;
  throw new Refused(
    `backup ${backupId} of ${instanceId} can't be deleted: only manual backups of cloud-native instances can. Set onDelete: "retain" and run \`pulumi up\`, then destroy. ${answer.error.message}`,
  );
}
