import { z } from "zod";
import { days as inDays } from "../core/clock";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { allDays, allJobs } from "./analysis-pages";
import { analysisApi, instanceId, node } from "./fields";
import type { TairContext } from "./session";

/** The cache analyses of an instance. */
export const getCacheAnalysisReportList = defineFunction<TairContext>()({
  token: "tair:getCacheAnalysisReportList",
  description: "The cache analyses of an instance in the last days, finished or not; all pages.",
  inputs: {
    instanceId: instanceId(),
    api: field(analysisApi.default("das"), {
      description: "Which API has analysed: `das`, or the retired `r-kvstore`.",
      expected: '"das" or "r-kvstore"',
    }),
    days: field(z.int().min(1).max(365).default(7), {
      description: "How many days to look back, 1 to 365.",
      expected: "a whole number of days from 1 to 365",
    }),
    nodeId: field(node.optional(), {
      description: "Only analyses of this node.",
      expected: 'the id of a node such as "r-bp1zxszhcgatnx0001-db-0"',
    }),
  },
  outputs: {
    reports: field(
      z.array(
        z.object({
          jobId: z.string().optional(),
          date: z.string().optional(),
          nodeId: z.string().optional(),
          taskState: z.string().optional(),
          startTime: z.string().optional(),
          message: z.string().optional(),
        }),
      ),
      {
        description:
          "The analyses; `das` gives `jobId`, `taskState` and `message`, `r-kvstore` the day and one per node.",
      },
    ),
  },
  answer: async (ctx, { instanceId, api, days, nodeId }) => ({
    reports:
      api === "das"
        ? await jobsAtDas(ctx, { instanceId, days, nodeId })
        : await tasks(ctx, { instanceId, days, nodeId }),
  }),
});

interface Asked {
  readonly instanceId: string;
  readonly days: number;
  readonly nodeId: string | undefined;
}

async function jobsAtDas(ctx: TairContext, { instanceId, days, nodeId }: Asked) {
  const toMs = ctx.api.now();
  const jobs = await allJobs(ctx, instanceId, { fromMs: toMs - inDays(days), toMs });
  return jobs
    .filter((job) => nodeId === undefined || (job.NodeId ?? "").split(",").includes(nodeId))
    .map((job) => ({
      jobId: job.JobId,
      nodeId: job.NodeId,
      taskState: job.TaskState,
      message: job.Message,
    }));
}

async function tasks(ctx: TairContext, { instanceId, days, nodeId }: Asked) {
  const found = await allDays(ctx, { instanceId, days, nodeId });
  const newestFirst = [...found].sort((a, b) => b.Date.localeCompare(a.Date));
  return newestFirst.flatMap(({ Date, Tasks }) =>
    (Tasks?.Task ?? []).map((task) => ({
      jobId: task.TaskId,
      date: Date.replace("Z", ""),
      nodeId: task.NodeId,
      taskState: task.Status === "success" ? "FINISHED" : task.Status?.toUpperCase(),
      startTime: task.StartTime,
    })),
  );
}
