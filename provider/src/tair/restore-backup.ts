import { minutes } from "../core/clock";
import { JobFailed } from "../core/errors";
import { hold, startJob, type Job } from "./backup-job";
import { listingOf } from "./backup-sets";
import { awaitBackup } from "./backup-wait";
import type { Instance } from "./instance";
import type { TairContext } from "./session";

/** A backup that ended longer ago does not hold what a restore would overwrite now. */
const FRESH_MS = minutes(60);
/** Days for which the backup before a restore is kept where nothing is declared. */
const RETENTION_DAYS = 7;

/**
 * Sees that a backup of the present data is there, and returns its job: `known`, of an interrupted
 * run, where that is still good, else a new one. `keep` hears of a job as soon as it is started.
 */
export async function backupBeforeRestore(
  ctx: TairContext,
  req: {
    readonly instance: Instance;
    readonly retentionDays: number | undefined;
    readonly known: Job | undefined;
    readonly keep: (job: Job | undefined) => void;
  },
): Promise<void> {
  const { instance, retentionDays, known, keep } = req;
  const { instanceId } = instance;
  const listing = await listingOf(ctx, instanceId, instance.isCluster);
  const target = { instance, listing };
  if (known !== undefined) {
    hold(ctx, instanceId, known);
    const result = await awaitBackup(ctx, target, known);
    const ended = result.rows.map((row) =>
      Date.parse(row.backupEndTime ?? row.backupStartTime ?? ""),
    );
    const isFresh = ended.every((end) => ctx.api.now() - end < FRESH_MS);
    if (result.state === "success" && isFresh) return;
    keep(undefined);
  }
  const { job } = await startJob(ctx, {
    target,
    retentionDays: retentionDays ?? RETENTION_DAYS,
    isRetentionDispensable: retentionDays === undefined,
    ifBackupRunning: "wait",
  });
  hold(ctx, instanceId, job);
  keep(job);
  ctx.log.info(`backup job ${job.ids.join(",")} keeps the data as it is before the restore`);
  const result = await awaitBackup(ctx, target, job);
  if (result.state === "success") return;
  keep(undefined);
  throw new JobFailed(
    `nothing was restored: backup job ${job.ids.join(",")} of ${instanceId}, which was to keep the data as it is, gave no usable backup: ${result.reason}. The next \`pulumi up\` takes another one; backupBefore: false restores without.`,
  );
}
