import { z } from "zod";
import { defineOperation } from "../../operation";
import {
  instanceBusy,
  instanceLocked,
  instanceNotFound,
  lockTimeout,
  notSupported,
} from "../errors";
import { rKvstore } from "../products";

/**
 * Sets the whole automatic backup policy. Leaving out an optional field resets it to its default.
 * https://api.alibabacloud.com/document/R-kvstore/2015-01-01/ModifyBackupPolicy
 */
export const modifyBackupPolicy = defineOperation({
  product: rKvstore,
  action: "ModifyBackupPolicy",
  kind: "write",
  idempotent: true,
  permission: { action: "kvstore:ModifyBackupPolicy", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    PreferredBackupTime: z.string(),
    PreferredBackupPeriod: z.string(),
    BackupRetentionPeriod: z.int().optional(),
    EnableBackupLog: z.union([z.literal(0), z.literal(1)]).optional(),
  }),
  output: z.object({ RequestId: z.string() }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceBusy: instanceBusy,
    InstanceLocked: instanceLocked,
    LockTimeout: lockTimeout,
    NotSupported: notSupported,
    InvalidPolicy: {
      codes: [
        "InvalidPreferredBackupTime",
        "InvalidPreferredBackupTime.Format",
        "InvalidPreferredBackupPeriod.Malformed",
        "InvalidBackupRetentionPeriod.Malformed",
        "ParameterLeastAssociate",
      ],
      category: "invalid",
      meaning: "the window, the days or the retention is not accepted",
    },
  },
});
