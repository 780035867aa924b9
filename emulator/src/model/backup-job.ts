import type { Instance } from "./instance";
import { nodesOf } from "./instance";
import type { BackupMode, BackupOutcome } from "./backup";

/** One run over the whole instance; a cluster from before 2023-12-05 has an id per node for it. */
export interface BackupJob {
  readonly jobIds: string[];
  readonly mode: BackupMode;
  readonly startedAt: number;
  /** Null while it is stuck. */
  endsAt: number | null;
  outcome: BackupOutcome;
}

export const JOB_STATES = ["NoStart", "Preparing", "Waiting", "Uploading", "Checking"] as const;
export type JobState = (typeof JOB_STATES)[number] | "Finished";

/** The share of its duration at which a job leaves each state but the last. */
const LEAVES = [0.05, 0.15, 0.25, 0.85];
const STUCK_AT = 0.5;

export function isRunning(job: BackupJob, time: number): boolean {
  return job.startedAt <= time && (job.endsAt === null || time < job.endsAt);
}

/** Where the job is, or undefined when it is not in the task list. */
export function jobStateAt(instance: Instance, job: BackupJob, time: number): JobState | undefined {
  if (isRunning(job, time)) {
    const share = shareDone(instance, job, time);
    const index = LEAVES.findIndex((leaves) => share < leaves);
    return JOB_STATES[index === -1 ? JOB_STATES.length - 1 : index];
  }
  if (job.endsAt === null || time < job.endsAt) return undefined;
  return time < job.endsAt + instance.finishedSeconds * 1000 ? "Finished" : undefined;
}

/** Percent, as the task list shows it. */
export function jobProgressAt(instance: Instance, job: BackupJob, time: number): number {
  const curve = instance.progressCurve;
  const percent = Math.floor(shareDone(instance, job, time) * 100);
  if (percent >= 100) return 100;
  if (curve === "late") return percent < 90 ? 0 : percent;
  return curve === "linear" ? percent : Math.min(percent, curve.stuckAt);
}

/** Node and job id of every entry the task list has for the job. */
export function jobNodes(instance: Instance, job: BackupJob): { nodeId: string; jobId: string }[] {
  const [first = ""] = job.jobIds;
  if (instance.clusterTasks === "single" && job.jobIds.length === 1) {
    return [{ nodeId: instance.instanceId, jobId: first }];
  }
  return nodesOf(instance).map((nodeId, n) => ({ nodeId, jobId: job.jobIds[n] ?? first }));
}

function shareDone(instance: Instance, job: BackupJob, time: number): number {
  const length = Math.max(
    (job.endsAt ?? job.startedAt + instance.jobSeconds * 1000) - job.startedAt,
    1,
  );
  const share = Math.min((time - job.startedAt) / length, 1);
  return job.endsAt === null ? Math.min(share, STUCK_AT) : share;
}
