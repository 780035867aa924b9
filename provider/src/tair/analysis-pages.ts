import type { z } from "zod";
import { describeCacheAnalysisJobs } from "../api/alibaba/operations/describe-cache-analysis-jobs";
import { describeCacheAnalysisReport } from "../api/alibaba/operations/describe-cache-analysis-report";
import { describeCacheAnalysisReportList } from "../api/alibaba/operations/describe-cache-analysis-report-list";
import { allPages } from "./pages";
import type { TairContext } from "./session";

type Jobs = z.output<typeof describeCacheAnalysisJobs.output>["Data"]["List"];
type Job = NonNullable<Jobs>["CacheAnalysisJob"][number];
type BigKey = z.output<typeof describeCacheAnalysisReport.output>["BigKeys"][number];

type Days = z.output<typeof describeCacheAnalysisReportList.output>["DailyTasks"];
type Day = NonNullable<Days>["DailyTask"][number];

const JOBS = 50;
const DAYS = 100;
const KEYS = 100;

/** The analyses that DAS has begun in a range of time, all pages. */
export async function allJobs(
  ctx: TairContext,
  instanceId: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<Job[]> {
  const list = await allPages<Job, undefined>({
    pageSize: JOBS,
    keyOf: (job) => job.JobId,
    read: async (PageNo) => {
      const { Data } = await ctx.api.call(describeCacheAnalysisJobs, {
        InstanceId: instanceId,
        StartTime: String(Math.floor(fromMs)),
        EndTime: String(Math.ceil(toMs)),
        PageNo,
        PageSize: JOBS,
      });
      const rows = Data.List?.CacheAnalysisJob ?? [];
      return { ok: true, rows, total: Data.Total, beside: undefined };
    },
  });
  if (!list.ok) throw list.error;
  return list.rows;
}

/** The big keys of one day by the retired API, all pages. */
export async function allBigKeys(
  ctx: TairContext,
  query: {
    readonly instanceId: string;
    readonly date: string;
    readonly nodeId?: string | undefined;
  },
): Promise<BigKey[]> {
  const { instanceId, date, nodeId } = query;
  const list = await allPages<BigKey, undefined>({
    pageSize: KEYS,
    // Nodes may have the same key, and a report stays as it is.
    keyOf: (_row, place) => place,
    read: async (PageNumbers) => {
      const answer = await ctx.api.call(describeCacheAnalysisReport, {
        InstanceId: instanceId,
        Date: `${date}Z`,
        AnalysisType: "BigKey",
        ...(nodeId === undefined ? {} : { NodeId: nodeId }),
        PageNumbers,
        PageSize: KEYS,
      });
      return {
        ok: true,
        rows: answer.BigKeys,
        total: answer.TotalRecordCount,
        beside: undefined,
      };
    },
  });
  if (!list.ok) throw list.error;
  return list.rows;
}

/** The days that have an analysis by the retired API, all pages, in no order. */
export async function allDays(
  ctx: TairContext,
  query: {
    readonly instanceId: string;
    readonly days: number;
    readonly nodeId?: string | undefined;
  },
): Promise<Day[]> {
  const { instanceId, days, nodeId } = query;
  const list = await allPages<Day, undefined>({
    pageSize: DAYS,
    keyOf: (day) => day.Date,
    read: async (PageNumbers) => {
      const { DailyTasks } = await ctx.api.call(describeCacheAnalysisReportList, {
        InstanceId: instanceId,
        Days: days,
        ...(nodeId === undefined ? {} : { NodeId: nodeId }),
        PageNumbers,
        PageSize: DAYS,
      });
      return { ok: true, rows: DailyTasks?.DailyTask ?? [], total: undefined, beside: undefined };
    },
  });
  if (!list.ok) throw list.error;
  return list.rows;
}
