import { refuseLate, warnOfLongOpen } from "../core/restore-guards";
import { forecastBackup } from "./backup-forecast";
import { lookAhead } from "./forecast";
import { describeInstance } from "./instance";
import { refuseImpossible, refuseSecondRestore } from "./restore-checks";
import type { RestorePoint } from "./restore-point";
import { hasNotShown, inError, undecided } from "./restore-run";
import type { TairContext } from "./session";

interface Declared extends RestorePoint {
  readonly runBefore: string;
  readonly backupBefore?: boolean | undefined;
  readonly backupBeforeRetention?: number | undefined;
}

interface Recorded {
  readonly instanceId: string;
  readonly status: "Preparing" | "Restoring" | "Unknown" | "Restored";
  readonly requestedAt?: string | undefined;
  readonly requestId?: string | undefined;
  readonly backupBeforeJobIds: readonly string[];
}

/** What a restore, or the next step of one that was interrupted, would run into, by reads alone. */
export async function previewRestore(
  ctx: TairContext,
  { inputs, state }: { inputs: Declared; state: Recorded | undefined },
): Promise<void> {
  switch (state?.status) {
    case undefined:
    case "Preparing":
      return previewRun(ctx, inputs, (state?.backupBeforeJobIds ?? []).length > 0);
    case "Restoring":
    case "Unknown":
      return previewWait(ctx, state);
    case "Restored":
  }
}

async function previewRun(ctx: TairContext, inputs: Declared, isBackedUp: boolean): Promise<void> {
  const { instanceId, restoreTime, backupId, filterKey } = inputs;
  const { backupBefore, backupBeforeRetention } = inputs;
  const instance = await lookAhead(ctx, instanceId);
  refuseSecondRestore(instance);
  await refuseImpossible(ctx, instance, inputs);
  refuseLate(ctx, inputs);
  if (backupBefore !== false && !isBackedUp) {
    const hasRetention = backupBeforeRetention !== undefined;
    await forecastBackup(ctx, instance, { hasRetention, ifBackupRunning: "wait" });
  }
  const what = filterKey === undefined ? "all data" : `the keys ${filterKey.join(", ")}`;
  const by = restoreTime === undefined ? `backup ${backupId}` : `what it was at ${restoreTime}`;
  ctx.log.warn(
    `\`up\` overwrites ${what} of ${instanceId} with ${by}${backupBefore === false ? ", without a backup before" : ""}`,
  );
  warnOfLongOpen(ctx, inputs);
}

/** RestoreInstance has been sent: what shows of it. */
async function previewWait(ctx: TairContext, state: Recorded): Promise<void> {
  const { instanceId, requestedAt = "", requestId } = state;
  const { status } = await describeInstance(ctx, instanceId);
  const sent = { requestedAt, requestId };
  if (status === "Error") throw inError(instanceId, sent);
  const isLost = state.status === "Unknown" && status === "Normal";
  if (isLost && hasNotShown(sent, ctx.api.now())) throw undecided(instanceId, sent);
}
