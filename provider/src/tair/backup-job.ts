import { createBackup } from "../api/alibaba/operations/create-backup";
import { describeBackupTasks } from "../api/alibaba/operations/describe-backup-tasks";
import { days, minutes, seconds } from "../core/clock";
import { Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil } from "../core/wait";
import { listRows, type BackupRow, type Listing } from "./backup-sets";
import type { Instance } from "./instance";
import type { TairContext } from "./session";

/** A manual backup under way or done: the jobs that made it, or its id where the jobs can't be told. */
export interface Job {
  readonly ids: readonly string[];
  readonly clusterBackupId?: string | undefined;
  /** By the cloud's clock. */
  readonly startedAt: string;
}

export interface Target {
  readonly instance: Instance;
  readonly listing: Listing;
}

export interface Task {
  readonly jobId: string;
  readonly isManual: boolean;
  readonly nodeId: string | undefined;
  readonly status: string;
  readonly percent: number | undefined;
  readonly startTime: string | undefined;
}

const kindOf = ({ instance, listing }: Target) => ({ isCluster: instance.isCluster, listing });

/** The id of the resource that holds a job; also what `pulumi import` takes. */
export function resourceId(instanceId: string, job: Pick<Job, "ids" | "clusterBackupId">): string {
  return job.ids.length > 0
    ? `${instanceId}:${job.ids.join(",")}`
    : `${instanceId}:cluster/${job.clusterBackupId}`;
}

/** The jobs that have not ended; `undefined` where we may not look. */
export async function runningTasks(
  ctx: TairContext,
  instanceId: string,
): Promise<Task[] | undefined> {
  const answer = await ctx.api.attempt(
    describeBackupTasks,
    { InstanceId: instanceId },
    "AccessDenied",
    "NotSupported",
  );
  if (!answer.ok) {
    if (
      ctx.session.firstTime(
        `tasks ${answer.tag} ${answer.tag === "NotSupported" ? instanceId : ""}`,
      )
    ) {
      ctx.log.warn(
        `the progress of backup jobs can't be read, only their results: ${answer.error.message}`,
      );
    }
    return undefined;
  }
  return answer.value.BackupJobs.filter((job) => job.BackupProgressStatus !== "Finished").map(
    (job) => ({
      jobId: job.BackupJobID,
      isManual: job.JobMode === "Manual",
      nodeId: job.NodeId,
      status: job.BackupProgressStatus ?? "running",
      percent: job.Progress,
      startTime: job.StartTime,
    }),
  );
}

/** How long what the cloud has done may take to show in its lists. */
const SETTLES_WITHIN_MS = seconds(90);
const ROUNDS = 3;
const RECENT_MS = days(1);

interface Seen {
  readonly tasks: Task[] | undefined;
  readonly rows: BackupRow[];
}

export interface StartRequest {
  readonly target: Target;
  readonly retentionDays: number | undefined;
  /** Take the backup as the policy keeps it where the instance gives backups no retention of their own. */
  readonly isRetentionDispensable?: boolean;
  readonly ifBackupRunning: "fail" | "wait" | "adopt";
}

type Start =
  | { readonly state: "started"; readonly job: Job; readonly adopted: boolean }
  /** The cloud says of this kind of instance that it takes no manual backup, whatever its retention. */
  | { readonly state: "impossible"; readonly error: Refused };

/** Starts exactly one manual backup, or fails. */
export async function startJob(
  ctx: TairContext,
  request: StartRequest,
): Promise<{ job: Job; adopted: boolean }> {
  const start = await startJobIfPossible(ctx, request);
  if (start.state === "impossible") throw start.error;
  return start;
}

/**
 * The same where an instance that can't be backed up is no failure. CreateBackup has no client token, so a
 * lost answer is never sent again before the lists have had time to show what it did.
 */
export async function startJobIfPossible(ctx: TairContext, request: StartRequest): Promise<Start> {
  const { target, isRetentionDispensable = false } = request;
  let { retentionDays } = request;
  const { instanceId } = target.instance;
  let before = await look(ctx, target);
  let lost = 0;
  const began = ctx.clock.now();
  for (;;) {
    const running = before.tasks ?? [];
    if (running.length > 0 && lost === 0) {
      const adopted = await whileRunning(ctx, request, running);
      if (adopted !== undefined) return { state: "started", job: adopted, adopted: true };
      before = await look(ctx, target);
    }
    sayUnheld(ctx, instanceId, before.rows);
    const requestedAt = new Date(ctx.api.now()).toISOString().replace(/\.\d+Z$/, "Z");
    const outcome = await ctx.api.start(
      createBackup,
      {
        InstanceId: instanceId,
        ...(retentionDays === undefined ? {} : { BackupRetentionPeriod: retentionDays }),
      },
      "BackupRunning",
      "NotSupported",
      "RetentionNotAccepted",
    );
    if (outcome.state === "started") {
      const job = { ids: outcome.value.BackupJobID, startedAt: requestedAt };
      return { state: "started", job, adopted: false };
    }
    if (outcome.state === "refused" && outcome.tag !== "BackupRunning") {
      if (isRetentionDispensable && retentionDays !== undefined) {
        retentionDays = undefined;
        continue;
      }
      if (outcome.tag === "RetentionNotAccepted") throw outcome.error;
      const hasRetention = retentionDays !== undefined;
      const error = cannotBackUp(target.instance, hasRetention, outcome.error.message);
      if (hasRetention) throw error;
      return { state: "impossible", error };
    }
    if (outcome.state === "unknown") {
      lost += 1;
      ctx.log.progress(
        "the answer to CreateBackup was lost, looking for the job that it may have started",
      );
    }
    const ours = lost > 0 ? await appeared(ctx, target, before) : undefined;
    if (ours !== undefined) return { state: "started", job: ours, adopted: false };
    if (outcome.state === "unknown" && lost >= ROUNDS) {
      throw new Refused(
        `CreateBackup on ${instanceId} got no usable answer ${lost} times and no new manual backup has appeared: ${outcome.error.message}`,
      );
    }
    if (outcome.state === "refused") {
      if (ctx.clock.now() - began > boundOf(ctx, "backupTimeoutMinutes").upToMs)
        throw outcome.error;
      before = await foreignJob(ctx, request, before, outcome.error.message);
    }
  }
}

async function look(ctx: TairContext, { instance, listing }: Target): Promise<Seen> {
  const [tasks, rows] = await Promise.all([
    runningTasks(ctx, instance.instanceId),
    listRows(ctx, instance.instanceId, listing, { fromMs: ctx.api.now() - 2 * RECENT_MS }),
  ]);
  return { tasks, rows: rows.filter((row) => row.isManual) };
}

/** An automatic job is waited for; for a manual one the user has said what to do. */
async function whileRunning(
  ctx: TairContext,
  { target, ifBackupRunning }: StartRequest,
  running: readonly Task[],
): Promise<Job | undefined> {
  const { instanceId } = target.instance;
  const manual = running.filter((task) => task.isManual);
  if (manual.length > 0 && ifBackupRunning !== "wait") {
    const found = jobsOf(kindOf(target), manual, [])[0] as Job;
    const importId = resourceId(instanceId, found);
    if (ifBackupRunning === "fail") {
      throw new Refused(
        `a manual backup job already runs on ${instanceId}: job ${found.ids.join(",")}, started ${found.startedAt}; nothing was started. It may be the one of an interrupted run. Set ifBackupRunning: "adopt" to take it over, "wait" to start another one after it; for an import by the plugin its id is "${importId}".`,
      );
    }
    if (!isHeld(ctx, instanceId, found)) {
      ctx.log.warn(
        `adopted the manual backup job ${found.ids.join(",")}, which was running already: its data is from ${found.startedAt}`,
      );
      return found;
    }
  }
  const ids = running.map((task) => task.jobId);
  await waitUntil(ctx, {
    what: `backup job ${ids.join(",")}, which was running already`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    poll: async () => {
      const now = await runningTasks(ctx, instanceId);
      const left = (now ?? []).filter((task) => ids.includes(task.jobId));
      return left.length === 0
        ? { state: "done", value: undefined }
        : { state: "pending", saw: progressOf(left), percent: lowestPercent(left) };
    },
  });
  return undefined;
}

/** CreateBackup says that a job runs: wait until it can be seen, so that its kind can be told. */
async function foreignJob(
  ctx: TairContext,
  request: StartRequest,
  before: Seen,
  refusal: string,
): Promise<Seen> {
  if (before.tasks === undefined && request.ifBackupRunning !== "wait") {
    throw new Refused(
      `${refusal} Whether it is a manual one can't be told without kvstore:DescribeBackupTasks on *: allow it, or set ifBackupRunning: "wait".`,
    );
  }
  const began = ctx.clock.now();
  return waitUntil(ctx, {
    what: `the backup job that runs on ${request.target.instance.instanceId}`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      const seen = await look(ctx, request.target);
      const isOver = ctx.clock.now() - began > seconds(15);
      return (seen.tasks ?? []).length > 0 || isOver
        ? { state: "done", value: seen }
        : { state: "pending", saw: "not listed yet" };
    },
  });
}

/** The one new manual job since `before`; several are an error, none after the settle time is `undefined`. */
async function appeared(ctx: TairContext, target: Target, before: Seen): Promise<Job | undefined> {
  const { instanceId, shardCount } = target.instance;
  const began = ctx.clock.now();
  const known = new Set(
    [
      ...jobsOf(kindOf(target), before.tasks ?? [], []),
      ...jobsOf(kindOf(target), [], before.rows),
    ].flatMap(keysOf),
  );
  return waitUntil<Job | undefined>(ctx, {
    what: `a new manual backup of ${instanceId} to show`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      const seen = await look(ctx, target);
      const fresh = jobsOf(
        kindOf(target),
        (seen.tasks ?? []).filter((task) => task.isManual),
        seen.rows,
      ).filter(
        (job) => !keysOf(job).some((key) => known.has(key)) && !isHeld(ctx, instanceId, job),
      );
      if (fresh.length > 1) {
        const list = fresh
          .map((job) => `"${resourceId(instanceId, job)}" (${job.startedAt})`)
          .join(", ");
        throw new Refused(
          `the answer to CreateBackup on ${instanceId} was lost, and ${fresh.length} new manual backups have appeared, so that ours can't be told: ${list}. Import the one you want with the plugin, or delete what nobody needs.`,
        );
      }
      const hasSettled = ctx.clock.now() - began > SETTLES_WITHIN_MS;
      const [job] = fresh;
      if (job === undefined && !hasSettled) return { state: "pending", saw: "none yet" };
      // Clusters of before 2023-12-05 start one job per node, and they needn't all be listed at once.
      const isWhole =
        job === undefined || job.ids.length <= 1 || job.ids.length >= (shardCount ?? 0);
      return isWhole || hasSettled
        ? { state: "done", value: job }
        : { state: "pending", saw: `${job.ids.length} of ${shardCount} jobs` };
    },
  });
}

/** Tasks and rows as jobs: one id for all nodes, or, for old clusters, one per node started together. */
export function jobsOf(
  { isCluster, listing }: { readonly isCluster: boolean; readonly listing: Listing },
  tasks: readonly Task[],
  rows: readonly BackupRow[],
): Job[] {
  const parts = new Map<string, { jobId: string; nodes: Set<string>; startedAt: string }>();
  const add = (jobId: string, node: string | undefined, startedAt: string | undefined) => {
    const part = parts.get(jobId) ?? { jobId, nodes: new Set(), startedAt: startedAt ?? "" };
    part.nodes.add(node ?? jobId);
    parts.set(jobId, part);
  };
  for (const task of tasks) add(task.jobId, task.nodeId, task.startTime);
  for (const row of rows)
    if (row.jobId !== undefined) add(row.jobId, row.nodeInstanceId, row.backupStartTime);

  const jobs: { ids: string[]; nodes: Set<string>; startedAt: string }[] = [];
  for (const part of [...parts.values()].sort((a, b) => a.startedAt.localeCompare(b.startedAt))) {
    const together = jobs.find(
      (job) =>
        isCluster &&
        part.nodes.size === 1 &&
        ![...part.nodes].some((node) => job.nodes.has(node)) &&
        Math.abs(Date.parse(job.startedAt) - Date.parse(part.startedAt)) < minutes(1),
    );
    if (together === undefined) {
      jobs.push({ ids: [part.jobId], nodes: part.nodes, startedAt: part.startedAt });
    } else {
      together.ids.push(part.jobId);
      part.nodes.forEach((node) => together.nodes.add(node));
    }
  }
  const found: Job[] = jobs.map(({ ids, startedAt }) => ({ ids: ids.sort(), startedAt }));
  if (listing === "backups" || found.length > 0) return found;
  // Rows of cloud-native clusters carry no job id.
  const sets = new Map(rows.map((row) => [row.clusterBackupId, row]));
  return [...sets].map(([clusterBackupId, row]) => ({
    ids: [],
    clusterBackupId,
    startedAt: row.backupStartTime ?? "",
  }));
}

type Held = Pick<Job, "ids" | "clusterBackupId">;

const keysOf = (job: Held): string[] =>
  job.clusterBackupId === undefined ? [...job.ids] : [...job.ids, `cluster/${job.clusterBackupId}`];

/** By what a backup is known to whoever holds it. */
export const holdings = (instanceId: string, job: Held): string[] =>
  keysOf(job).map((key) => `${instanceId}:${key}`);

export function hold(ctx: TairContext, instanceId: string, job: Held): void {
  for (const key of holdings(instanceId, job)) ctx.session.backupsHeld.add(key);
}

export function isHeld(ctx: TairContext, instanceId: string, job: Job): boolean {
  return keysOf(job).some((key) => ctx.session.backupsHeld.has(`${instanceId}:${key}`));
}

/** Tells of recent manual backups that no resource of this run is known to hold: perhaps an interrupted run's. */
function sayUnheld(ctx: TairContext, instanceId: string, rows: readonly BackupRow[]): void {
  const ids = new Set(
    rows
      .filter((row) => Date.parse(row.backupStartTime ?? "") > ctx.api.now() - RECENT_MS)
      .map((row) => ({
        ids: row.jobId === undefined ? [] : [row.jobId],
        clusterBackupId: row.clusterBackupId,
        startedAt: row.backupStartTime ?? "",
      }))
      .filter((job) => !isHeld(ctx, instanceId, job))
      .map((job) => `"${resourceId(instanceId, job)}" (${job.startedAt})`),
  );
  if (ids.size === 0 || !ctx.session.firstTime(`unheld ${instanceId}`)) return;
  ctx.log.info(
    `${instanceId} has manual backups of the last day that this run has not met in state yet: ${[...ids].join(", ")}. If an interrupted run made one, the plugin can import it by that id.`,
  );
}

/** Why an instance takes no manual backup, or none with an expiry of its own. */
export function cannotBackUp(
  { instanceId, isSingleNode }: Instance,
  hasRetention: boolean,
  refusal?: string,
): Refused {
  const advice = isSingleNode
    ? "Single-node instances can't be backed up."
    : hasRetention
      ? "Backups of classic instances can't have an expiry of their own: leave out backupRetentionPeriod and expectExpireTime."
      : "Single-node instances and some editions can't be backed up.";
  const said = refusal === undefined ? "" : ` ${refusal}`;
  return new Refused(`${instanceId} can't be backed up like this. ${advice}${said}`);
}

export function progressOf(tasks: readonly Task[]): string {
  const percent = lowestPercent(tasks);
  const status = tasks[0]?.status ?? "running";
  return percent === undefined ? status : `${status}, ${percent} %`;
}

export function lowestPercent(tasks: readonly Task[]): number | undefined {
  const known = tasks.map((task) => task.percent).filter((percent) => percent !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
