/**
 * RestoreInstance (legacy API v2)
 * [D] documented: redisId, password and backupId are required; data.requestId is the number of the task.
 * [I] assumed: everything else as in API 3.0.
 */
import { text, type CrsAction } from "../crs-action";
import { restoreInstance } from "../redis/restore-instance";

export const legacyRestore: CrsAction = {
  name: "RestoreInstance",
  params: { redisId: "string", password: "string", backupId: "string" },
  required: ["redisId", "password", "backupId"],
  permission: "instance",
  run(call) {
    const params = {
      InstanceId: text(call, "redisId"),
      BackupId: text(call, "backupId"),
      Password: text(call, "password"),
    };
    const { TaskId } = restoreInstance.run({ ...call, params, readAt: call.now }) as {
      TaskId: number;
    };
    return { data: { requestId: TaskId } };
  },
};
