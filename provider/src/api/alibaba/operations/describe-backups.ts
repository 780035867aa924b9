import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId, wireInteger, wireList, wireTime } from "../../wire";
import { instanceNotFound, notSupported } from "../errors";
import { rKvstore } from "../products";

/** The backups of an instance, newest first, one row per node. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeBackups */
export const describeBackups = defineOperation({
  product: rKvstore,
  action: "DescribeBackups",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeBackups", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    /** Minutes only, in UTC. */
    StartTime: z.string(),
    EndTime: z.string(),
    BackupId: z.string().optional(),
    BackupJobId: z.string().optional(),
    NeedAof: z.enum(["0", "1"]).optional(),
    PageNumber: z.int().optional(),
    PageSize: z.int().optional(),
  }),
  output: z.object({
    TotalCount: wireInteger.optional(),
    FullStorageSize: wireInteger.optional(),
    LogStorageSize: wireInteger.optional(),
    FreeSize: wireInteger.optional(),
    Backups: z
      .object({
        Backup: wireList(
          z.object({
            BackupId: wireId.optional(),
            BackupJobID: wireId.optional(),
            BackupStatus: z.string().optional(),
            BackupMode: z.string().optional(),
            BackupType: z.string().optional(),
            BackupMethod: z.string().optional(),
            BackupStartTime: wireTime.optional(),
            BackupEndTime: wireTime.optional(),
            BackupSize: wireInteger.optional(),
            BackupDBNames: z.string().optional(),
            EngineVersion: z.string().optional(),
            NodeInstanceId: z.string().optional(),
            ExpectExpireTime: wireTime.optional(),
            RecoverConfigMode: z.string().optional(),
            BackupDownloadURL: z.string().optional(),
            BackupIntranetDownloadURL: z.string().optional(),
          }),
        ),
      })
      .optional(),
  }),
  errors: {
    InstanceNotFound: instanceNotFound,
    NotSupported: notSupported,
    InvalidQuery: {
      codes: [
        "InvalidStartTime.Malformed",
        "InvalidEndTime.Malformed",
        "InvalidEndTime.Format",
        "InvalidStartTimeAndEndTime.Malformed",
        "InvalidPageSize.Malformed",
        "InvalidEngineVersion.Malformed",
      ],
      category: "invalid",
      meaning: "the time range or the paging is not accepted",
    },
  },
});
