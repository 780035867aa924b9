import { describeTaskInfo } from "../api/tencent/operations/describe-task-info";
import { manualBackupInstance } from "../api/tencent/operations/manual-backup-instance";
import { chinaTime } from "../api/tencent/china-time";
import { describeTaskList } from "../api/tencent/operations/describe-task-list";
import { days, minutes, seconds } from "../core/clock";
import { JobFailed, Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil, type Poll } from "../core/wait";
import { allBackups, EXPIRED, THERE, type WireBackup } from "./backup-list";
import { tagged, untagged } from "./backup-tag";
import type { CrsContext } from "./session";

/** A manual backup, found by the tag in its remark; an imported one, by its own id. */
export interface Wanted {
  readonly instanceId: string;
  readonly tag?: string | undefined;
  readonly backupId?: string | undefined;
  /** When it was asked for, by the cloud's clock. */
  readonly startedAt: string;
  /** When it can have started at the latest; within a day where unset. */
  readonly untilMs?: number;
}

/** What is known of a backup that was started. */
export interface Started {
  /** Absent where the answer that told it was lost. */
  readonly taskId: string | undefined;
  readonly startedAt: string;
}

export interface BackupRequest extends Wanted {
  readonly tag: string;
  readonly remark: string | undefined;
  readonly storageDays: number | undefined;
  /** A run before has sent it, and never learned what became of it. */
  readonly isSentBefore: boolean;
  /** Called as soon as a backup may have been started that nobody has heard of. */
  readonly onLost: () => void;
}

/** How long what the cloud has done may take to show in its lists. */
const SETTLES_WITHIN_MS = seconds(90);
const ROUNDS = 3;
/** A task has ended and its backup is not listed: how long before we say so. */
const ROW_SHOWS_WITHIN_MS = minutes(10);
/** Times of the API name no zone: should they not be China time, a backup is found all the same. */
const ZONE_MS = minutes(9 * 60);

/** The row of a backup; absent where it is not listed; `notFound` where the instance is not. */
export async function findBackup(
  ctx: CrsContext,
  { instanceId, tag, backupId, startedAt, untilMs }: Wanted,
): Promise<WireBackup | undefined | "notFound"> {
  const started = Date.parse(startedAt);
  const list = await allBackups(ctx, {
    instanceId,
    fromMs: started - ZONE_MS - minutes(15),
    toMs: (untilMs ?? started + days(1)) + ZONE_MS,
    statuses: [...THERE, EXPIRED],
  });
  if (!list.ok) return "notFound";
  const isOurs = (row: WireBackup) =>
    tag === undefined ? row.BackupId === backupId : untagged(row.Remark).tag === tag;
  const [row, ...more] = list.rows.filter(isOurs);
  if (more.length > 0 && ctx.session.firstTime(`twice ${tag}`)) {
    const ids = more.map((other) => other.BackupId).join(", ");
    ctx.log.warn(
      `${instanceId} has more than one backup of this resource: ${ids} was taken beside ${row?.BackupId}, and stays until it expires`,
    );
  }
  return row;
}

/**
 * Starts exactly one backup; its task, where that is told. The API has no token against a second one, so
 * a lost answer is never sent again before the list has had time to show the tag.
 */
export function startBackup(ctx: CrsContext, request: BackupRequest): Promise<Started> {
  const { instanceId, tag, remark, storageDays, onLost } = request;
  let lost = request.isSentBefore ? 1 : 0;
  let lastLoss = "";
  let wasLocked = false;
  return waitUntil<Started>(ctx, {
    what: `${instanceId} to begin a backup`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    advice: "Nothing is known to have been started: run `pulumi up` again.",
    poll: async () => {
      if (lost > 0) {
        const row = await appeared(ctx, request);
        if (row !== undefined) {
          const { StartTime: startedAt = request.startedAt } = row;
          return { state: "done", value: { taskId: undefined, startedAt } };
        }
        const may = await mayRun(ctx, request, wasLocked);
        if (may !== undefined) return { state: "pending", saw: may };
        if (lost >= ROUNDS) {
          throw new Refused(
            `ManualBackupInstance on ${instanceId} got no usable answer ${lost} times, and no backup with the remark ${tagged(remark, tag)} has appeared: ${lastLoss}`,
          );
        }
      }
      const startedAt = secondOf(ctx.api.now());
      const outcome = await ctx.api.start(
        manualBackupInstance,
        {
          InstanceId: instanceId,
          Remark: tagged(remark, tag),
          ...(storageDays === undefined ? {} : { StorageDays: storageDays }),
        },
        "InstanceLocked",
        "InstanceNotReady",
      );
      switch (outcome.state) {
        case "started":
          return { state: "done", value: { taskId: outcome.value.TaskId, startedAt } };
        case "unknown":
          lost += 1;
          lastLoss = outcome.error.message;
          onLost();
          return { state: "pending", saw: "the answer was lost, looking for what it has started" };
        case "refused":
          wasLocked = true;
          return { state: "pending", saw: `refused for now (${outcome.error.facts.code})` };
      }
    },
  });
}

/**
 * What a request whose answer was lost may still bring: a backup is listed some time after its task has
 * ended, and the lock is free before that. Where tasks can't be seen, a lock that was met may be our own.
 */
async function mayRun(
  ctx: CrsContext,
  { instanceId, startedAt }: Wanted,
  wasLocked: boolean,
): Promise<string | undefined> {
  const since = Date.parse(startedAt);
  const answer = await ctx.api.attempt(
    describeTaskList,
    {
      InstanceId: instanceId,
      Limit: 100,
      Offset: 0,
      TaskTypes: ["012"],
      BeginTime: chinaTime(since - minutes(1)),
      EndTime: chinaTime(ctx.api.now() + days(1)),
    },
    "AccessDenied",
  );
  if (!answer.ok) return wasLocked ? "another operation, perhaps the backup itself" : undefined;
  const isOpen = (endTime: string | undefined) =>
    endTime === undefined || ctx.api.now() - Date.parse(endTime) < ROW_SHOWS_WITHIN_MS;
  const task = answer.value.Tasks.find(
    ({ Result, StartTime, EndTime }) =>
      Result !== 4 && Date.parse(StartTime ?? "") >= since - seconds(1) && isOpen(EndTime),
  );
  return task && `task ${task.TaskId}, which may be ours, and whose backup is not listed`;
}

function appeared(ctx: CrsContext, wanted: Wanted): Promise<WireBackup | undefined> {
  const began = ctx.clock.now();
  return waitUntil<WireBackup | undefined>(ctx, {
    what: `a new backup of ${wanted.instanceId} to show`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      // An earlier run may have sent it long ago, and this one again.
      const row = await findBackup(ctx, { ...wanted, untilMs: ctx.api.now() + days(1) });
      if (typeof row === "object") return { state: "done", value: row };
      const isOver = ctx.clock.now() - began > SETTLES_WITHIN_MS;
      return isOver ? { state: "done", value: undefined } : { state: "pending", saw: "none yet" };
    },
  });
}

/** Lists may lag behind what has been done; what is older than this shows. */
const LISTS_LAG_AT_MOST_MS = minutes(5);

/** Like `findBackup`, but a young backup that isn't listed gets the time to show before that counts. */
export function settledBackup(ctx: CrsContext, wanted: Wanted) {
  const began = ctx.clock.now();
  return waitUntil<WireBackup | undefined | "notFound">(ctx, {
    what: `the backup of ${wanted.instanceId} to be listed`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      const row = await findBackup(ctx, wanted);
      const isYoung = ctx.api.now() - Date.parse(wanted.startedAt) < LISTS_LAG_AT_MOST_MS;
      const isOver = !isYoung || ctx.clock.now() - began > SETTLES_WITHIN_MS;
      return row !== undefined || isOver
        ? { state: "done", value: row }
        : { state: "pending", saw: "not listed" };
    },
  });
}

export type Result =
  | { readonly state: "success"; readonly row: WireBackup }
  | { readonly state: "failed"; readonly reason: string };

/** Waits for a task to end and for its backup to be listed; a failed task is a value. */
export function awaitBackup(
  ctx: CrsContext,
  wanted: Wanted & { readonly tag: string },
  taskId: string | undefined,
): Promise<Result> {
  const { instanceId, tag, startedAt } = wanted;
  let endedAt: number | undefined;
  return waitUntil<Result>(ctx, {
    what: `backup pulumi:${tag}`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    sinceMs: Date.parse(startedAt) - (ctx.api.now() - ctx.clock.now()),
    advice: "The task goes on in the cloud: run `pulumi up` again to wait on.",
    poll: async (): Promise<Poll<Result>> => {
      if (taskId !== undefined && endedAt === undefined) {
        const task = await taskOf(ctx, taskId);
        if (task?.state === "running") return { state: "pending", saw: task.saw };
        if (task?.state === "failed") return { state: "done", value: task };
        if (task?.state === "over") endedAt = ctx.clock.now();
      }
      const row = await findBackup(ctx, wanted);
      if (typeof row === "object" && row.Status !== 1) {
        return { state: "done", value: { state: "success", row } };
      }
      const isLate = endedAt !== undefined && ctx.clock.now() - endedAt > ROW_SHOWS_WITHIN_MS;
      // Its task has ended long since: what holds it is another operation.
      if (isLate && typeof row === "object") {
        return { state: "done", value: { state: "success", row } };
      }
      if (!isLate) {
        return { state: "pending", saw: row === undefined ? "not listed yet" : "being taken" };
      }
      throw new JobFailed(
        `task ${taskId} of ${instanceId} is over, but no backup with the remark pulumi:${tag} is listed. Look for it in the console; the next \`pulumi up\` looks again.`,
      );
    },
  });
}

type Task =
  | { readonly state: "running"; readonly saw: string }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "over" }
  | { readonly state: "unknown" };

/** Absent where we may not look: then only the result can be seen. */
export async function taskOf(ctx: CrsContext, taskId: string): Promise<Task | undefined> {
  const answer = await ctx.api.attempt(
    describeTaskInfo,
    { TaskId: Number(taskId) },
    "AccessDenied",
    "TaskNotFound",
  );
  // A young task may not be known yet.
  if (!answer.ok && answer.tag === "TaskNotFound") return { state: "unknown" };
  if (!answer.ok) {
    if (ctx.session.firstTime("tasks denied")) {
      ctx.log.warn(`the state of tasks can't be read, only results: ${answer.error.message}`);
    }
    return undefined;
  }
  const { Status, TaskMessage } = answer.value;
  switch (Status) {
    case "preparing":
    case "running":
      return { state: "running", saw: Status };
    case "failed":
    case "error":
      return { state: "failed", reason: TaskMessage ?? `the cloud reports it as ${Status}` };
    case "succeed":
      return { state: "over" };
  }
}

/** RFC 3339 in UTC, to the second. */
export function secondOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}
