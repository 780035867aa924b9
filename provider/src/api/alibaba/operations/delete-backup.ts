import { z } from "zod";
import { defineOperation, type ErrorSpec } from "../../operation";
import { instanceBusy, instanceNotFound, lockTimeout, notSupported } from "../errors";
import { rKvstore } from "../products";

export const backupNotFound = {
  codes: ["InvalidBackupSetID.NotFound", "InvalidBackupSetId.NotFound", "InvalidBackupId.NotFound"],
  category: "notFound",
  meaning: "there is no such backup",
} as const satisfies ErrorSpec;

/** Refusals of automatic backups and of classic instances; the vendor documents no code. */
export const backupUntouchable = {
  codes: ["IncorrectBackupSetState"],
  category: "invalid",
  meaning:
    "this backup can't be changed or deleted: only manual backups of cloud-native instances can",
} as const satisfies ErrorSpec;

/** Deletes one manual backup of a cloud-native instance. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DeleteBackup */
export const deleteBackup = defineOperation({
  product: rKvstore,
  action: "DeleteBackup",
  kind: "write",
  idempotent: true,
  permission: { action: "kvstore:DeleteBackup", resource: "*" },
  input: z.object({ InstanceId: z.string(), BackupId: z.string() }),
  output: z.object({ RequestId: z.string() }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceBusy: instanceBusy,
    LockTimeout: lockTimeout,
    BackupNotFound: backupNotFound,
    BackupUntouchable: backupUntouchable,
    NotSupported: notSupported,
  },
});
