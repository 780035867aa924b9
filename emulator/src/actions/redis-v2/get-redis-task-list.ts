/**
 * GetRedisTaskList (legacy API v2)
 * [D] documented: limit and offset are required; filters by redisId, redisName, beginTime, endTime, taskStatus.N and
 *     taskType.N, which count from 0; totalCount at the top, rows in data.redisTaskSet; progress 0 or 1; newest first.
 * [I] assumed: offset as in GetRedisBackupList.
 */
import { CrsError } from "../../crs-error";
import { isRunningTask } from "../../model/crs-instance";
import { crsTime } from "../../model/crs-time";
import { list, moment, text, whole, type CrsAction } from "../crs-action";
import { ownInstances, taskStatus } from "../redis/describe-task-info";

const STATUSES: Record<string, number> = { preparing: 0, running: 1, succeed: 2, failed: 3 };

export const getRedisTaskList: CrsAction = {
  name: "GetRedisTaskList",
  params: {
    limit: "integer",
    offset: "integer",
    redisId: "string",
    redisName: "string",
    beginTime: "string",
    endTime: "string",
    taskStatus: "integers",
    taskType: "strings",
  },
  required: ["limit", "offset"],
  permission: "*",
  run(call) {
    const limit = whole(call, "limit") ?? 0;
    const offset = whole(call, "offset") ?? 0;
    if (limit < 1 || limit > 100) throw CrsError.invalid("limit");
    const from = moment(call, "beginTime") ?? 0;
    const to = moment(call, "endTime") ?? call.now;
    const types = list<string>(call, "taskType");
    const statuses = list<number>(call, "taskStatus");
    const rows = ownInstances(call)
      .filter(({ instanceId }) => instanceId === (text(call, "redisId") ?? instanceId))
      .filter(({ name }) => name.includes(text(call, "redisName") ?? ""))
      .flatMap((instance) => instance.tasks.map((task) => ({ instance, task })))
      .filter(({ task }) => task.startedAt >= from)
      .filter(({ task }) => task.startedAt <= Math.min(call.readAt, to + 999))
      .sort((a, b) => b.task.startedAt - a.task.startedAt)
      .map(({ instance, task }) => ({
        startTime: crsTime(call.world, task.startedAt),
        taskName: `task_${task.type}`,
        redisName: instance.name,
        redisId: instance.instanceId,
        projectId: 0,
        status: STATUSES[taskStatus(instance, task, call.readAt)] ?? 0,
        progress: isRunningTask(task, call.readAt) ? 0 : 1,
      }))
      .filter(({ taskName }) => types === undefined || types.includes(taskName))
      .filter(({ status }) => statuses === undefined || statuses.includes(status));
    const first = call.world.crsSettings.legacyOffset === "rows" ? offset : offset * limit;
    return {
      totalCount: rows.length,
      data: { redisTaskSet: rows.slice(first, first + limit) },
    };
  },
};
