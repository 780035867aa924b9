import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { minutes } from "../core/clock";
import { InvalidInputs, Refused } from "../core/errors";
import { waitUntil } from "../core/wait";
import { findRows, listingOf } from "./backup-sets";
import { describeInstance, type Instance } from "./instance";
import { moment } from "./moment";
import { futureFailures, type RestorePoint } from "./restore-point";
import type { TairContext } from "./session";

/** What to do where a restore in place can't be had. */
export const INSTEAD =
  "Restore into a new instance instead: tair.getRestoreArguments gives the arguments that make alicloud.redis.TairInstance or alicloud.kvstore.Instance from a backup or a point in time.";

/** The instance once it is Normal; one that is being restored is somebody else's business. */
export function readyInstance(ctx: TairContext, instanceId: string): Promise<Instance> {
  return waitUntil<Instance>(ctx, {
    what: `${instanceId} to be Normal before it is restored`,
    upToMs: minutes(15),
    advice: "Nothing was restored.",
    poll: async () => {
      const instance = await describeInstance(ctx, instanceId);
      refuseSecondRestore(instance);
      return instance.status === "Normal"
        ? { state: "done", value: instance }
        : { state: "pending", saw: `the instance is ${instance.status}` };
    },
  });
}

export function refuseSecondRestore({ instanceId, status }: Instance): void {
  if (status !== "BackupRecovering") return;
  throw new Refused(
    `${instanceId} is being restored already (BackupRecovering), perhaps by an interrupted run; no other restore was started. Wait until it is Normal and look at the data. If it is what you wanted, remove the restore from the program.`,
  );
}

/** Fails on whatever would make the restore fail, by reads alone. */
export async function refuseImpossible(
  ctx: TairContext,
  instance: Instance,
  point: RestorePoint,
): Promise<void> {
  const { instanceId } = instance;
  if (instance.isSingleNode) {
    throw new Refused(
      `${instanceId} can't be restored: it is a single-node instance, which has neither backups nor flashback.`,
    );
  }
  if (instance.isCloudNative === true)
    throw notInPlace(instanceId, "it is a cloud-native instance");
  if (point.restoreTime !== undefined) {
    await refuseUncovered(ctx, instance, point, point.restoreTime);
  } else {
    await refuseUnusable(ctx, instance, point.backupId ?? "");
  }
}

export function notInPlace(instanceId: string, reason: string): Refused {
  return new Refused(
    `${instanceId} can't be restored in place: ${reason}, and only classic Tair instances (DRAM-based, with flashback) can be. Nothing was changed. ${INSTEAD}`,
  );
}

async function refuseUncovered(
  ctx: TairContext,
  { instanceId, backupLogStartTime }: Instance,
  point: RestorePoint,
  restoreTime: string,
): Promise<void> {
  const policy = await ctx.api.call(describeBackupPolicy, { InstanceId: instanceId });
  if (policy.EnableBackupLog === false) {
    throw new Refused(
      `${instanceId} can't be restored to ${restoreTime}: flashback is off, so nothing recorded what happened since. tair.BackupPolicy switches it on for the future (enableBackupLog). ${INSTEAD}`,
    );
  }
  const earliest = Date.parse(moment(policy.BackupLogStartTime ?? backupLogStartTime) ?? "");
  if (Date.parse(restoreTime) < earliest) {
    throw new Refused(
      `${instanceId} can't be restored to ${restoreTime}: flashback goes back to ${new Date(earliest).toISOString()}. Choose a later restoreTime. ${INSTEAD}`,
    );
  }
  const ahead = futureFailures(point, ctx.api.now());
  if (ahead.length > 0) throw new InvalidInputs(ahead);
}

async function refuseUnusable(
  ctx: TairContext,
  { instanceId, isCluster }: Instance,
  backupId: string,
): Promise<void> {
  const listing = await listingOf(ctx, instanceId, isCluster);
  const rows = await findRows(ctx, instanceId, listing, { backupId });
  const backup = rows?.find((row) => row.backupId === backupId);
  if (backup === undefined) {
    throw new Refused(
      `backup ${backupId} of ${instanceId} does not exist: it was never taken there, has expired or was deleted. tair.getBackups lists those that do.`,
    );
  }
  if (backup.status === "Success") return;
  throw new Refused(
    `backup ${backupId} of ${instanceId} can't be restored: its status is ${backup.status}. tair.getBackups lists those with status Success.`,
  );
}
