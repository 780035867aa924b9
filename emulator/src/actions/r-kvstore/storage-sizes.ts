import { isComplete, isVisible } from "../../model/backup";
import { valueAt } from "../../model/dated";
import type { Instance } from "../../model/instance";

/** Totals of the instance, whatever part of it is listed [D]; the size of the log is invented [I]. */
export function storageSizes(instance: Instance, time: number): object {
  const kept = instance.backups.filter(
    (backup) => isVisible(backup, time) && isComplete(backup, time),
  );
  return {
    FullStorageSize: kept.reduce((sum, backup) => sum + backup.sizeBytes, 0),
    LogStorageSize: valueAt(instance.policies, time).enableBackupLog ? 4096 : 0,
    FreeSize: 0,
  };
}
