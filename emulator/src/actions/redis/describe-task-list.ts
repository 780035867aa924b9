/**
 * DescribeTaskList
 * [D] documented: Limit 20 unless given and 100 at most; Offset a multiple of Limit; the last 30 days; Result 0 to begin, 1
 *     running, 2 done, 4 failed; the numbers of task types (012 manual backup, 017 automatic backup, 010 restore, 070 mode).
 * [I] assumed: newest first; BeginTime and EndTime are on the start of a task; Progress is a percentage; EndTime is empty
 *     while a task runs; ProjectIds, TaskStatus, OperatorUin and OperateUin filter nothing.
 */
import { isRunningTask } from "../../model/crs-instance";
import { DAY } from "../../model/crs-flows";
import { crsTime } from "../../model/crs-time";
import { list, moment, pageOf, readCrsInstance, text, type CrsAction } from "../crs-action";
import { ownInstances, taskCode, taskProgress, taskStatus } from "./describe-task-info";

const RESULTS: Record<string, number> = { preparing: 0, running: 1, succeed: 2, failed: 4 };

export const describeTaskList: CrsAction = {
  name: "DescribeTaskList",
  params: {
    InstanceId: "string",
    InstanceName: "string",
    Limit: "integer",
    Offset: "integer",
    ProjectIds: "integers",
    TaskTypes: "strings",
    BeginTime: "string",
    EndTime: "string",
    TaskStatus: "integers",
    Result: "integers",
    OperatorUin: "integers",
    OperateUin: "strings",
  },
  required: [],
  permission: "*",
  run(call) {
    const { limit, offset } = pageOf(call);
    const { world, now, readAt } = call;
    const from = Math.max(moment(call, "BeginTime") ?? 0, now - 30 * DAY);
    const to = moment(call, "EndTime") ?? now;
    const types = list<string>(call, "TaskTypes");
    const results = list<number>(call, "Result");
    const instances =
      text(call, "InstanceId") === undefined ? ownInstances(call) : [readCrsInstance(call)];
    const rows = instances
      .filter(({ name }) => name.includes(text(call, "InstanceName") ?? ""))
      .flatMap((instance) => instance.tasks.map((task) => ({ instance, task })))
      .filter(({ task }) => task.startedAt <= Math.min(readAt, to + 999) && task.startedAt >= from)
      .sort((a, b) => b.task.startedAt - a.task.startedAt || b.task.taskId - a.task.taskId)
      .map(({ instance, task }) => ({
        TaskId: task.taskId,
        StartTime: crsTime(world, task.startedAt),
        TaskType: taskCode(task),
        InstanceName: instance.name,
        InstanceId: instance.instanceId,
        ProjectId: 0,
        Progress: taskProgress(instance, task, readAt),
        EndTime: isRunningTask(task, readAt) ? "" : crsTime(world, task.endsAt ?? task.startedAt),
        Result: RESULTS[taskStatus(instance, task, readAt)] ?? 0,
      }))
      .filter(({ TaskType }) => types === undefined || types.includes(TaskType))
      .filter(({ Result }) => results === undefined || results.includes(Result));
    return { TotalCount: rows.length, Tasks: rows.slice(offset, offset + limit) };
  },
};
