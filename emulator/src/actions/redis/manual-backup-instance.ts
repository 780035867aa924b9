/**
 * ManualBackupInstance
 * [D] documented: StorageDays 0 to 1825, more than 7 need a ticket (`longRetention`), unset follows the automatic
 *     backups; TaskId is an integer; the id of the backup is told by no answer; a flow locks the instance.
 * [C] seen in code: 0 days stand for unset.
 * [I] assumed: a second backup while one runs is InstanceLockedError; the code of a retention that needs a ticket
 *     (`retentionNotAccepted`); no limit of backups a day is enforced, the documented 24 are advice.
 */
import { CrsError } from "../../crs-error";
import { startCrsBackup } from "../../model/crs-flows";
import { text, whole, writableCrsInstance, type CrsAction } from "../crs-action";

export const manualBackupInstance: CrsAction = {
  name: "ManualBackupInstance",
  params: { InstanceId: "string", Remark: "string", StorageDays: "integer" },
  required: ["InstanceId"],
  permission: "instance",
  run(call) {
    const days = whole(call, "StorageDays");
    if (days !== undefined && (days < 0 || days > 1825)) throw CrsError.invalid("StorageDays");
    const instance = writableCrsInstance(call);
    if ((days ?? 0) > 7 && !instance.longRetention) {
      throw new CrsError(call.world.crsSettings.retentionNotAccepted);
    }
    const task = startCrsBackup(call.world, instance, {
      mode: "Manual",
      at: call.now,
      remark: text(call, "Remark") ?? "",
      storageDays: days === 0 ? undefined : days,
      action: "ManualBackupInstance",
    });
    return { TaskId: task.taskId };
  },
};
