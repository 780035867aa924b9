import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import type { Survey, SurveyedBackup } from "../core/survey";
import { nextStart } from "../core/weekly-schedule";
import { hasExpired, healthOf, isFailure, scheduleOf } from "./backup-health";
import { moment, second } from "./moment";
import { resourceId } from "./backup-job";
import type { Storage } from "./backup-pages";
import { listingOf, listStored } from "./backup-sets";
import { describeInstance, type Instance } from "./instance";
import { allInstances, type WireInstance } from "./instances";
import { policyOf } from "./policy";
import type { TairContext } from "./session";
import { wholeBackups, type WholeBackup } from "./whole-backups";

const MIB = 1024 ** 2;

type Known = Pick<
  Instance,
  "instanceId" | "isCluster" | "shardCount" | "createdAt" | "capacityMb" | "status"
> & { readonly name: string | undefined; readonly backupLogStartTime: string | undefined };

/** The instances of the account in the region, with what their list tells: nobody asks for it again. */
export async function listTargets(ctx: TairContext): Promise<Known[]> {
  return (await allInstances(ctx, {})).map(knownOf);
}

function knownOf(row: WireInstance): Known {
  return {
    instanceId: row.InstanceId,
    name: row.InstanceName === "" ? undefined : row.InstanceName,
    status: row.InstanceStatus ?? "",
    isCluster: row.ArchitectureType === "cluster",
    shardCount: row.ShardCount,
    createdAt: row.CreateTime,
    capacityMb: row.Capacity,
    backupLogStartTime: undefined,
  };
}

/** Everything about the backups of one instance, by two reads, and one more for a cluster. */
export async function surveyInstance(
  ctx: TairContext,
  target: Known | { readonly instanceId: string },
): Promise<Survey> {
  const { instanceId } = target;
  const known =
    "isCluster" in target
      ? target
      : { ...(await describeInstance(ctx, instanceId)), name: undefined };
  const live = await ctx.api.call(describeBackupPolicy, { InstanceId: instanceId });
  const listing = await listingOf(ctx, instanceId, known.isCluster);
  const { rows, storage } = await listStored(ctx, instanceId, listing);
  const backups = wholeBackups(known, listing, rows);
  const { createdAt } = known;
  const now = ctx.api.now();
  const { failuresSince, missedWindows } = healthOf({ live, backups, createdAt, now });
  // What has no time has no place on any line, and nothing can be restored from what has expired.
  const placed = backups.filter((one) => !Number.isNaN(one.startedAt) && !hasExpired(one, now));
  const policy = policyOf(live);
  const schedule = scheduleOf(policy);
  const next = schedule && nextStart(schedule, now);
  return {
    instanceId,
    name: known.name,
    status: known.status,
    policy: {
      window: policy.preferredBackupTime,
      days: policy.preferredBackupPeriod,
      schedule: schedule && { hour: schedule.hour, weekdays: [...schedule.weekdays] },
      retentionDays: policy.backupRetentionPeriod,
      flashback: policy.enableBackupLog,
    },
    now,
    backups: placed.map((backup) => surveyed(instanceId, backup, now)),
    failuresSince,
    missedWindows,
    nextBackupTime:
      moment(live.PreferredNextBackupTime) ?? (next === undefined ? undefined : second(next)),
    flashbackFrom: moment(live.BackupLogStartTime ?? known.backupLogStartTime),
    storage: storageOf(storage, known.capacityMb, backups),
  };
}

function surveyed(instanceId: string, backup: WholeBackup, now: number): SurveyedBackup {
  const { rows, isManual, startedAt } = backup;
  const jobs = [...new Set(rows.flatMap(({ jobId }) => jobId ?? []))].sort();
  const clusterBackupId = rows[0]?.clusterBackupId;
  const ends = rows.flatMap(({ backupEndTime }) => backupEndTime ?? []).sort();
  const expiries = rows.flatMap(({ expireTime }) => expireTime ?? []).sort();
  return {
    names: [
      ...rows.filter(({ backupId }) => backupId !== "").map(({ backupId }) => `backup/${backupId}`),
      ...jobs.map((job) => `job/${job}`),
      ...(clusterBackupId === undefined ? [] : [`cluster/${clusterBackupId}`]),
    ],
    importId: isManual ? resourceId(instanceId, { ids: jobs, clusterBackupId }) : undefined,
    kind: isManual ? "manual" : "automatic",
    state: stateOf(backup, now),
    startedAt: second(startedAt),
    endedAt: moment(ends.at(-1)),
    // It is whole only until its first file goes.
    expiresAt: moment(expiries[0]),
    bytes: rows.reduce((sum, row) => sum + (row.backupSize ?? 0), 0),
  };
}

/** What both lists call what is not over, or has no word for yet. */
const UNDER_WAY: ReadonlySet<string> = new Set(["Running", "RUNNING", "Success", ""]);

function stateOf(backup: WholeBackup, now: number): SurveyedBackup["state"] {
  if (backup.isUsable) return "success";
  if (isFailure(backup, now)) return "failed";
  return backup.rows.every(({ status }) => UNDER_WAY.has(status)) ? "running" : "unknown";
}

function storageOf(
  { fullStorageSize, logStorageSize, freeSize }: Storage,
  capacityMb: number | undefined,
  backups: readonly WholeBackup[],
): NonNullable<Survey["storage"]> {
  const files = backups.flatMap(({ rows }) => rows);
  const memory = capacityMb === undefined ? undefined : capacityMb * MIB;
  return {
    fullBytes: fullStorageSize ?? files.reduce((sum, row) => sum + (row.backupSize ?? 0), 0),
    logBytes: logStorageSize ?? 0,
    // The API's own samples say 0, where its pages say that as much as the memory is free.
    freeBytes: freeSize === undefined || freeSize === 0 ? memory : freeSize,
  };
}
