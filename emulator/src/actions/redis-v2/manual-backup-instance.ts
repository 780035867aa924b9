/**
 * ManualBackupInstance (legacy API v2)
 * [D] documented: redisId and remark; data.requestId is the number of the task.
 * [I] assumed: everything else as in API 3.0.
 */
import { startCrsBackup } from "../../model/crs-flows";
import { text, writableCrsInstance, type CrsAction } from "../crs-action";

export const legacyManualBackup: CrsAction = {
  name: "ManualBackupInstance",
  params: { redisId: "string", remark: "string" },
  required: ["redisId"],
  permission: "instance",
  run(call) {
    const instance = writableCrsInstance(call, "redisId");
    const { taskId } = startCrsBackup(call.world, instance, {
      mode: "Manual",
      at: call.now,
      remark: text(call, "remark") ?? "",
      action: "ManualBackupInstance",
    });
    return { data: { requestId: taskId } };
  },
};
