import { days } from "../core/clock";
import { Refused } from "../core/errors";
import { declaredExpiry, NEVER, type Expiry } from "./backup-expiry";
import { progressOf, runningTasks } from "./backup-job";
import { LONG_DAYS, lookAhead, recentRows, sizeOfNewest, storageWarning } from "./forecast";
import type { Instance } from "./instance";
import type { TairContext } from "./session";

/** Manual backups that an instance may have in 24 hours. */
const QUOTA = 30;

interface Declared extends Expiry {
  readonly instanceId: string;
  readonly ifBackupRunning: "fail" | "wait" | "adopt";
}

interface Recorded extends Expiry {
  readonly startedAt: string;
  readonly backups: readonly { readonly backupSize?: number | undefined }[];
}

/** What the creation of a manual backup, or its extension, would run into, by reads alone. */
export async function previewBackup(
  ctx: TairContext,
  { inputs, state }: { inputs: Declared; state: Recorded | undefined },
): Promise<void> {
  if (state !== undefined) return previewExtension(ctx, inputs, state);
  const { instanceId } = inputs;
  const instance = await lookAhead(ctx, instanceId);
  if (instance.isSingleNode) {
    throw new Refused(`${instanceId} can't be backed up: it is a single-node instance.`);
  }
  const rows = await recentRows(ctx, instance);
  const since = ctx.api.now() - days(1);
  const today = rows.filter((row) => row.isManual && Date.parse(row.backupStartTime ?? "") > since);
  const taken = new Set(today.map((row) => row.clusterBackupId ?? row.jobId)).size;
  if (taken >= QUOTA) {
    throw new Refused(
      `${instanceId} has had its ${QUOTA} manual backups of the last 24 hours: another one is refused until the oldest of them is 24 hours old.`,
    );
  }
  const running = (await runningTasks(ctx, instanceId)) ?? [];
  const [job] = running;
  if (job !== undefined) {
    const then = job.isManual
      ? `ifBackupRunning is "${inputs.ifBackupRunning}"`
      : "`up` waits for it";
    const kind = job.isManual ? "a manual" : "an automatic";
    ctx.log.warn(`${kind} backup job runs on ${instanceId} (${progressOf(running)}): ${then}`);
  }
  warnOfStorage(ctx, inputs, instance, sizeOfNewest(rows));
}

async function previewExtension(ctx: TairContext, inputs: Declared, state: Recorded) {
  const { startedAt, backups } = state;
  if (declaredExpiry(inputs, startedAt) === declaredExpiry(state, startedAt)) return;
  const instance = await lookAhead(ctx, inputs.instanceId);
  await recentRows(ctx, instance);
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
