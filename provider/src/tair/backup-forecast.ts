import { days } from "../core/clock";
import { Refused } from "../core/errors";
import { cannotBackUp, progressOf, runningTasks, type StartRequest, type Task } from "./backup-job";
import type { BackupRow } from "./backup-sets";
import { recentBackups } from "./forecast";
import type { Instance } from "./instance";
import type { TairContext } from "./session";
import { wholeBackups } from "./whole-backups";

/** Manual backups that an instance may have in 24 hours. */
const QUOTA = 30;

/** What the start of a manual backup would run into, by reads alone; the backups of the last week. */
export async function forecastBackup(
  ctx: TairContext,
  instance: Instance,
  declared: Pick<StartRequest, "ifBackupRunning"> & { readonly hasRetention: boolean },
): Promise<BackupRow[]> {
  const { instanceId, isSingleNode, isCloudNative } = instance;
  const { hasRetention, ifBackupRunning } = declared;
  if (isSingleNode || (isCloudNative === false && hasRetention)) {
    throw cannotBackUp(instance, hasRetention);
  }
  const { listing, rows } = await recentBackups(ctx, instance);
  const running = (await runningTasks(ctx, instanceId)) ?? [];
  const isAdopted = ifBackupRunning === "adopt" && running.some((task) => task.isManual);
  if (!isAdopted) refuseBeyondQuota(ctx, instanceId, wholeBackups(instance, listing, rows));
  warnOfRunning(ctx, instanceId, ifBackupRunning, running);
  return rows;
}

function refuseBeyondQuota(
  ctx: TairContext,
  instanceId: string,
  backups: ReturnType<typeof wholeBackups>,
): void {
  const since = ctx.api.now() - days(1);
  const today = backups.filter(({ isManual, startedAt }) => isManual && startedAt > since);
  if (today.length < QUOTA) return;
  throw new Refused(
    `${instanceId} has had its ${QUOTA} manual backups of the last 24 hours: another one is refused until the oldest of them is 24 hours old.`,
  );
}

/** Whether it still runs then is not known, so that nothing fails by it yet. */
function warnOfRunning(
  ctx: TairContext,
  instanceId: string,
  ifBackupRunning: StartRequest["ifBackupRunning"],
  running: readonly Task[],
): void {
  if (running.length === 0) return;
  const isManual = running.some((task) => task.isManual);
  const kind = isManual ? "a manual" : "an automatic";
  const then = {
    fail: '`up` fails while it runs: ifBackupRunning is "fail"',
    wait: "`up` waits for it",
    adopt: '`up` takes it over: ifBackupRunning is "adopt"',
  }[isManual ? ifBackupRunning : "wait"];
  ctx.log.warn(`${kind} backup job runs on ${instanceId} (${progressOf(running)}): ${then}`);
}
