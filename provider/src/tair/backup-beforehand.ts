import { JobFailed } from "../core/errors";
import { isFresh } from "../core/restore-guards";
import { hold, startJobIfPossible, type Job } from "./backup-job";
import { listingOf, type BackupRow } from "./backup-sets";
import { awaitBackup } from "./backup-wait";
import type { Instance } from "./instance";
import type { TairContext } from "./session";

/** Days for which the backup is kept where nothing is declared. */
const RETENTION_DAYS = 7;

/**
 * Sees that a backup of the present data is there before something is done, and returns its files: of
 * `known`, of an interrupted run, where that is still good, else of a new one. `keep` hears of a job as
 * soon as it is started. No files where the instance can't be backed up and that is no reason to stop.
 */
export async function backupBeforehand(
  ctx: TairContext,
  req: {
    readonly instance: Instance;
    readonly retentionDays: number | undefined;
    readonly known: Job | undefined;
    readonly keep: (job: Job | undefined) => void;
    /** Whether to go on where the cloud says that this kind of instance takes no backups. */
    readonly isDispensable?: boolean;
    /** Whether the backup of an interrupted run will do whose data is not the present one any more. */
    readonly isOfAnyAge?: boolean;
    /** What has not happened when the backup fails, and how to do without. */
    readonly words: { readonly undone: string; readonly purpose: string; readonly without: string };
  },
): Promise<readonly BackupRow[]> {
  const { instance, retentionDays, known, keep, words } = req;
  const { isDispensable = false, isOfAnyAge = false } = req;
  const { instanceId } = instance;
  const listing = await listingOf(ctx, instanceId, instance.isCluster);
  const target = { instance, listing };
  if (known !== undefined) {
    hold(ctx, instanceId, known);
    const result = await awaitBackup(ctx, target, known);
    const areGood = result.rows.every(
      (row) => isOfAnyAge || isFresh(row.backupEndTime ?? row.backupStartTime, ctx.api.now()),
    );
    if (result.state === "success" && areGood) return result.rows;
    keep(undefined);
  }
  const start = await startJobIfPossible(ctx, {
    target,
    retentionDays: retentionDays ?? RETENTION_DAYS,
    isRetentionDispensable: retentionDays === undefined,
    ifBackupRunning: "wait",
  });
  if (start.state === "impossible") {
    if (!isDispensable) throw start.error;
    ctx.log.warn(`goes on without a backup before: ${start.error.message}`);
    return [];
  }
  const { job } = start;
  hold(ctx, instanceId, job);
  keep(job);
  ctx.log.info(`backup job ${job.ids.join(",")} ${words.purpose}`);
  const result = await awaitBackup(ctx, target, job);
  if (result.state === "success") return result.rows;
  keep(undefined);
  throw new JobFailed(
    `${words.undone}: backup job ${job.ids.join(",")} of ${instanceId}, which comes first, gave no usable backup: ${result.reason}. The next \`pulumi up\` takes another one; ${words.without}.`,
  );
}
