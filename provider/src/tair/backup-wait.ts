import { minutes, seconds } from "../core/clock";
import { JobFailed } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil, type Poll } from "../core/wait";
import {
  isHeld,
  lowestPercent,
  progressOf,
  resourceId,
  runningTasks,
  type Job,
  type Target,
} from "./backup-job";
import { findRows, type BackupRow, type Listing } from "./backup-sets";
import type { TairContext } from "./session";

/** A job has left the list of tasks and nothing of it is listed: how long before we say so. */
const ROW_SHOWS_WITHIN_MS = minutes(10);

/** The rows of a job; `undefined` when the instance is not found. */
export async function rowsOfJob(
  ctx: TairContext,
  instanceId: string,
  listing: Listing,
  job: Job,
): Promise<BackupRow[] | undefined> {
  const fromMs = Date.parse(job.startedAt) - minutes(15);
  if (listing === "clusterBackups") return rowsOfCluster(ctx, instanceId, job);
  const lists = await Promise.all(
    job.ids.map((jobId) =>
      findRows(ctx, instanceId, listing, { jobId, ...(fromMs > 0 ? { fromMs } : {}) }),
    ),
  );
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}

/** Lists may lag behind what has been done; what is older than this shows. */
const LISTS_LAG_AT_MOST_MS = minutes(5);
const LISTS_SETTLE_WITHIN_MS = seconds(90);

/** Like `rowsOfJob`, but a young backup of which files aren't listed gets the time to show before that counts. */
export async function settledRows(
  ctx: TairContext,
  {
    instanceId,
    listing,
    job,
    files,
  }: {
    readonly instanceId: string;
    readonly listing: Listing;
    readonly job: Job;
    readonly files: number;
  },
): Promise<BackupRow[] | undefined> {
  const began = ctx.clock.now();
  return waitUntil<BackupRow[] | undefined>(ctx, {
    what: `the backup of ${instanceId} to be listed`,
    upToMs: 2 * LISTS_SETTLE_WITHIN_MS,
    poll: async () => {
      const rows = await rowsOfJob(ctx, instanceId, listing, job);
      // After the first answer, which tells the cloud's time.
      const isYoung = ctx.api.now() - Date.parse(job.startedAt) < LISTS_LAG_AT_MOST_MS;
      const isOver = !isYoung || ctx.clock.now() - began > LISTS_SETTLE_WITHIN_MS;
      return rows === undefined || rows.length >= Math.max(1, files) || isOver
        ? { state: "done", value: rows }
        : { state: "pending", saw: `${rows.length} of ${files} files listed` };
    },
  });
}

/** Much longer than a job takes to begin: what began later, when ours may have expired, is somebody else's. */
const BEGINS_WITHIN_MS = minutes(60);

/** Rows of cloud-native clusters carry no job id: manual, begun with the job or soon after it, and exactly one. */
async function rowsOfCluster(ctx: TairContext, instanceId: string, job: Job) {
  const { clusterBackupId } = job;
  if (clusterBackupId !== undefined) {
    return findRows(ctx, instanceId, "clusterBackups", { clusterBackupId });
  }
  const started = Date.parse(job.startedAt);
  const rows = await findRows(ctx, instanceId, "clusterBackups", { fromMs: started - minutes(15) });
  const candidates = rows?.filter(
    (row) =>
      row.isManual &&
      Date.parse(row.backupStartTime ?? "") >= started &&
      Date.parse(row.backupStartTime ?? "") <= started + BEGINS_WITHIN_MS &&
      !isHeld(ctx, instanceId, { ids: [], clusterBackupId: row.clusterBackupId, startedAt: "" }),
  );
  const ids = [...new Set(candidates?.map((row) => row.clusterBackupId))];
  if (ids.length > 1) {
    const list = ids
      .map((id) => `"${resourceId(instanceId, { ids: [], clusterBackupId: id })}"`)
      .join(", ");
    throw new JobFailed(
      `job ${job.ids.join(",")} of ${instanceId} can't be told from other manual backups begun since: ${list}. Import the one you want.`,
    );
  }
  return candidates;
}

export type Result =
  | { readonly state: "success"; readonly rows: BackupRow[] }
  | { readonly state: "failed"; readonly rows: BackupRow[]; readonly reason: string };

/** Waits for a job to end and for its whole backup to be listed; a failed job is a value. */
export async function awaitBackup(ctx: TairContext, target: Target, job: Job): Promise<Result> {
  const { instanceId } = target.instance;
  const name = job.ids.length > 0 ? job.ids.join(",") : String(job.clusterBackupId);
  let endedAt: number | undefined;
  return waitUntil<Result>(ctx, {
    what: `backup job ${name}`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    sinceMs: Date.parse(job.startedAt) - (ctx.api.now() - ctx.clock.now()),
    advice: "The job goes on in the cloud: run `pulumi up` again to wait on.",
    poll: async (): Promise<Poll<Result>> => {
      if (endedAt === undefined) {
        const tasks = await runningTasks(ctx, instanceId);
        const mine = (tasks ?? []).filter((task) => job.ids.includes(task.jobId));
        if (mine.length > 0) {
          return { state: "pending", saw: progressOf(mine), percent: lowestPercent(mine) };
        }
        // Without the list of tasks nobody knows whether the job has ended.
        if (tasks !== undefined) endedAt = ctx.clock.now();
      }
      const rows = await rowsOfJob(ctx, instanceId, target.listing, job);
      const result = judge(target, job, rows ?? []);
      const isLate = endedAt !== undefined && ctx.clock.now() - endedAt > ROW_SHOWS_WITHIN_MS;
      if (result.state !== "pending" || !isLate) return settle(result);
      throw new JobFailed(
        `backup job ${name} of ${instanceId} is over, but its backup is not listed as a whole (${result.saw}). Look for it in the console; the next \`pulumi up\` looks again.`,
      );
    },
  });
}

function settle(result: Result | Extract<Poll<never>, { state: "pending" }>): Poll<Result> {
  return result.state === "pending" ? result : { state: "done", value: result };
}

/** How many files the whole backup has. */
export function filesOf({ instance }: Target, job: Job): number {
  return Math.max(1, job.ids.length, instance.isCluster ? (instance.shardCount ?? 1) : 1);
}

function judge(
  target: Target,
  job: Job,
  rows: BackupRow[],
): Result | Extract<Poll<never>, { state: "pending" }> {
  const failed = rows.find((row) => row.status === "Failed");
  if (failed !== undefined) {
    return {
      state: "failed",
      rows,
      reason: `the cloud reports it as Failed (${failed.nodeInstanceId ?? "?"})`,
    };
  }
  const listed = rows.filter((row) => row.backupId !== "" && row.status === "Success");
  const expected = filesOf(target, job);
  if (listed.length < rows.length || listed.length < expected) {
    return {
      state: "pending",
      saw:
        expected > 1
          ? `${listed.length} of ${expected} nodes listed`
          : "its backup is not listed yet",
    };
  }
  const empty = listed.find((row) => row.backupSize === 0);
  if (empty !== undefined) {
    return { state: "failed", rows, reason: `backup ${empty.backupId} has a size of 0 bytes` };
  }
  return { state: "success", rows };
}
