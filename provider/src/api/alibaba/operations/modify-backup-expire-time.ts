import { z } from "zod";
import { defineOperation } from "../../operation";
import { instanceBusy, instanceNotFound, lockTimeout, notSupported } from "../errors";
import { rKvstore } from "../products";
import { backupNotFound, backupUntouchable } from "./delete-backup";

/**
 * Extends the expiry of one manual backup of a cloud-native instance; it can't be brought forward.
 * https://api.alibabacloud.com/document/R-kvstore/2015-01-01/ModifyBackupExpireTime
 */
export const modifyBackupExpireTime = defineOperation({
  product: rKvstore,
  action: "ModifyBackupExpireTime",
  kind: "write",
  idempotent: true,
  permission: { action: "kvstore:ModifyBackupExpireTime", resource: "*" },
  input: z.object({
    InstanceId: z.string(),
    BackupId: z.string(),
    /** Minutes, in UTC. */
    ExpectExpireTime: z.string(),
  }),
  output: z.object({ RequestId: z.string() }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceBusy: instanceBusy,
    LockTimeout: lockTimeout,
    BackupNotFound: backupNotFound,
    BackupUntouchable: backupUntouchable,
    NotSupported: notSupported,
    NotLater: {
      codes: [
        "InvalidExpectExpireTime.Malformed",
        "InvalidExpectExpireTime",
        "InvalidExpireTime.Malformed",
      ],
      category: "invalid",
      meaning: "the expiry is not later than the present one, or not a time",
    },
  },
});
