import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger, wireList } from "../../wire";
import { backupNotFound, instanceNotFound } from "../errors";
import { redis } from "../products";

/** Signed links to the files of a backup, one per shard, good for 6 hours. */
export const describeBackupUrl = defineOperation({
  product: redis,
  action: "DescribeBackupUrl",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:DescribeBackupUrl", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    BackupId: z.string(),
    LimitType: z.string().optional(),
    VpcComparisonSymbol: z.literal("In").optional(),
    IpComparisonSymbol: z.string().optional(),
    LimitVpc: z.array(z.object({ Region: z.string(), VpcList: z.array(z.string()) })).optional(),
    LimitIp: z.array(z.string()).optional(),
  }),
  output: z.object({
    BackupInfos: wireList(
      z.object({
        FileName: z.string().optional(),
        FileSize: wireInteger.optional(),
        DownloadUrl: z.string().optional(),
        InnerDownloadUrl: z.string().optional(),
      }),
    ),
    // Older releases have these lists alone, one entry per file in each.
    Filenames: wireList(z.string()),
    DownloadUrl: wireList(z.string()),
    InnerDownloadUrl: wireList(z.string()),
  }),
  errors: {
    InstanceNotFound: instanceNotFound,
    BackupNotFound: backupNotFound,
    BackupUnusable: {
      codes: ["ResourceUnavailable.BackupStatusInvalid"],
      category: "invalid",
      meaning: "the backup is being taken, has expired or was deleted",
    },
    NotAllowed: {
      codes: [
        "UnauthorizedOperation.UserNotInWhiteList",
        "UnsupportedOperation.ClusterInstanceAccessedDeny",
        "UnsupportedOperation.OnlyClusterInstanceCanExportBackup",
        "UnsupportedOperation.IsAutoRenewError",
      ],
      category: "denied",
      meaning: "the vendor does not give download links for this instance or account",
    },
  },
});
