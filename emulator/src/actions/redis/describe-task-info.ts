/**
 * DescribeTaskInfo
 * [D] documented: Status preparing, running, succeed, failed or error; TaskType is free text; TaskMessage is empty unless
 *     it failed; needs a permission on everything.
 * [I] assumed: the first twentieth of a task is preparing; an unknown task, or one of another account or region, is
 *     InvalidParameter.InvalidParameter.
 */
import { CrsError } from "../../crs-error";
import { CRS_TASKS, isRunningTask, type CrsInstance, type CrsTask } from "../../model/crs-instance";
import { findCrsInstance } from "../../model/crs-flows";
import { crsTime } from "../../model/crs-time";
import { whole, type CrsAction, type CrsCall } from "../crs-action";

export const describeTaskInfo: CrsAction = {
  name: "DescribeTaskInfo",
  params: { TaskId: "integer" },
  required: ["TaskId"],
  permission: "*",
  run(call) {
    const { instance, task } = findTask(call, whole(call, "TaskId"));
    return {
      Status: taskStatus(instance, task, call.readAt),
      StartTime: crsTime(call.world, task.startedAt),
      TaskType: `task_${task.type}`,
      InstanceId: instance.instanceId,
      TaskMessage: task.isFailed && !isRunningTask(task, call.readAt) ? "the flow failed" : "",
    };
  },
};

export function findTask(
  call: CrsCall,
  taskId: number | undefined,
): { instance: CrsInstance; task: CrsTask } {
  for (const instance of ownInstances(call)) {
    const task = instance.tasks.find((candidate) => candidate.taskId === taskId);
    if (task !== undefined && task.startedAt <= call.readAt) return { instance, task };
  }
  throw CrsError.invalid("TaskId");
}

export function ownInstances(call: CrsCall): CrsInstance[] {
  const { world, identity, regionId, readAt } = call;
  return Object.keys(world.store.state.crs.instances)
    .flatMap((id) => findCrsInstance(world, id, readAt) ?? [])
    .filter((one) => one.accountId === identity.accountId && one.regionId === regionId);
}

export function taskStatus(instance: CrsInstance, task: CrsTask, time: number): string {
  if (!isRunningTask(task, time)) return task.isFailed ? "failed" : "succeed";
  const prepared = task.startedAt + instance.taskSeconds * 50;
  return time < prepared ? "preparing" : "running";
}

/** Percent. */
export function taskProgress(instance: CrsInstance, task: CrsTask, time: number): number {
  if (!isRunningTask(task, time)) return 100;
  return Math.min(99, Math.floor((time - task.startedAt) / (instance.taskSeconds * 10)));
}

export const taskCode = ({ type }: CrsTask): string => CRS_TASKS[type];
