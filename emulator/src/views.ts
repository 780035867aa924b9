import { isComplete, isVisible } from "./model/backup";
import { jobNodes, jobProgressAt, jobStateAt, type JobState } from "./model/backup-job";
import { nextAutomaticBackup } from "./model/backup-policy";
import { valueAt } from "./model/dated";
import { findInstance } from "./model/find-instance";
import { nodesOf, type Instance } from "./model/instance";
import { byNewest } from "./model/backup";
import type { World } from "./world";

/** The truth, for assertions: no lag, no paging, no permission. Times are RFC 3339. */
export interface InstanceView {
  readonly instanceId: string;
  readonly accountId: string;
  readonly regionId: string;
  readonly name: string;
  readonly architecture: "standard" | "cluster" | "rwsplit";
  readonly nodes: string[];
  readonly cloudNative: boolean;
  readonly singleNode: boolean;
  readonly instanceType: "Redis" | "Tair";
  readonly engineVersion: string;
  readonly status: string;
  /** Of its real Redis server, where it has one that runs. */
  readonly redisUrl?: string;
  readonly policy: {
    readonly preferredBackupTime: string;
    readonly preferredBackupPeriod: string[];
    readonly backupRetentionPeriod: number;
    readonly enableBackupLog: boolean;
    readonly backupLogStartTime?: string;
  };
  readonly nextAutomaticBackup: string;
}

export interface BackupView {
  readonly backupId: string;
  readonly instanceId: string;
  readonly nodeInstanceId: string;
  readonly jobId: string;
  readonly clusterBackupId?: string;
  readonly mode: "Automated" | "Manual";
  readonly status: "Success" | "Failed";
  readonly startTime: string;
  readonly endTime: string;
  readonly sizeBytes: number;
  /** Absent: it never expires. */
  readonly expireTime?: string;
}

/** A restore in place, under way or over. */
export interface RestoreView {
  readonly instanceId: string;
  /** One of the two. */
  readonly restoreTime?: string;
  readonly backupId?: string;
  readonly timeShift?: string;
  /** Absent: all keys. */
  readonly filterKeys?: readonly string[];
  readonly startTime: string;
  /** Absent until the real keys are there. */
  readonly endTime?: string;
}

/** A job in the task list, one entry per node. */
export interface JobView {
  readonly jobId: string;
  readonly instanceId: string;
  readonly nodeId: string;
  readonly mode: "Automated" | "Manual";
  readonly state: JobState;
  readonly progress: number;
  readonly startTime: string;
  /** Absent while it is stuck. */
  readonly endTime?: string;
}

export function instanceView(world: World, instance: Instance): InstanceView {
  const now = world.clock.time();
  const { backupLogStartTime, ...policy } = valueAt(instance.policies, now);
  return {
    instanceId: instance.instanceId,
    accountId: instance.accountId,
    regionId: instance.regionId,
    name: instance.name,
    architecture: instance.architecture,
    nodes: nodesOf(instance),
    cloudNative: instance.cloudNative,
    singleNode: instance.singleNode,
    instanceType: instance.instanceType,
    engineVersion: instance.engineVersion,
    status: valueAt(instance.statuses, now),
    ...(instance.redisUrl === null ? {} : { redisUrl: instance.redisUrl }),
    policy: {
      ...policy,
      preferredBackupPeriod: [...policy.preferredBackupPeriod],
      ...(backupLogStartTime === null ? {} : { backupLogStartTime: text(backupLogStartTime) }),
    },
    nextAutomaticBackup: text(nextAutomaticBackup(instance, now)),
  };
}

/** Complete rows only, newest first. */
export function backupViews(world: World, instanceId?: string): BackupView[] {
  const now = world.clock.time();
  return present(world, instanceId).flatMap((instance) =>
    instance.backups
      .filter((backup) => isVisible(backup, now) && isComplete(backup, now))
      .sort(byNewest)
      .map((backup) => {
        const expiry = valueAt(backup.expiry, now);
        return {
          backupId: backup.backupId,
          instanceId: instance.instanceId,
          nodeInstanceId: backup.nodeInstanceId,
          jobId: backup.jobId,
          ...(backup.clusterBackupId === null ? {} : { clusterBackupId: backup.clusterBackupId }),
          mode: backup.mode,
          status: backup.outcome,
          startTime: text(backup.startedAt),
          endTime: text(backup.endedAt ?? backup.startedAt),
          sizeBytes: backup.sizeBytes,
          ...(expiry === null ? {} : { expireTime: text(expiry) }),
        };
      }),
  );
}

export function jobViews(world: World, instanceId?: string): JobView[] {
  const now = world.clock.time();
  return present(world, instanceId).flatMap((instance) =>
    instance.jobs.flatMap((job) => {
      const state = jobStateAt(instance, job, now);
      if (state === undefined) return [];
      return jobNodes(instance, job).map(({ nodeId, jobId }) => ({
        jobId,
        instanceId: instance.instanceId,
        nodeId,
        mode: job.mode,
        state,
        progress: jobProgressAt(instance, job, now),
        startTime: text(job.startedAt),
        ...(job.endsAt === null ? {} : { endTime: text(job.endsAt) }),
      }));
    }),
  );
}

/** In the order in which they were asked for. */
export function restoreViews(world: World, instanceId?: string): RestoreView[] {
  return present(world, instanceId).flatMap((instance) =>
    instance.restores.map(({ from, filterKeys, startedAt, endsAt }) => ({
      instanceId: instance.instanceId,
      ...("backupId" in from ? from : { restoreTime: text(from.time) }),
      ...("time" in from && from.timeShift !== null ? { timeShift: text(from.timeShift) } : {}),
      ...(filterKeys === null ? {} : { filterKeys }),
      startTime: text(startedAt),
      ...(endsAt === null ? {} : { endTime: text(endsAt) }),
    })),
  );
}

/** The instances that are there, or the one that is asked for. */
export function present(world: World, instanceId?: string): Instance[] {
  const ids = instanceId === undefined ? Object.keys(world.store.state.instances) : [instanceId];
  return ids.flatMap((id) => findInstance(world, id) ?? []);
}

function text(time: number): string {
  return new Date(time).toISOString();
}
