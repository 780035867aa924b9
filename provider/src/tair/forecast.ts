import { days } from "../core/clock";
import { ApiError } from "../core/errors";
import { listRows, listingOf, type BackupRow, type Listing } from "./backup-sets";
import { describeInstance, type Instance } from "./instance";
import type { TairContext } from "./session";

const GIB = 1024 ** 3;

/** A preview's look at an instance: one that is missing or unreadable fails, one that is busy delays. */
export async function lookAhead(ctx: TairContext, instanceId: string): Promise<Instance> {
  const instance = await describeInstance(ctx, instanceId);
  warnOfBusy(ctx, instance);
  return instance;
}

/** Where `up` sends what only a Normal instance takes. */
export function warnOfBusy(ctx: TairContext, { instanceId, status }: Instance): void {
  if (status === "Normal") return;
  ctx.log.warn(`${instanceId} is ${status}: \`up\` has to wait until it is Normal`);
}

/** The backups of the last week; a missing permission to list them fails now and not in `up`. */
export async function recentBackups(
  ctx: TairContext,
  { instanceId, isCluster }: Instance,
): Promise<{ readonly listing: Listing; readonly rows: BackupRow[] }> {
  const listing = await listingOf(ctx, instanceId, isCluster);
  const rows = await listRows(ctx, instanceId, listing, { fromMs: ctx.api.now() - days(7) });
  return { listing, rows };
}

/** The same for a step that does not list backups: where they can't be listed, it goes on without. */
export async function rowsToGoBy(
  ctx: TairContext,
  instance: Instance,
  how: string,
): Promise<BackupRow[] | undefined> {
  try {
    return (await recentBackups(ctx, instance)).rows;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ctx.log.warn(`how much storage ${how} takes can't be estimated: ${error.message}`);
    return undefined;
  }
}

/** Bytes of the newest whole backup; `undefined` where there is none to go by. */
export function sizeOfNewest(rows: readonly BackupRow[]): number | undefined {
  const whole = rows.filter(
    (row) => row.status === "Success" && row.backupType !== "IncrementalBackup",
  );
  const newest = [...whole].sort((a, b) =>
    (b.backupStartTime ?? "").localeCompare(a.backupStartTime ?? ""),
  )[0];
  if (newest === undefined) return undefined;
  const same = whole.filter((row) =>
    newest.clusterBackupId === undefined
      ? row.jobId === newest.jobId
      : row.clusterBackupId === newest.clusterBackupId,
  );
  return same.reduce((sum, row) => sum + (row.backupSize ?? 0), 0);
}

/** From here on a retention is worth a word even where its size can't be told. */
export const LONG_DAYS = 90;

/** What a retention will keep, where that is more than the memory of the instance, which is free. */
export function storageWarning(
  instance: Instance,
  kept: { readonly copies: number; readonly bytesEach: number | undefined; readonly how: string },
): string | undefined {
  const { bytesEach, copies, how } = kept;
  const { instanceId, capacityMb } = instance;
  if (capacityMb === undefined) return undefined;
  const free = capacityMb * 1024 ** 2;
  if (bytesEach === undefined) {
    return `how much storage ${how} takes can't be estimated: ${instanceId} has no successful backup of the last week to go by; ${gib(free)} are free of charge`;
  }
  const bytes = bytesEach * copies;
  if (bytes <= free) return undefined;
  return `${how} keeps about ${gib(bytes)} by the size of the newest backup (${gib(bytesEach)}): ${gib(bytes - free)} over the ${gib(free)} that are free of charge`;
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(bytes < 10 * GIB ? 1 : 0)} GiB`;
