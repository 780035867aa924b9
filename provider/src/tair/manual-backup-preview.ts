import { days, minutes } from "../core/clock";
import {
  cannotExtend,
  isBefore,
  mayBeExtended,
  NEVER,
  notListed,
  type Expiry,
} from "./backup-expiry";
import { forecastBackup } from "./backup-forecast";
import { listRows } from "./backup-sets";
import { rowsOfJob } from "./backup-wait";
import { LONG_DAYS, lookAhead, sizeOfNewest, storageWarning, warnOfBusy } from "./forecast";
import { describeInstance, type Instance } from "./instance";
import type { Inputs, State } from "./manual-backup-fields";
import { jobOf, targetOf, whereKept } from "./manual-backup-rows";
import type { TairContext } from "./session";

/** What the creation of a manual backup, or its update, would run into, by reads alone. */
export async function previewBackup(
  ctx: TairContext,
  { inputs, state }: { inputs: Inputs; state: State | undefined },
): Promise<void> {
  if (state === undefined) return previewCreation(ctx, inputs);
  if (state.status === "Running") return previewWait(ctx, state);
  if (mayBeExtended(inputs, state)) return previewExtension(ctx, inputs, state);
}

async function previewCreation(ctx: TairContext, inputs: Inputs): Promise<void> {
  const instance = await lookAhead(ctx, inputs.instanceId);
  const { backupRetentionPeriod, expectExpireTime, ifBackupRunning } = inputs;
  const hasRetention = backupRetentionPeriod !== undefined || expectExpireTime !== undefined;
  const rows = await forecastBackup(ctx, instance, { hasRetention, ifBackupRunning });
  warnOfStorage(ctx, inputs, instance, sizeOfNewest(rows));
}

/** Of a job that an interrupted run has left only its end is waited for. */
async function previewWait(ctx: TairContext, state: State): Promise<void> {
  const { instanceId, startedAt } = state;
  const { listing } = await targetOf(ctx, instanceId);
  await listRows(ctx, instanceId, listing, { fromMs: Date.parse(startedAt) - minutes(15) });
}

/** Lists may lag behind what has been done; what is older than this shows. */
const LISTS_LAG_AT_MOST_MS = minutes(5);

async function previewExtension(ctx: TairContext, inputs: Inputs, state: State): Promise<void> {
  const { instanceId, startedAt, backups } = state;
  const instance = await describeInstance(ctx, instanceId);
  const kept = await whereKept(ctx, state);
  const rows = (kept && (await rowsOfJob(ctx, instanceId, kept.listing, jobOf(state)))) ?? [];
  const isYoung = ctx.api.now() - Date.parse(startedAt) < LISTS_LAG_AT_MOST_MS;
  if (rows.length === 0 && !isYoung) throw notListed(instanceId);
  const [early] = rows.filter((row) => isBefore(row, inputs, startedAt));
  if (early === undefined) return;
  if (instance.isCloudNative === false) throw cannotExtend(instanceId, early);
  warnOfBusy(ctx, instance);
  const bytes = backups.reduce((sum, { backupSize }) => sum + (backupSize ?? 0), 0);
  warnOfStorage(ctx, inputs, instance, bytes);
}

function warnOfStorage(
  ctx: TairContext,
  declared: Expiry,
  instance: Instance,
  bytesEach: number | undefined,
): void {
  const warning = longKept(declared, ctx.api.now(), (copies, how) =>
    storageWarning(instance, { copies, how, bytesEach }),
  );
  if (warning !== undefined) ctx.log.warn(warning);
}

function longKept(
  { backupRetentionPeriod, expectExpireTime }: Expiry,
  now: number,
  storage: (copies: number, how: string) => string | undefined,
): string | undefined {
  if (backupRetentionPeriod === NEVER) {
    const over = storage(1, "this backup");
    return `this backup never expires, and counts towards the storage of the instance until it is deleted${over === undefined ? "" : `; ${over}`}`;
  }
  const kept =
    expectExpireTime === undefined
      ? backupRetentionPeriod
      : Math.ceil((Date.parse(expectExpireTime) - now) / days(1));
  return kept === undefined || kept < LONG_DAYS
    ? undefined
    : storage(1, `a backup kept for ${kept} days`);
}
