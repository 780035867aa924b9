import type { World } from "../world";
import type { Backup, BackupMode } from "./backup";
import type { BackupJob } from "./backup-job";
import { valueAt } from "./dated";
import { hasClusterBackups, hasJobPerNode, nodesOf, type Instance } from "./instance";

export const DAY = 86_400_000;

/** When within its job a row that comes before its id shows up. */
const EARLY_ROW_AT = 0.2;

interface Request {
  readonly mode: BackupMode;
  readonly at: number;
  /** -1 never expires; absent follows the policy. */
  readonly retentionDays?: number | undefined;
  /** The API action that asks; automatic backups and the console have none. */
  readonly action?: string;
}

/** Starts a backup job and writes the rows that it will have; what can be seen of them is a matter of time. */
export function startBackup(world: World, instance: Instance, request: Request): BackupJob {
  const { mode, at } = request;
  const nodes = nodesOf(instance);
  const occasion = {
    action: request.action ?? "",
    account: instance.accountId,
    instanceId: instance.instanceId,
  };
  const isStuck = world.faults.take(["stuckJob"], occasion) !== undefined;
  const failedJob = world.faults.take(["failedJob"], occasion);
  const isFailing = failedJob !== undefined || instance.nextJobFails;
  instance.nextJobFails = false;

  const duration = instance.jobSeconds * 1000;
  const job: BackupJob = {
    jobIds: (hasJobPerNode(instance) ? nodes : nodes.slice(0, 1)).map(() =>
      world.store.nextJobId(),
    ),
    mode,
    startedAt: at,
    endsAt: isStuck ? null : at + duration,
    outcome: isFailing ? "Failed" : "Success",
  };
  const clusterBackupId = hasClusterBackups(instance) ? `cb-${world.store.random.text(16)}` : null;
  const days = request.retentionDays ?? valueAt(instance.policies, at).backupRetentionPeriod;
  nodes.forEach((nodeInstanceId, n) => {
    const startedAt = Math.floor(at + (duration / 10) * ((n + 1) / nodes.length));
    const fails = isFailing && (failedJob?.node ?? n) === n;
    const backup: Backup = {
      backupId: world.store.nextBackupId(),
      jobId: job.jobIds[n] ?? job.jobIds[0] ?? "",
      nodeInstanceId,
      clusterBackupId,
      mode,
      outcome: fails ? "Failed" : "Success",
      sizeBytes: fails ? 0 : Math.floor(instance.sizeBytes / nodes.length),
      startedAt,
      endedAt: null,
      visibleFrom: instance.rowShape === "after" ? null : at + duration * EARLY_ROW_AT,
      completeFrom: null,
      expiry: [{ from: at, value: days === -1 ? null : startedAt + days * DAY }],
      deletedAt: null,
    };
    instance.backups.push(backup);
  });
  instance.jobs.push(job);
  if (instance.redis && !isFailing) saveKeys(world, instance, job);
  else if (job.endsAt !== null) finish(instance, job, job.endsAt);
  return job;
}

/** The job ends when its time has come and its file is there; a stuck one has the file and does not end. */
function saveKeys(world: World, instance: Instance, job: BackupJob): void {
  const planned = job.endsAt;
  job.endsAt = null;
  world.data.run(async () => {
    for (const backup of rowsOf(instance, job)) {
      const size = await world.data.backUp(instance.instanceId, backup.backupId);
      // Meanwhile the console may have let it fail.
      if (backup.outcome === "Success") backup.sizeBytes = size;
    }
    if (planned !== null && job.endsAt === null) {
      job.endsAt = Math.max(planned, world.clock.time());
      finish(instance, job, job.endsAt);
    }
    world.store.onChange();
  });
}

/** Ends a job now, a stuck one as well. */
export function endJob(
  instance: Instance,
  job: BackupJob,
  at: number,
  outcome: BackupJob["outcome"],
) {
  job.endsAt = at;
  job.outcome = outcome;
  for (const backup of rowsOf(instance, job)) {
    backup.outcome = outcome;
    if (outcome === "Failed") backup.sizeBytes = 0;
  }
  finish(instance, job, at);
}

function finish(instance: Instance, job: BackupJob, at: number): void {
  const visibleFrom = at + instance.rowDelaySeconds * 1000;
  for (const backup of rowsOf(instance, job)) {
    backup.endedAt = at;
    backup.visibleFrom = Math.min(backup.visibleFrom ?? visibleFrom, visibleFrom);
    backup.completeFrom = visibleFrom;
  }
}

function rowsOf(instance: Instance, job: BackupJob): Backup[] {
  return instance.backups.filter((backup) => job.jobIds.includes(backup.jobId));
}
