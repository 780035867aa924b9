/**
 * ModifyBackupPolicy
 * [D] documented: three required parameters; one whole hour on the hour in UTC; English day names; retention 7 to 730,
 *     default 7; EnableBackupLog 0 (default) or 1; flashback only on Tair and with appendonly=yes; the instance must be
 *     Normal; the answer is a RequestId and nothing else.
 * [C] seen in code: the instance is busy for a while afterwards (`changingSeconds`).
 * [I] assumed: an optional parameter that is left out is reset to its documented default; a day named twice is refused;
 *     the codes of the two flashback refusals, and the mode in which the call succeeds and the flag stays 0.
 */
import { ApiError } from "../../api-error";
import { backupPolicy, isBackupWindow } from "../../model/backup-policy";
import { record, valueAt } from "../../model/dated";
import type { Instance } from "../../model/instance";
import { isWeekday, type Weekday } from "../../model/weekdays";
import { integer, required, type Action, type Call } from "../action";
import { instanceResource, refusal, writableInstance } from "./instance-of";

export const modifyBackupPolicy: Action = {
  name: "ModifyBackupPolicy",
  methods: ["GET", "POST"],
  required: ["InstanceId", "PreferredBackupTime", "PreferredBackupPeriod"],
  permission: { action: "kvstore:ModifyBackupPolicy", resource: instanceResource },
  run(call) {
    const preferredBackupTime = required(call, "PreferredBackupTime");
    if (!isBackupWindow(preferredBackupTime))
      throw new ApiError("InvalidPreferredBackupTime.Format");
    const preferredBackupPeriod = weekdays(required(call, "PreferredBackupPeriod"));
    const backupRetentionPeriod =
      integer(
        call,
        "BackupRetentionPeriod",
        (days) => days >= 7 && days <= 730,
        "InvalidBackupRetentionPeriod.Malformed",
      ) ?? 7;
    const wantsLog = integer(call, "EnableBackupLog", (flag) => flag === 0 || flag === 1) === 1;
    const instance = writableInstance(call);
    const enableBackupLog = wantsLog && canFlashBack(call, instance);

    const given = {
      preferredBackupTime,
      preferredBackupPeriod,
      backupRetentionPeriod,
      enableBackupLog,
    };
    const policy = backupPolicy(call.now, given, valueAt(instance.policies, call.now));
    record(instance.policies, call.now, policy);
    if (instance.changingSeconds > 0) {
      record(instance.statuses, call.now, "Changing");
      instance.statuses.push({ from: call.now + instance.changingSeconds * 1000, value: "Normal" });
    }
    call.world.store.onChange();
    return {};
  },
};

function weekdays(text: string): Weekday[] {
  const days = text.split(",");
  if (!days.every(isWeekday) || new Set(days).size !== days.length) {
    throw new ApiError("InvalidPreferredBackupPeriod.Malformed");
  }
  return days;
}

function canFlashBack(call: Call, instance: Instance): boolean {
  const hasAof = instance.appendonly === "yes";
  if (instance.seriesWithFlashback && hasAof) return true;
  if (instance.flashbackRefusal === "silent") return false;
  throw refusal(call, instance.seriesWithFlashback ? "flashbackWithoutAof" : "flashbackOnEdition");
}
