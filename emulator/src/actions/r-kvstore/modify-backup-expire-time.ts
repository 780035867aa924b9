/**
 * ModifyBackupExpireTime
 * [D] documented: manual sets on cloud-native instances only; ExpectExpireTime in UTC and not earlier than the present
 *     expiry; the format is given without seconds and the example with seconds: both are taken (`expireTimeFormat`);
 *     RAM on all resources.
 * [I] assumed: BackupId is optional in the schema but nothing says what its absence means, so it is required; a set that
 *     never expires cannot be given an expiry; the codes of the refusals.
 */
import { ApiError } from "../../api-error";
import { record, valueAt } from "../../model/dated";
import { fromMinutes, fromSeconds } from "../../model/wire-time";
import { required, type Action, type Call } from "../action";
import { ALL_RESOURCES, refusal, writableInstance } from "./instance-of";
import { backupSet } from "./backup-set";

export const modifyBackupExpireTime: Action = {
  name: "ModifyBackupExpireTime",
  methods: ["GET", "POST"],
  required: ["InstanceId", "ExpectExpireTime", "BackupId"],
  permission: { action: "kvstore:ModifyBackupExpireTime", resource: ALL_RESOURCES },
  run(call) {
    const expiry = expireTime(call);
    const instance = writableInstance(call);
    const backup = backupSet(call, instance, "expiryOnClassic");
    const present = valueAt(backup.expiry, call.now);
    if (present === null || expiry < Math.floor(present / 1000) * 1000) {
      throw refusal(call, "expiryShortened");
    }
    record(backup.expiry, call.now, Math.max(expiry, present));
    call.world.store.onChange();
    return {};
  },
};

function expireTime(call: Call): number {
  const text = required(call, "ExpectExpireTime");
  const accepted = call.world.settings.expireTimeFormat;
  const minutes = accepted === "seconds" ? undefined : fromMinutes(text);
  const time = minutes ?? (accepted === "minutes" ? undefined : fromSeconds(text));
  if (time === undefined) throw ApiError.invalid("ExpectExpireTime");
  return time;
}
