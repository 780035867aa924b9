import { ApiError } from "../../api-error";
import { isComplete, isVisible, type Backup } from "../../model/backup";
import type { Instance } from "../../model/instance";
import type { Refusal } from "../../refusals";
import { digits, type Call } from "../action";
import { refusal } from "./instance-of";

/** A set that a caller may change: a manual one of a cloud-native instance [D]. The true state counts, not a lagging one. */
export function backupSet(call: Call, instance: Instance, onClassic: Refusal): Backup {
  if (!instance.cloudNative) throw refusal(call, onClassic);
  const id = digits(call, "BackupId");
  const found = instance.backups.find(
    (backup) =>
      backup.backupId === id && isVisible(backup, call.now) && isComplete(backup, call.now),
  );
  if (found === undefined) throw new ApiError("InvalidBackupSetID.NotFound");
  if (found.mode === "Automated") throw refusal(call, "automatedBackup");
  return found;
}
