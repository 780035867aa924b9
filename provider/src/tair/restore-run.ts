import { restoreInstance } from "../api/alibaba/operations/restore-instance";
import { minutes } from "../core/clock";
import { JobFailed, Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil, type Poll } from "../core/wait";
import { describeInstance } from "./instance";
import { notInPlace } from "./restore-checks";
import { secondOf, type RestorePoint } from "./restore-point";
import type { TairContext } from "./session";

/** RestoreInstance as it was sent: what it answered, or that its answer was lost. */
export interface Sent {
  /** By the cloud's clock. */
  readonly requestedAt: string;
  readonly requestId: string | undefined;
  /** Absent: the cloud has accepted it. */
  readonly lost?: string;
}

/** Sends RestoreInstance once. A refusal proves that nothing was started; a lost answer is a value. */
export async function sendRestore(ctx: TairContext, point: RestorePoint): Promise<Sent> {
  const { instanceId, restoreTime, backupId, filterKey, timeShift } = point;
  const requestedAt = secondOf(new Date(ctx.api.now()).toISOString());
  const outcome = await ctx.api.start(
    restoreInstance,
    {
      InstanceId: instanceId,
      ...(restoreTime === undefined
        ? { RestoreType: "0", BackupId: backupId }
        : { RestoreType: "1", RestoreTime: secondOf(restoreTime) }),
      ...(filterKey === undefined ? {} : { FilterKey: filterKey.join(",") }),
      ...(timeShift === undefined ? {} : { TimeShift: secondOf(timeShift) }),
    },
    // Not waited for: who restores next may overwrite what somebody has just brought back.
    "InstanceBusy",
    "ZoneMigrating",
    "BackupRunning",
    "NotInPlace",
  );
  switch (outcome.state) {
    case "started":
      return { requestedAt, requestId: outcome.value.RequestId };
    case "unknown":
      return { requestedAt, requestId: undefined, lost: outcome.error.message };
    case "refused":
      if (outcome.tag === "NotInPlace")
        throw notInPlace(instanceId, `the cloud refuses it (${outcome.error.message})`);
      throw new Refused(`nothing was restored: ${outcome.error.message}`);
  }
}

/** How long the status may take to show a restore that has been accepted; reads may lag. */
const SHOWS_WITHIN_MS = minutes(3);

/**
 * Waits until the instance is Normal again; by the cloud's clock, when that was. There is no task to
 * ask about: a restore shows as the status BackupRecovering, and Normal counts only after that, or once
 * it would long have shown.
 */
export function awaitRestore(
  ctx: TairContext,
  req: {
    readonly instanceId: string;
    readonly sent: Sent;
    /** Whether the cloud is known to have accepted it, by its answer or by the status. */
    readonly isAccepted: boolean;
    readonly onSeen: () => void;
  },
): Promise<string> {
  const { instanceId, sent, isAccepted, onSeen } = req;
  const { requestedAt } = sent;
  let isSeen = false;
  return waitUntil<string>(ctx, {
    what: `${instanceId} to be restored`,
    ...boundOf(ctx, "restoreTimeoutMinutes"),
    sinceMs: Date.parse(requestedAt) - (ctx.api.now() - ctx.clock.now()),
    advice:
      "The restore goes on in the cloud: run `pulumi up` again to wait on, RestoreInstance is not sent again.",
    poll: async (): Promise<Poll<string>> => {
      const { status } = await describeInstance(ctx, instanceId);
      const now = ctx.api.now();
      if (status === "BackupRecovering") {
        if (!isSeen) onSeen();
        isSeen = true;
      }
      if (status === "Error") throw inError(instanceId, sent);
      if (status !== "Normal") return { state: "pending", saw: status };
      if (isSeen) return { state: "done", value: secondOf(new Date(now).toISOString()) };
      if (!hasNotShown(sent, now)) {
        return { state: "pending", saw: "Normal, the restore does not show yet" };
      }
      if (!isAccepted) throw undecided(instanceId, sent);
      ctx.log.warn(
        `${instanceId} was told to restore and is Normal, but has not been seen in between: look at the data`,
      );
      return { state: "done", value: secondOf(new Date(now).toISOString()) };
    },
  });
}

/** Whether a restore of which nothing is seen would long have shown. */
export function hasNotShown({ requestedAt }: Sent, now: number): boolean {
  return now - Date.parse(requestedAt) > SHOWS_WITHIN_MS;
}

export function inError(instanceId: string, { requestedAt }: Sent): JobFailed {
  return new JobFailed(
    `${instanceId} is in the status Error since it was told to restore (${requestedAt}). Look at it in the console; the next \`pulumi up\` looks again, and does not restore again.`,
  );
}

/** A second restore would overwrite what was written after the first: only a person can decide. */
export function undecided(instanceId: string, { requestedAt, lost }: Sent): Refused {
  return new Refused(
    `whether ${instanceId} was restored is not known: the answer to RestoreInstance (sent ${requestedAt}) was lost, and the instance has not been seen restoring since. It is not sent again by itself, since a second restore would overwrite what was written after the first. Look at the data and at the tasks of the instance in the console. If it was restored, remove the restore from the program; if not, change triggers, with a new runBefore, to restore.${lost === undefined ? "" : ` ${lost}`}`,
  );
}
