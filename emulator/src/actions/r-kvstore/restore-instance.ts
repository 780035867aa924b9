/**
 * RestoreInstance
 * [D] documented: RestoreType 0, the default, wants a BackupId and 1 a RestoreTime, each nothing of the other, else
 *     ResroreParamNotMatch; MissingParameter without any of the three; RestoreTime and TimeShift to the second in UTC; a
 *     time that flashback does not cover is InvalidBinlog.NotValid; FilterKey is a comma list of regular expressions, for
 *     points in time alone; TimeShift is not before RestoreTime and not in the future; only classic Tair instances restore
 *     in place (`restoresInPlace`), others are ServiceNotSupport; ZoneMigrationError.StillingRunning while Migrating; the
 *     answer is a RequestId and nothing else; the data is overwritten, and the instance is BackupRecovering until it is
 *     Normal again.
 * [I] assumed: the status shows a moment after the answer (`restoreDelaySeconds`); a future RestoreTime is
 *     InvalidRestoreTime.Format; flashback that is off is InvalidBinlog.NotValid; RestoreType 0 still works
 *     (`backupSetRestore`); a running backup job refuses it (`restoreDuringBackup`); FilterKey or TimeShift with a backup
 *     set is ResroreParamNotMatch; an expression that is none is InvalidParameter. Of real keys (`redis`): a point in time
 *     is the end of its second; an expression is of the whole key, and keys that it matches but that were not there then
 *     stay as they are.
 */
import { ApiError } from "../../api-error";
import { isComplete, isVisible } from "../../model/backup";
import { isRunning } from "../../model/backup-job";
import { valueAt } from "../../model/dated";
import type { Instance } from "../../model/instance";
import { isRestoring, startRestore, type Restore } from "../../model/restore";
import { fromSeconds } from "../../model/wire-time";
import { digits, oneOf, optional, type Action, type Call } from "../action";
import { instanceResource, refusal, writableInstance } from "./instance-of";

export const restoreInstance: Action = {
  name: "RestoreInstance",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:RestoreInstance", resource: instanceResource },
  run(call) {
    const wanted = request(call);
    const instance = writableInstance(call, {
      Migrating: "ZoneMigrationError.StillingRunning",
    });
    if (isRestoring(instance, call.now)) throw new ApiError("IncorrectDBInstanceState");
    const isBackupSet = "backupId" in wanted.from;
    if (!instance.restoresInPlace || (isBackupSet && instance.backupSetRestore === "refused"))
      throw new ApiError("ServiceNotSupport");
    if (instance.jobs.some((job) => isRunning(job, call.now)))
      throw refusal(call, "restoreDuringBackup");
    if ("backupId" in wanted.from) wantBackup(call, instance, wanted.from.backupId);
    else wantFlashback(call, instance, wanted.from.time);
    startRestore(call.world, instance, call.now, wanted);
    call.world.store.onChange();
    return {};
  },
};

function request(call: Call): Pick<Restore, "from" | "filterKeys"> {
  const type = oneOf(call, "RestoreType", ["0", "1"]);
  const backupId = digits(call, "BackupId");
  const restoreTime = optional(call, "RestoreTime");
  const filterKey = optional(call, "FilterKey");
  const timeShift = optional(call, "TimeShift");
  if (type === undefined && backupId === undefined && restoreTime === undefined) {
    throw new ApiError("MissingParameter");
  }
  if (type === "1") {
    if (restoreTime === undefined || backupId !== undefined)
      throw new ApiError("ResroreParamNotMatch");
    const time = fromSeconds(restoreTime);
    if (time === undefined || time > call.now) throw new ApiError("InvalidRestoreTime.Format");
    return {
      from: { time, timeShift: shiftOf(call, time, timeShift) },
      filterKeys: filterKey === undefined ? null : expressions(filterKey),
    };
  }
  const others = [restoreTime, filterKey, timeShift];
  if (backupId === undefined || others.some((other) => other !== undefined))
    throw new ApiError("ResroreParamNotMatch");
  return { from: { backupId }, filterKeys: null };
}

function shiftOf(call: Call, time: number, text: string | undefined): number | null {
  if (text === undefined) return null;
  const shift = fromSeconds(text);
  if (shift === undefined || shift < time || shift > call.now) throw ApiError.invalid("TimeShift");
  return shift;
}

function expressions(text: string): string[] {
  const found = text.split(",");
  for (const expression of found) {
    if (expression === "" || !isExpression(expression)) throw ApiError.invalid("FilterKey");
  }
  return found;
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function wantBackup(call: Call, instance: Instance, backupId: string): void {
  const backup = instance.backups.find(
    (candidate) =>
      candidate.backupId === backupId &&
      isVisible(candidate, call.now) &&
      isComplete(candidate, call.now),
  );
  if (backup === undefined) throw new ApiError("InvalidBackupSetID.NotFound");
  if (backup.outcome === "Failed") throw new ApiError("IncorrectBackupSetState");
}

function wantFlashback(call: Call, instance: Instance, time: number): void {
  const since = valueAt(instance.policies, call.now).backupLogStartTime;
  if (since === null || time < Math.floor(since / 1000) * 1000)
    throw new ApiError("InvalidBinlog.NotValid");
}
