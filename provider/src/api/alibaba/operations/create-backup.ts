import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId } from "../../wire";
import { instanceBusy, instanceLocked, instanceNotFound, notSupported } from "../errors";
import { rKvstore } from "../products";

/**
 * Starts a manual backup. Answers with a job, or with one job per node, comma separated, for clusters
 * created before 2023-12-05; the backup appears when the job ends. There is no client token.
 * https://api.alibabacloud.com/document/R-kvstore/2015-01-01/CreateBackup
 */
export const createBackup = defineOperation({
  product: rKvstore,
  action: "CreateBackup",
  kind: "write",
  idempotent: false,
  permission: { action: "kvstore:CreateBackup", resource: "instance" },
  input: z.object({ InstanceId: z.string(), BackupRetentionPeriod: z.int().optional() }),
  output: z.object({
    // Some answers come with quotes inside the string.
    BackupJobID: wireId
      .transform((text) => text.replace(/["\s]/g, "").split(",").filter(Boolean))
      .refine((ids) => ids.length > 0, "no job id"),
  }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceBusy: instanceBusy,
    InstanceLocked: instanceLocked,
    NotSupported: notSupported,
    BackupRunning: {
      codes: ["BackupJobExists"],
      category: "busy",
      meaning: "a backup job already runs on the instance",
    },
    QuotaUsedUp: {
      codes: ["BackupTimesExceeded"],
      category: "quota",
      meaning: "the instance has had its 30 manual backups of the last 24 hours",
      hint: "Wait until the oldest of them is 24 hours old, then run again.",
    },
    RetentionNotAccepted: {
      codes: ["InvalidBackupRetentionPeriod.Malformed"],
      category: "invalid",
      meaning: "the retention is not accepted for this instance",
      hint: "Leave out backupRetentionPeriod and expectExpireTime on classic instances; their backups follow the backup policy.",
    },
    // Unlike for a setting, nobody knows whether the job was started before the lock was waited for.
    LockTimeout: {
      codes: ["LockTimeout"],
      category: "server",
      meaning: "another operation on the instance held its lock",
    },
  },
});
