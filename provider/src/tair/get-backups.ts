import { z } from "zod";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { normalBackup } from "../core/normal-backup";
import { allBackups, type WireBackup } from "./backup-pages";
import { instanceId, storage } from "./fields";
import { statusOf, typeOf } from "./normal-row";
import type { TairContext } from "./session";
import { downloadUrls, secretIfUrls, timeRange, wireRange } from "./time-range";

const number = (description: string) =>
  field(z.string().regex(/^\d+$/).optional(), { description, expected: "a number, as a string" });

/** The backups of an instance. */
export const getBackups = defineFunction<TairContext>()({
  token: "tair:getBackups",
  description:
    "The backups of an instance, automatic and manual, newest first, one per node; all pages. The first fields mean the same for both clouds; beside them are the vendor's own. Cloud-native clusters have `getClusterBackups`.",
  inputs: {
    instanceId: instanceId(),
    ...timeRange,
    backupId: number("Only this backup."),
    backupJobId: number("Only backups of this job."),
    needAof: field(z.boolean().default(false), {
      description: "Whether to list append-only files too.",
      expected: "true or false",
    }),
    withDownloadUrls: downloadUrls,
  },
  outputs: {
    backups: field(
      z.array(
        z.object({
          ...normalBackup,
          backupId: z.string().optional(),
          backupJobId: z.string().optional(),
          nodeInstanceId: z.string().optional(),
          backupStatus: z.string().optional(),
          backupMode: z.string().optional(),
          backupType: z.string().optional(),
          backupMethod: z.string().optional(),
          backupStartTime: z.string().optional(),
          backupEndTime: z.string().optional(),
          backupSize: z.number().optional(),
          backupDBNames: z.string().optional(),
          engineVersion: z.string().optional(),
          expectExpireTime: z.string().optional(),
          recoverConfigMode: z.string().optional(),
          backupDownloadURL: z.string().optional(),
          backupIntranetDownloadURL: z.string().optional(),
        }),
      ),
      { description: "The backups; sizes in bytes, times in UTC." },
    ),
    ...storage,
  },
  isSecret: secretIfUrls,
  answer: async (ctx, inputs) => {
    const list = await allBackups(ctx, {
      InstanceId: inputs.instanceId,
      ...wireRange(inputs, ctx.api.now()),
      ...(inputs.backupId === undefined ? {} : { BackupId: inputs.backupId }),
      ...(inputs.backupJobId === undefined ? {} : { BackupJobId: inputs.backupJobId }),
      ...(inputs.needAof ? { NeedAof: "1" as const } : {}),
    });
    if (!list.ok) throw list.error;
    return {
      backups: list.rows.map((row) => rowOf(row, inputs)),
      ...list.beside,
    };
  },
});

function rowOf(
  row: WireBackup,
  { instanceId, withDownloadUrls }: { instanceId: string; withDownloadUrls: boolean },
) {
  return {
    id: row.BackupId,
    instanceId,
    startTime: row.BackupStartTime,
    endTime: row.BackupEndTime,
    type: typeOf(row.BackupMode),
    status: statusOf(row.BackupId, row.BackupStatus),
    sizeBytes: row.BackupSize,
    expireTime: row.ExpectExpireTime,
    backupId: row.BackupId,
    backupJobId: row.BackupJobID,
    nodeInstanceId: row.NodeInstanceId,
    backupStatus: row.BackupStatus,
    backupMode: row.BackupMode,
    backupType: row.BackupType,
    backupMethod: row.BackupMethod,
    backupStartTime: row.BackupStartTime,
    backupEndTime: row.BackupEndTime,
    backupSize: row.BackupSize,
    backupDBNames: row.BackupDBNames,
    engineVersion: row.EngineVersion,
    expectExpireTime: row.ExpectExpireTime,
    recoverConfigMode: row.RecoverConfigMode,
    ...(withDownloadUrls
      ? {
          backupDownloadURL: row.BackupDownloadURL,
          backupIntranetDownloadURL: row.BackupIntranetDownloadURL,
        }
      : {}),
  };
}
