import { createCacheAnalysisJob } from "../api/alibaba/operations/create-cache-analysis-job";
import { createCacheAnalysisTask } from "../api/alibaba/operations/create-cache-analysis-task";
import { describeCacheAnalysisJob } from "../api/alibaba/operations/describe-cache-analysis-job";
import { days, seconds } from "../core/clock";
import { JobFailed, Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil } from "../core/wait";
import { allDays, allJobs } from "./analysis-pages";
import type { Instance } from "./instance";
import type { TairContext } from "./session";

const SETTLES_WITHIN_MS = seconds(90);
const ROUNDS = 3;

const ADVICE = "The analysis goes on in the cloud: run `pulumi up` again to wait on.";

/**
 * Starts one analysis of these files at DAS. There is no client token: a lost answer is looked for in the
 * list of jobs before the request is sent again.
 */
export async function startJobAtDas(
  ctx: TairContext,
  req: {
    readonly instanceId: string;
    readonly backupIds: readonly string[];
    readonly separators: string | undefined;
  },
): Promise<string> {
  const { instanceId, backupIds, separators } = req;
  const known = new Set((await recentJobs(ctx, instanceId)).map((job) => job.JobId));
  for (let round = 1; ; round += 1) {
    const outcome = await ctx.api.start(createCacheAnalysisJob, {
      InstanceId: instanceId,
      BackupSetId: backupIds.join(","),
      ...(separators === undefined ? {} : { Separators: separators }),
    });
    if (outcome.state === "started") return outcome.value.Data.JobId;
    ctx.log.progress(
      "the answer to CreateCacheAnalysisJob was lost, looking for the job that it may have started",
    );
    const found = await appeared(ctx, instanceId, known);
    if (found !== undefined) return found;
    if (round >= ROUNDS) throw outcome.error;
  }
}

/** The one job that was not there before; several are an error, none after the settle time is `undefined`. */
function appeared(
  ctx: TairContext,
  instanceId: string,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  const began = ctx.clock.now();
  return waitUntil<string | undefined>(ctx, {
    what: `a new analysis of ${instanceId} to show`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      const jobs = await recentJobs(ctx, instanceId);
      const fresh = jobs.map((job) => job.JobId).filter((id) => !known.has(id));
      if (fresh.length > 1) {
        throw new Refused(
          `the answer to CreateCacheAnalysisJob on ${instanceId} was lost, and ${fresh.length} new analyses have appeared (${fresh.join(", ")}), so that ours can't be told. Read them with tair.getCacheAnalysisReport, or change triggers to analyse again.`,
        );
      }
      const isOver = ctx.clock.now() - began > SETTLES_WITHIN_MS;
      return fresh.length === 1 || isOver
        ? { state: "done", value: fresh[0] }
        : { state: "pending", saw: "none yet" };
    },
  });
}

function recentJobs(ctx: TairContext, instanceId: string) {
  const now = ctx.api.now();
  return allJobs(ctx, instanceId, { fromMs: now - days(1), toMs: now + days(1) });
}

/** Waits until DAS has finished a job. */
export async function awaitJobAtDas(
  ctx: TairContext,
  req: { readonly instanceId: string; readonly jobId: string; readonly onFailure: () => void },
): Promise<void> {
  const { instanceId, jobId, onFailure } = req;
  await waitUntil<void>(ctx, {
    what: `cache analysis ${jobId} of ${instanceId}`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    advice: ADVICE,
    poll: async () => {
      const { Data } = await ctx.api.call(describeCacheAnalysisJob, {
        InstanceId: instanceId,
        JobId: jobId,
      });
      if (Data.TaskState === "FINISHED") return { state: "done", value: undefined };
      if (Data.TaskState !== "FAILED") return { state: "pending", saw: Data.TaskState };
      onFailure();
      throw new JobFailed(
        `cache analysis ${jobId} of ${instanceId} has failed: ${Data.Message ?? "DAS gives no reason"}. The next \`pulumi up\` starts another one.`,
      );
    },
  });
}

/** Starts the retired analysis. Of one day the last result is kept, so that it may be sent twice. */
export async function startTask(ctx: TairContext, instanceId: string): Promise<void> {
  await ctx.api.call(createCacheAnalysisTask, { InstanceId: instanceId });
}

/** Waits until the report of every node that was started since then is there; the day it is of. */
export function awaitTask(
  ctx: TairContext,
  req: {
    readonly instance: Instance;
    readonly startedAt: string;
    readonly onFailure: () => void;
  },
): Promise<string> {
  const { instance, startedAt, onFailure } = req;
  const { instanceId } = instance;
  const nodes = instance.isCluster ? (instance.shardCount ?? 1) : 1;
  return waitUntil<string>(ctx, {
    what: `the cache analysis of ${instanceId}`,
    ...boundOf(ctx, "backupTimeoutMinutes"),
    advice: ADVICE,
    poll: async () => {
      const found = await allDays(ctx, { instanceId, days: 2 });
      const tasks = found.flatMap(({ Date: day, Tasks }) =>
        (Tasks?.Task ?? [])
          .filter((task) => Date.parse(task.StartTime ?? "") >= Date.parse(startedAt))
          .map((task) => ({ day: day.replace("Z", ""), status: task.Status })),
      );
      const failed = tasks.find(({ status }) => status !== "success" && status !== "running");
      if (failed !== undefined) {
        onFailure();
        throw new JobFailed(
          `the cache analysis of ${instanceId} has failed (${failed.status ?? "no status"}). The next \`pulumi up\` starts another one.`,
        );
      }
      const done = tasks.filter(({ status }) => status === "success");
      const [first] = done;
      return first !== undefined && done.length >= nodes
        ? { state: "done", value: first.day }
        : { state: "pending", saw: `${done.length} of ${nodes} nodes analysed` };
    },
  });
}
