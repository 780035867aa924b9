import { deleteBackup } from "../api/alibaba/operations/delete-backup";
import { minutes } from "../core/clock";
import type { Departures } from "../core/departures";
import { Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil } from "../core/wait";
import { runningTasks, type Job } from "./backup-job";
import { findRows, type Backup, type Listing } from "./backup-sets";
import { rowsOfJob } from "./backup-wait";
import type { TairContext } from "./session";
import { wholeBackups } from "./whole-backups";

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

/** The last copy of the data is not deleted by accident. */
export async function refuseLastCopy(
  ctx: TairContext,
  req: {
    readonly instanceId: string;
    readonly listing: Listing;
    readonly ours: readonly Backup[];
    readonly departures: Departures;
  },
): Promise<void> {
  const { instanceId, listing, ours, departures } = req;
  const all = (await findRows(ctx, instanceId, listing)) ?? [];
  const ids = new Set(ours.map((row) => row.backupId));
  const file = ({ backupId }: Backup) => `${instanceId}:${backupId}`;
  const others = all.filter(
    (row) => !ids.has(row.backupId) && !ctx.session.filesDeleted.has(file(row)),
  );
  // Files of several broken backups make no copy together.
  const likeOurs = { isCluster: ours.length > 1, shardCount: ours.length };
  const whole = wholeBackups(likeOurs, listing, others).filter(({ isUsable }) => isUsable);
  if (whole.some(({ rows }) => !rows.some((row) => departures.isAnnounced(file(row))))) return;
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
    ctx.session.filesDeleted.add(`${instanceId}:${backupId}`);
    return;
  }
  throw new Refused(
    `backup ${backupId} of ${instanceId} can't be deleted: only manual backups of cloud-native instances can. Set onDelete: "retain" and run \`pulumi up\`, then destroy. ${answer.error.message}`,
  );
}
