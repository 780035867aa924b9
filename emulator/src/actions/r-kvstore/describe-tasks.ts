/**
 * DescribeTasks
 * [D] documented: InstanceId, StartTime, EndTime and Status are required; both times to the minute; Status has one value or
 *     several with commas, 0 pending, 1 running, 2 complete, 4 closed, 7 paused, 8 interrupted; PageSize 30, 50, 100 and 30
 *     unless given; Items is a plain list; the times of a task are to the second; Progress is a number, TaskId and Status
 *     are strings; Remain in seconds is 0 where a task does not run; StepProgressInfo and StepsInfo are left out where there
 *     is no subtask; a permission on all resources.
 * [I] assumed: backup jobs and restores are the tasks; the range is on the start of a task and excludes its end; newest
 *     first; TaskAction is TempBackupTask or NormalBackupTask as in DescribeBackupTasks, and RestoreTask; CurrentStepName is
 *     the state of the job or the status of the instance; a task that failed is interrupted; one that runs has no FinishTime;
 *     two days of backup jobs
 *     are remembered; a job of an old cluster has the id of its first node.
 */
import { ApiError } from "../../api-error";
import { isRunning, jobProgressAt, jobStateAt, type BackupJob } from "../../model/backup-job";
import type { Instance } from "../../model/instance";
import type { Restore } from "../../model/restore";
import { toSeconds } from "../../model/wire-time";
import { required, type Action, type Call } from "../action";
import { ALL_RESOURCES, readInstance } from "./instance-of";
import { page, slice, timeRange } from "./time-range";

const STATUSES = ["0", "1", "2", "4", "7", "8"] as const;
type Status = (typeof STATUSES)[number];
const PAGE_SIZES = [30, 50, 100];

export const describeTasks: Action = {
  name: "DescribeTasks",
  methods: ["GET", "POST"],
  required: ["InstanceId", "StartTime", "EndTime", "Status"],
  permission: { action: "kvstore:DescribeTasks", resource: ALL_RESOURCES },
  run(call) {
    const range = timeRange(call);
    const statuses = statusesOf(call);
    const { number, size } = page(call, PAGE_SIZES);
    const instance = readInstance(call);
    const rows = tasksOf(instance, call.readAt)
      .filter(({ startedAt }) => startedAt >= range.from && startedAt < range.to)
      .filter(({ status }) => statuses.includes(status))
      .sort((a, b) => b.startedAt - a.startedAt);
    return {
      PageNumber: number,
      PageSize: size,
      TotalRecordCount: rows.length,
      Items: slice(rows, { number, size }).map((task) => toItem(task, call.readAt)),
    };
  },
};

interface Task {
  readonly id: string;
  readonly action: string;
  readonly status: Status;
  readonly step: string;
  readonly progress: number;
  readonly startedAt: number;
  /** Null while it is stuck. */
  readonly endsAt: number | null;
}

function statusesOf(call: Call): readonly string[] {
  const wanted = required(call, "Status").split(",");
  const isKnown = (text: string) => STATUSES.some((status) => status === text);
  if (!wanted.every(isKnown)) throw ApiError.invalid("Status");
  return wanted;
}

function tasksOf(instance: Instance, time: number): Task[] {
  return [
    ...instance.jobs.map((job) => fromJob(instance, job, time)),
    ...instance.restores.map((restore) => fromRestore(instance, restore, time)),
  ].filter(({ startedAt }) => startedAt <= time);
}

function fromJob(instance: Instance, job: BackupJob, time: number): Task {
  const state = jobStateAt(instance, job, time) ?? "Finished";
  const ended = job.outcome === "Failed" ? "8" : "2";
  return {
    id: job.jobIds[0] ?? "",
    action: job.mode === "Manual" ? "TempBackupTask" : "NormalBackupTask",
    status: isRunning(job, time) ? (state === "NoStart" ? "0" : "1") : ended,
    step: state,
    progress: jobProgressAt(instance, job, time),
    startedAt: job.startedAt,
    endsAt: job.endsAt,
  };
}

/** A restore answers with no id, and one runs at a time: the second of its start tells it apart. */
function fromRestore(instance: Instance, { startedAt, endsAt }: Restore, time: number): Task {
  const begins = startedAt + instance.restoreDelaySeconds * 1000;
  const isOver = endsAt !== null && time >= endsAt;
  const planned = Math.max(instance.restoreSeconds * 1000, 1);
  const percent = Math.floor((Math.max(time - begins, 0) / planned) * 100);
  return {
    id: `${Math.floor(startedAt / 1000)}`,
    action: "RestoreTask",
    status: isOver ? "2" : time < begins ? "0" : "1",
    step: isOver ? "Normal" : "BackupRecovering",
    progress: isOver ? 100 : Math.min(percent, 99),
    startedAt,
    endsAt,
  };
}

function toItem(task: Task, time: number): object {
  const isOver = task.endsAt !== null && task.endsAt <= time;
  return {
    TaskId: task.id,
    TaskAction: task.action,
    Status: task.status,
    BeginTime: toSeconds(task.startedAt),
    ...(isOver ? { FinishTime: toSeconds(task.endsAt) } : {}),
    CurrentStepName: task.step,
    Progress: task.progress,
    Remain: task.endsAt === null || isOver ? 0 : Math.ceil((task.endsAt - time) / 1000),
  };
}
