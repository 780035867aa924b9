import { z } from "zod";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { normalBackup, type BackupStatus } from "../core/normal-backup";
import { allClusterBackups, type WireClusterBackup } from "./backup-pages";
import { instanceId, storage } from "./fields";
import { statusOf, typeOf } from "./normal-row";
import type { TairContext } from "./session";
import { downloadUrls, secretIfUrls, timeRange, wireRange } from "./time-range";

/** The backups of a cloud-native cluster. */
export const getClusterBackups = defineFunction<TairContext>()({
  token: "tair:getClusterBackups",
  description:
    "The backups of a cloud-native cluster, automatic and manual, each with its shards; all pages. The first fields mean the same for both clouds; beside them are the vendor's own.",
  inputs: {
    instanceId: instanceId(),
    ...timeRange,
    clusterBackupId: field(
      z
        .string()
        .regex(/^cb-[\w-]+$/)
        .optional(),
      {
        description: "Only this backup.",
        expected: 'the id of a cluster backup such as "cb-hyxdof5x9kqb0001"',
      },
    ),
    noShardBackup: field(z.boolean().default(false), {
      description: "Whether to leave the shards out.",
      expected: "true or false",
    }),
    withDownloadUrls: downloadUrls,
  },
  outputs: {
    clusterBackups: field(
      z.array(
        z.object({
          ...normalBackup,
          clusterBackupId: z.string(),
          clusterBackupStatus: z.string().optional(),
          clusterBackupMode: z.string().optional(),
          clusterBackupSize: z.number().optional(),
          clusterBackupStartTime: z.string().optional(),
          clusterBackupEndTime: z.string().optional(),
          isAvailable: z.boolean().optional(),
          progress: z.string().optional(),
          shardClassMemory: z.number().optional(),
          expectExpireTime: z.string().optional(),
          backups: z.array(
            z.object({
              backupId: z.string(),
              nodeInstanceId: z.string().optional(),
              backupName: z.string().optional(),
              status: z.string().optional(),
              backupSize: z.number().optional(),
              engine: z.string().optional(),
              engineVersion: z.string().optional(),
              backupStartTime: z.string().optional(),
              backupEndTime: z.string().optional(),
              recoverConfigMode: z.string().optional(),
              backupDownloadURL: z.string().optional(),
              backupIntranetDownloadURL: z.string().optional(),
            }),
          ),
        }),
      ),
      { description: "The backups; sizes in bytes, memory in MB, times in UTC." },
    ),
    ...storage,
  },
  isSecret: secretIfUrls,
  answer: async (ctx, inputs) => {
    const list = await allClusterBackups(ctx, {
      InstanceId: inputs.instanceId,
      ...wireRange(inputs, ctx.api.now()),
      ...(inputs.clusterBackupId === undefined ? {} : { ClusterBackupId: inputs.clusterBackupId }),
      ...(inputs.noShardBackup ? { NoShardBackup: "True" as const } : {}),
    });
    if (!list.ok) throw list.error;
    const clusterBackups = list.rows.map((row) => setOf(row, inputs));
    return { clusterBackups, ...list.beside };
  },
});

/** What is over is a success only where the cloud calls it valid, and each shard that it names. */
function wholeStatusOf(set: WireClusterBackup): BackupStatus {
  const status = statusOf(set.ClusterBackupId, set.ClusterBackupStatus);
  const isBroken =
    set.IsAvail === 0 || set.Backups.some(({ BackupStatus: shard }) => shard === "ERROR");
  return status === "Success" && isBroken ? "Failed" : status;
}

function setOf(
  set: WireClusterBackup,
  { instanceId, withDownloadUrls }: { instanceId: string; withDownloadUrls: boolean },
) {
  return {
    id: set.ClusterBackupId,
    instanceId,
    startTime: set.ClusterBackupStartTime,
    endTime: set.ClusterBackupEndTime,
    type: typeOf(set.ClusterBackupMode),
    status: wholeStatusOf(set),
    sizeBytes: set.ClusterBackupSize,
    expireTime: set.ExpectExpireTime,
    clusterBackupId: set.ClusterBackupId,
    clusterBackupStatus: set.ClusterBackupStatus,
    clusterBackupMode: set.ClusterBackupMode,
    clusterBackupSize: set.ClusterBackupSize,
    clusterBackupStartTime: set.ClusterBackupStartTime,
    clusterBackupEndTime: set.ClusterBackupEndTime,
    isAvailable: set.IsAvail === undefined ? undefined : set.IsAvail === 1,
    progress: set.Progress,
    shardClassMemory: set.ShardClassMemory,
    expectExpireTime: set.ExpectExpireTime,
    backups: set.Backups.map((shard) => ({
      backupId: shard.BackupId,
      nodeInstanceId: shard.InstanceName,
      backupName: shard.BackupName,
      status: shard.BackupStatus,
      backupSize: shard.BackupSize,
      engine: shard.Engine,
      engineVersion: shard.ExtraInfo?.CustinsDbVersion,
      backupStartTime: shard.BackupStartTime,
      backupEndTime: shard.BackupEndTime,
      recoverConfigMode: shard.RecoverConfigMode,
      ...(withDownloadUrls
        ? {
            backupDownloadURL: shard.BackupDownloadURL,
            backupIntranetDownloadURL: shard.BackupIntranetDownloadURL,
          }
        : {}),
    })),
  };
}
