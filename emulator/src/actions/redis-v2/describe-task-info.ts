/**
 * DescribeTaskInfo (legacy API v2)
 * [D] documented: requestId; data.status 0 pending, 1 running, 2 done, 3 failed, -1 error.
 * [I] assumed: an unknown task is InvalidParameter.
 */
import { whole, type CrsAction } from "../crs-action";
import { findTask, taskStatus } from "../redis/describe-task-info";

const STATUSES: Record<string, number> = { preparing: 0, running: 1, succeed: 2, failed: 3 };

export const legacyTaskInfo: CrsAction = {
  name: "DescribeTaskInfo",
  params: { requestId: "integer" },
  required: ["requestId"],
  permission: "*",
  run(call) {
    const { instance, task } = findTask(call, whole(call, "requestId"));
    return { data: { status: STATUSES[taskStatus(instance, task, call.readAt)] } };
  },
};
