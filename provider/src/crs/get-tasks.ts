import { z } from "zod";
import { chinaTime } from "../api/tencent/china-time";
import { describeTaskList } from "../api/tencent/operations/describe-task-list";
import { days } from "../core/clock";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { instanceId, instant } from "./fields";
import type { CrsContext } from "./session";

const PAGE = 100;
const STATUSES = ["Preparing", "Running", "Succeeded", "Failed"] as const;
type Status = (typeof STATUSES)[number];
/** The vendor's numbers. */
const NUMBERS: Record<Status, number> = { Preparing: 0, Running: 1, Succeeded: 2, Failed: 4 };

/** The tasks of an instance. */
export const getTasks = defineFunction<CrsContext>()({
  token: "crs:getTasks",
  description:
    "The tasks of an instance in the last 30 days, such as backups and restores, newest first; all pages.",
  inputs: {
    instanceId: instanceId(),
    startTime: instant("Only tasks that began at this time or later; at most 30 days ago."),
    endTime: instant("Only tasks that began at this time or earlier; now where unset."),
    taskTypes: field(
      z
        .array(z.string().regex(/^\d{3}$/))
        .min(1)
        .optional(),
      {
        description:
          "Only tasks of these types, by the vendor's numbers: `012` manual backup, `017` automatic backup, `010` restore, `009` export.",
        expected: 'a list of three digits each such as ["012", "017"]',
      },
    ),
    statuses: field(z.array(z.enum(STATUSES)).min(1).optional(), {
      description: "Only tasks of these statuses; all where unset.",
      expected: `a list out of ${STATUSES.join(", ")}`,
    }),
  },
  outputs: {
    tasks: field(
      z.array(
        z.object({
          taskId: z.string(),
          taskType: z.string().optional(),
          status: z.enum([...STATUSES, "Unknown"]),
          progress: z.number().optional(),
          startTime: z.string().optional(),
          endTime: z.string().optional(),
          instanceName: z.string().optional(),
        }),
      ),
      { description: "The tasks; `progress` in percent, times in UTC." },
    ),
  },
  answer: async (ctx, { instanceId, startTime, endTime, taskTypes, statuses }) => {
    const now = ctx.api.now();
    const toMs = endTime === undefined ? now : Date.parse(endTime);
    const fromMs = startTime === undefined ? now - days(30) : Date.parse(startTime);
    const tasks = new Map<string, ReturnType<typeof rowOf>>();
    for (let offset = 0; ; offset += PAGE) {
      const { Tasks, TotalCount = Infinity } = await ctx.api.call(describeTaskList, {
        InstanceId: instanceId,
        Limit: PAGE,
        Offset: offset,
        BeginTime: chinaTime(fromMs),
        EndTime: chinaTime(toMs),
        ...(taskTypes === undefined ? {} : { TaskTypes: taskTypes }),
        ...(statuses === undefined ? {} : { Result: statuses.map((status) => NUMBERS[status]) }),
      });
      for (const task of Tasks) tasks.set(task.TaskId, rowOf(task));
      if (Tasks.length < PAGE || offset + PAGE >= TotalCount) break;
    }
    return { tasks: [...tasks.values()] };
  },
});

type WireTask = z.output<typeof describeTaskList.output>["Tasks"][number];

function rowOf(task: WireTask) {
  const status = STATUSES.find((name) => NUMBERS[name] === task.Result);
  return {
    taskId: task.TaskId,
    taskType: task.TaskType,
    status: status ?? ("Unknown" as const),
    progress: task.Progress,
    startTime: task.StartTime,
    endTime: task.EndTime,
    instanceName: task.InstanceName,
  };
}
