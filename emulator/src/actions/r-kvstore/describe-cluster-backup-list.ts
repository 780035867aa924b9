/**
 * DescribeClusterBackupList
 * [D] documented: declared GET only; RegionId, InstanceId, StartTime, EndTime required; the page sizes; NoShardBackup;
 *     OK, RUNNING, Failed for the set and OK, ERROR for a shard; sizes as strings; IsAvail an integer above and a string
 *     below; plain lists, no TotalCount; times in the vendor's samples lack the Z in places.
 * [C] seen in code: InvalidClusterInstance.NotFound on a standalone instance; rows carry no job id.
 * [I] assumed: that code also on classic clusters; a set is listed as RUNNING from the start of its job; a set that lost a
 *     shard to DeleteBackup stays with IsAvail 0; MaxResults is the number of sets in range; it expires with its first
 *     shard; the range excludes its end.
 */
import { ApiError } from "../../api-error";
import { jobProgressAt } from "../../model/backup-job";
import { clusterBackups, type Backup, type ClusterBackup } from "../../model/backup";
import { valueAt } from "../../model/dated";
import { downloadUrls } from "../../model/download-urls";
import { hasClusterBackups, type Instance } from "../../model/instance";
import { toSeconds } from "../../model/wire-time";
import { oneOf, optional, type Action, type Call } from "../action";
import { instanceResource, readInstance } from "./instance-of";
import { shiftPages } from "./shift-pages";
import { storageSizes } from "./storage-sizes";
import { page, slice, timeRange } from "./time-range";

const PAGE_SIZES = [5, 10, 15, 20, 30, 50, 100, 200, 300];

export const describeClusterBackupList: Action = {
  name: "DescribeClusterBackupList",
  methods: ["GET"],
  required: ["RegionId", "InstanceId", "StartTime", "EndTime"],
  permission: { action: "kvstore:DescribeClusterBackupList", resource: instanceResource },
  run(call) {
    const range = timeRange(call);
    const wanted = optional(call, "ClusterBackupId");
    const hidesShards = oneOf(call, "NoShardBackup", ["True", "False", "true", "false"]);
    const { number, size } = page(call, PAGE_SIZES);
    const instance = readInstance(call);
    if (!hasClusterBackups(instance)) throw new ApiError("InvalidClusterInstance.NotFound");
    shiftPages(call, instance, range, number);

    const sets = clusterBackups(instance, call.readAt)
      .filter((set) => startOf(set) >= range.from && startOf(set) < range.to)
      .filter((set) => wanted === undefined || set.clusterBackupId === wanted);
    const withShards = hidesShards?.toLowerCase() !== "true";
    return {
      MaxResults: sets.length,
      PageNumber: number,
      PageSize: size,
      ...storageSizes(instance, call.readAt),
      ClusterBackups: slice(sets, { number, size }).map((set) =>
        toSet(call, instance, set, withShards),
      ),
    };
  },
};

function toSet(call: Call, instance: Instance, set: ClusterBackup, withShards: boolean): object {
  const isRunning = set.status === "RUNNING";
  const bytes = set.shards.reduce((sum, shard) => sum + shard.sizeBytes, 0);
  const ends = set.shards.map((shard) => shard.endedAt ?? 0);
  const expiries = set.shards
    .map((shard) => valueAt(shard.expiry, call.readAt))
    .filter((expiry) => expiry !== null);
  return {
    ClusterBackupId: set.clusterBackupId,
    ClusterBackupStatus: set.status,
    ClusterBackupMode: set.mode,
    ClusterBackupSize: `${isRunning ? 0 : bytes}`,
    ClusterBackupStartTime: toSeconds(startOf(set)),
    ...(isRunning ? {} : { ClusterBackupEndTime: toSeconds(Math.max(...ends)) }),
    IsAvail: set.status === "OK" && set.isWhole ? 1 : 0,
    Progress: isRunning ? progressOf(call, instance, set) : "100%",
    ShardClassMemory: Math.max(1, Math.floor(instance.capacityMb / instance.shardCount)),
    ...(expiries.length === 0 ? {} : { ExpectExpireTime: toSeconds(Math.min(...expiries)) }),
    Backups:
      withShards && !isRunning ? set.shards.map((shard) => toShard(call, instance, shard)) : [],
  };
}

function toShard(call: Call, instance: Instance, backup: Backup): object {
  const isOk = backup.outcome === "Success";
  return {
    BackupId: backup.backupId,
    InstanceName: backup.nodeInstanceId,
    BackupName: `hins${backup.backupId}_data_${backup.startedAt}.rdb`,
    BackupStatus: isOk ? "OK" : "ERROR",
    BackupSize: `${backup.sizeBytes}`,
    IsAvail: isOk ? "1" : "0",
    Engine: "redis",
    BackupStartTime: toSeconds(backup.startedAt),
    // As in the vendor's sample: no Z on this one.
    BackupEndTime: toSeconds(backup.endedAt ?? backup.startedAt).replace("Z", ""),
    RecoverConfigMode: "null",
    ExtraInfo: { CustinsDbVersion: instance.engineVersion },
    ...downloadUrls(call.world, instance, backup, call.now),
  };
}

function progressOf(call: Call, instance: Instance, set: ClusterBackup): string {
  const job = instance.jobs.find(({ jobIds }) => jobIds.includes(set.shards[0]?.jobId ?? ""));
  return `${job === undefined ? 0 : jobProgressAt(instance, job, call.readAt)}%`;
}

function startOf(set: ClusterBackup): number {
  return Math.min(...set.shards.map((shard) => shard.startedAt));
}
