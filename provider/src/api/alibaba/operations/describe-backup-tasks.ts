import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId, wireInteger, wireList, wireTime } from "../../wire";
import { commonErrors, instanceNotFound, notSupported } from "../errors";
import { rKvstore } from "../products";

/**
 * The backup jobs of an instance that have not ended, with their progress. Its permission can only be
 * given for all instances. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeBackupTasks
 */
export const describeBackupTasks = defineOperation({
  product: rKvstore,
  action: "DescribeBackupTasks",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeBackupTasks", resource: "*" },
  input: z.object({
    InstanceId: z.string(),
    BackupJobId: z.string().optional(),
    JobMode: z.enum(["Automated", "Manual"]).optional(),
  }),
  output: z.object({
    BackupJobs: wireList(
      z.object({
        BackupJobID: wireId,
        BackupProgressStatus: z.string().optional(),
        JobMode: z.string().optional(),
        NodeId: z.string().optional(),
        Progress: wireInteger.optional(),
        StartTime: wireTime.optional(),
        TaskAction: z.string().optional(),
      }),
    ),
  }),
  errors: {
    InstanceNotFound: instanceNotFound,
    // An older page of the vendor: standard architecture only.
    NotSupported: notSupported,
    AccessDenied: commonErrors.AccessDenied,
  },
});
