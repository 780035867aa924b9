import { deleteBackup } from "../api/alibaba/operations/delete-backup";
import { minutes, seconds } from "../core/clock";
import type { Departures } from "../core/departures";
import { Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil } from "../core/wait";
import { runningTasks, type Job } from "./backup-job";
import { fileOf, findRows, type Backup, type Listing } from "./backup-sets";
import { rowsOfJob } from "./backup-wait";
import type { TairContext } from "./session";
import { wholeBackups, type WholeBackup } from "./whole-backups";

/** A job can't be stopped, and a backup that appears after the deletion would be nobody's. */
export async function untilJobIsOver(
  ctx: TairContext,
  { instanceId, listing, job }: { instanceId: string; listing: Listing; job: Job },
): Promise<void> {
  let lastSeenAt = ctx.clock.now();
  await waitUntil(ctx, {
    what: `backup job ${job.ids.join(",")} to end before its backup is deleted`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    poll: async () => {
      const tasks = await runningTasks(ctx, instanceId);
      const isRunning = (tasks ?? []).some((task) => job.ids.includes(task.jobId));
      if (isRunning) {
        lastSeenAt = ctx.clock.now();
        return { state: "pending", saw: "it runs" };
      }
      const rows = await rowsOfJob(ctx, instanceId, listing, job);
      const isListed =
        rows === undefined || (rows.length > 0 && rows.every((row) => row.backupId !== ""));
      // Without the list of tasks, a job that has no backup yet may still run.
      const isOver = ctx.clock.now() - lastSeenAt > minutes(tasks === undefined ? 30 : 3);
      return isListed || isOver
        ? { state: "done", value: undefined }
        : { state: "pending", saw: "its backup is not listed yet" };
    },
  });
}

/** How long what another run has just deleted may still be listed. */
const SETTLES_WITHIN_MS = seconds(90);

interface Leaving {
  readonly instanceId: string;
  readonly listing: Listing;
  readonly ours: readonly Backup[];
  readonly departures: Departures;
}

/**
 * The last copy of the data is not deleted by accident. Another copy counts at once where it can't have been
 * deleted: an automatic one, or one that this process has made. Any other has to stay in the list for a while.
 */
export function refuseLastCopy(ctx: TairContext, req: Leaving): Promise<void> {
  const { instanceId } = req;
  const began = ctx.clock.now();
  return waitUntil<void>(ctx, {
    what: `another backup of ${instanceId} to be there for certain`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      const copies = await otherCopies(ctx, req);
      const isCertain = copies.some(
        ({ isManual, rows }) =>
          !isManual || rows.some((row) => ctx.session.filesMade.has(fileOf(instanceId, row))),
      );
      return isCertain || ctx.clock.now() - began > SETTLES_WITHIN_MS
        ? { state: "done", value: undefined }
        : { state: "pending", saw: "it is listed, and may have just been deleted" };
    },
  });
}

/** Whole backups that stay: files of several broken ones make no copy together. */
async function otherCopies(
  ctx: TairContext,
  { instanceId, listing, ours, departures }: Leaving,
): Promise<WholeBackup[]> {
  const all = (await findRows(ctx, instanceId, listing)) ?? [];
  const ids = new Set(ours.map((row) => row.backupId));
  const others = all.filter(
    (row) => !ids.has(row.backupId) && !ctx.session.filesDeleted.has(fileOf(instanceId, row)),
  );
  const likeOurs = { isCluster: ours.length > 1, shardCount: ours.length };
  const whole = wholeBackups(likeOurs, listing, others).filter(({ isUsable }) => isUsable);
  const stay = whole.filter(
    ({ rows }) => !rows.some((row) => departures.isAnnounced(fileOf(instanceId, row))),
  );
  if (stay.length > 0) return stay;
  const only = whole.length === 0 ? "" : ", as another provider of this run deletes the others";
  throw new Refused(
    `backup ${[...ids].join(", ")} is the only successful backup of ${instanceId}${only}, and is not deleted. Take another one first, or set allowDeleteLast: true or onDelete: "retain" and run \`pulumi up\` before the destroy.`,
  );
}

/** Deletes one file of a backup; one that is gone already is a success. */
export async function deleteFile(
  ctx: TairContext,
  instanceId: string,
  backupId: string,
): Promise<void> {
  const answer = await ctx.api.attempt(
    deleteBackup,
    { InstanceId: instanceId, BackupId: backupId },
    "BackupNotFound",
    "BackupUntouchable",
    "NotSupported",
  );
  if (answer.ok || answer.tag === "BackupNotFound") {
    ctx.session.filesDeleted.add(fileOf(instanceId, { backupId }));
    return;
  }
  throw new Refused(
    `backup ${backupId} of ${instanceId} can't be deleted: only manual backups of cloud-native instances can. Set onDelete: "retain" and run \`pulumi up\`, then destroy. ${answer.error.message}`,
  );
}
