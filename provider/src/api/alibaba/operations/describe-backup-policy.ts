import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireFlag, wireInteger } from "../../wire";
import { instanceNotFound } from "../errors";
import { rKvstore } from "../products";

/** The automatic backup policy of an instance. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeBackupPolicy */
export const describeBackupPolicy = defineOperation({
  product: rKvstore,
  action: "DescribeBackupPolicy",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeBackupPolicy", resource: "instance" },
  input: z.object({ InstanceId: z.string() }),
  output: z.object({
    PreferredBackupTime: z.string(),
    PreferredBackupPeriod: z.string(),
    BackupRetentionPeriod: wireInteger.optional(),
    EnableBackupLog: wireFlag.optional(),
    PreferredNextBackupTime: z.string().optional(),
    BackupLogStartTime: z.string().optional(),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
