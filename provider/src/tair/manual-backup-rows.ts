import type { Job, Target } from "./backup-job";
import { listingOf, type BackupRow, type Listing } from "./backup-sets";
import { filesOf, rowsOfJob, settledRows } from "./backup-wait";
import { describeInstance, findInstance, type Instance } from "./instance";
import type { Outputs, State } from "./manual-backup-fields";
import type { TairContext } from "./session";

/** Where the files of a backup in state are listed, and how many the whole of it has. */
interface Kept {
  readonly listing: Listing;
  readonly files: number;
}

export async function targetOf(ctx: TairContext, instanceId: string): Promise<Target> {
  return targetAt(ctx, await describeInstance(ctx, instanceId));
}

async function targetAt(ctx: TairContext, instance: Instance): Promise<Target> {
  const { instanceId, isCluster } = instance;
  return { instance, listing: await listingOf(ctx, instanceId, isCluster) };
}

export function jobOf({ backupJobIds, clusterBackupId, startedAt }: Outputs): Job {
  return { ids: backupJobIds, clusterBackupId, startedAt };
}

/** `undefined` when the instance, which a backup left running has to ask about, is not found. */
export async function whereKept(ctx: TairContext, state: State): Promise<Kept | undefined> {
  const { status, clusterBackupId, backups, instanceId } = state;
  if (status !== "Running") {
    const listing = clusterBackupId === undefined ? "backups" : "clusterBackups";
    return { listing, files: backups.length };
  }
  const instance = await findInstance(ctx, instanceId);
  if (instance === undefined) return undefined;
  const target = await targetAt(ctx, instance);
  return { listing: target.listing, files: filesOf(target, jobOf(state)) };
}

/** The rows of a backup in state; `undefined` when the instance is not found. */
export function listed(
  ctx: TairContext,
  state: State,
  { listing, files }: Kept,
): Promise<BackupRow[] | undefined> {
  const { instanceId, status } = state;
  const job = jobOf(state);
  // One that was left running may not be listed yet, and the next update waits for it.
  return status === "Running"
    ? rowsOfJob(ctx, instanceId, listing, job)
    : settledRows(ctx, { instanceId, listing, job, files });
}

/** `files` are as many as the whole backup has. */
export function statusOf(
  rows: readonly BackupRow[],
  prior: Pick<Outputs, "status">,
  files: number,
): Outputs["status"] {
  if (rows.some((row) => row.status === "Failed" || row.backupSize === 0)) return "Failed";
  if (rows.some((row) => row.backupId === "" || row.status !== "Success")) return "Running";
  if (rows.length >= files) return "Success";
  return prior.status === "Running" ? "Running" : "Incomplete";
}
