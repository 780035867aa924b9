import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId } from "../../wire";
import { backupNotFound, instanceLocked, instanceNotFound, instanceNotReady } from "../errors";
import { redis } from "../products";

/**
 * Overwrites an instance with one of its backups. Only Redis 2.8 and CKV have it; other versions are
 * cloned from a backup.
 */
export const restoreInstance = defineOperation({
  product: redis,
  action: "RestoreInstance",
  kind: "write",
  idempotent: false,
  permission: { action: "redis:RestoreInstance", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    BackupId: z.string(),
    Password: z.string().optional(),
  }),
  output: z.object({ TaskId: wireId }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceLocked: instanceLocked,
    InstanceNotReady: instanceNotReady,
    BackupNotFound: backupNotFound,
    PasswordWrong: {
      codes: ["InvalidParameterValue.PasswordError"],
      category: "denied",
      meaning: "the password of the instance is missing or wrong",
      hint: "Set redis-backup:crsPassword (REDIS_BACKUP_CRS_PASSWORD).",
    },
    BackupLocked: {
      codes: ["ResourceUnavailable.BackupLockedError"],
      category: "busy",
      meaning: "another operation holds the backup",
    },
    BackupUnusable: {
      codes: [
        "ResourceUnavailable.BackupStatusAbnormal",
        "ResourceUnavailable.BackupStatusInvalid",
      ],
      category: "invalid",
      meaning: "the backup has expired or was deleted",
      hint: "Choose another one: crs.getBackups lists the backups that there are.",
    },
    BackupTooLarge: {
      codes: ["ResourceUnavailable.BackupSpecError"],
      category: "invalid",
      meaning: "the instance is smaller than the backup",
      hint: "Give the instance more memory first.",
    },
    NotSupported: {
      codes: ["UnsupportedOperation", "InvalidParameter.NotSupported"],
      category: "invalid",
      meaning: "only Redis 2.8 and CKV instances can be restored in place",
      hint: "Clone the backup into a new instance (CloneInstances, or the console) and swap the addresses.",
    },
  },
});
