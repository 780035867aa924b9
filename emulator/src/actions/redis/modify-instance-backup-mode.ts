/**
 * ModifyInstanceBackupMode
 * [D] documented: SecondLevelBackup or NormalLevelBackup; TaskId is an integer; a task of type 070.
 * [I] assumed: BackupMode is required; the mode changes when the task begins.
 */
import { CrsError } from "../../crs-error";
import { startFlow } from "../../model/crs-flows";
import { text, writableCrsInstance, type CrsAction } from "../crs-action";

export const modifyInstanceBackupMode: CrsAction = {
  name: "ModifyInstanceBackupMode",
  params: { InstanceId: "string", BackupMode: "string" },
  required: ["InstanceId", "BackupMode"],
  permission: "instance",
  run(call) {
    const mode = text(call, "BackupMode");
    if (mode !== "SecondLevelBackup" && mode !== "NormalLevelBackup") {
      throw CrsError.invalid("BackupMode");
    }
    const instance = writableCrsInstance(call);
    const request = {
      type: "backupMode",
      at: call.now,
      action: "ModifyInstanceBackupMode",
    } as const;
    const task = startFlow(call.world, instance, request);
    instance.backupMode = mode;
    call.world.store.onChange();
    return { TaskId: task.taskId };
  },
};
