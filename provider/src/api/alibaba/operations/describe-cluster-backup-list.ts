import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId, wireInteger, wireList, wireTime } from "../../wire";
import { commonErrors, instanceNotFound, notSupported } from "../errors";
import { rKvstore } from "../products";

/**
 * The backups of a cloud-native cluster, one row per backup with its shards inside. Rows carry no job id.
 * https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeClusterBackupList
 */
export const describeClusterBackupList = defineOperation({
  product: rKvstore,
  action: "DescribeClusterBackupList",
  kind: "read",
  // The vendor's API description declares GET alone for this one.
  method: "GET",
  idempotent: true,
  permission: { action: "kvstore:DescribeClusterBackupList", resource: "instance" },
  input: z.object({
    RegionId: z.string(),
    InstanceId: z.string(),
    StartTime: z.string(),
    EndTime: z.string(),
    ClusterBackupId: z.string().optional(),
    NoShardBackup: z.enum(["True", "False"]).optional(),
    PageNumber: z.int().optional(),
    PageSize: z.int().optional(),
  }),
  output: z.object({
    FullStorageSize: wireInteger.optional(),
    LogStorageSize: wireInteger.optional(),
    FreeSize: wireInteger.optional(),
    ClusterBackups: wireList(
      z.object({
        ClusterBackupId: z.string(),
        ClusterBackupStatus: z.string().optional(),
        ClusterBackupMode: z.string().optional(),
        ClusterBackupSize: wireInteger.optional(),
        ClusterBackupStartTime: wireTime.optional(),
        ClusterBackupEndTime: wireTime.optional(),
        IsAvail: wireInteger.optional(),
        Progress: z.string().optional(),
        ShardClassMemory: wireInteger.optional(),
        ExpectExpireTime: wireTime.optional(),
        Backups: wireList(
          z.object({
            BackupId: wireId,
            InstanceName: z.string().optional(),
            BackupName: z.string().optional(),
            BackupStatus: z.string().optional(),
            BackupSize: wireInteger.optional(),
            Engine: z.string().optional(),
            BackupStartTime: wireTime.optional(),
            BackupEndTime: wireTime.optional(),
            RecoverConfigMode: z.string().optional(),
            BackupDownloadURL: z.string().optional(),
            BackupIntranetDownloadURL: z.string().optional(),
            ExtraInfo: z.object({ CustinsDbVersion: z.string().optional() }).optional(),
          }),
        ),
      }),
    ),
  }),
  errors: {
    InstanceNotFound: instanceNotFound,
    NotACloudNativeCluster: {
      codes: ["InvalidClusterInstance.NotFound"],
      category: "invalid",
      meaning: "the instance is not a cloud-native cluster",
    },
    NotSupported: notSupported,
    AccessDenied: commonErrors.AccessDenied,
  },
});
