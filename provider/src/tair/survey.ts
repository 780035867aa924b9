import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import type { Survey, SurveyedBackup } from "../core/survey";
import { healthOf, scheduleOf, second } from "./backup-health";
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
  const { failuresSince, missedWindows } = healthOf({
    live,
    backups,
    createdAt,
    now: ctx.api.now(),
  });
  const policy = policyOf(live);
  const schedule = scheduleOf(policy);
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
    backups: backups.map((backup) => surveyed(instanceId, backup)),
    failuresSince,
    missedWindows,
    nextBackupTime: moment(live.PreferredNextBackupTime),
    flashbackFrom: moment(live.BackupLogStartTime ?? known.backupLogStartTime),
    storage: storageOf(storage, known.capacityMb, backups),
  };
}

function surveyed(instanceId: string, backup: WholeBackup): SurveyedBackup {
  const { rows, isManual, isUsable, hasFailed, startedAt } = backup;
  const jobs = [...new Set(rows.flatMap(({ jobId }) => jobId ?? []))].sort();
  const clusterBackupId = rows[0]?.clusterBackupId;
  const ends = rows.flatMap(({ backupEndTime }) => backupEndTime ?? []).sort();
  const expiries = rows.flatMap(({ expireTime }) => expireTime ?? []).sort();
  const isOver = rows.every(({ status }) => status === "Success");
  return {
    names: [
      ...rows.filter(({ backupId }) => backupId !== "").map(({ backupId }) => `backup/${backupId}`),
      ...jobs.map((job) => `job/${job}`),
      ...(clusterBackupId === undefined ? [] : [`cluster/${clusterBackupId}`]),
    ],
    importId: isManual ? resourceId(instanceId, { ids: jobs, clusterBackupId }) : undefined,
    kind: isManual ? "manual" : "automatic",
    // Whole and yet not usable: a node's file is missing or has nothing in it.
    state: isUsable ? "success" : hasFailed || isOver ? "failed" : "running",
    startedAt: second(startedAt),
    endedAt: moment(ends.at(-1)),
    // It is whole only until its first file goes.
    expiresAt: moment(expiries[0]),
    bytes: rows.reduce((sum, row) => sum + (row.backupSize ?? 0), 0),
  };
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

/** Some of the API's times have no seconds. */
const moment = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : second(Date.parse(time));
