import { z } from "zod";
import { describeBackupUrl } from "../api/tencent/operations/describe-backup-url";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { instanceId } from "./fields";
import type { CrsContext } from "./session";

/** Signed links to the files of a backup. */
export const getBackupDownloadUrls = defineFunction<CrsContext>()({
  token: "crs:getBackupDownloadUrls",
  description:
    "Signed links to the files of a backup, one per shard, good for 6 hours. They let anyone read the backup, so that the whole result is secret; only the Output form of the function gives it.",
  inputs: {
    instanceId: instanceId(),
    backupId: field(z.string().regex(/^[\w-]+$/), {
      description: "Id of the backup.",
      expected: 'the id of a backup such as "154572601-1165734322-153731238"',
    }),
    limitType: field(z.enum(["NoLimit", "LimitOnlyIntranet", "Customize"]).optional(), {
      description:
        "From where the links can be used: anywhere, the vendor's own network alone, or `limitVpcIds` and `limitIps`. Unset: as the account is set up.",
      expected: '"NoLimit", "LimitOnlyIntranet" or "Customize"',
    }),
    limitVpcIds: field(z.array(z.string().min(1)).min(1).optional(), {
      description: "Networks (VPC) of the region that can use the links; with `Customize`.",
      expected: 'a list of networks such as ["vpc-0a1b2c3d"]',
    }),
    limitIps: field(z.array(z.string().min(1)).min(1).optional(), {
      description: "Addresses that can use the links; with `Customize`.",
      expected: 'a list of addresses such as ["10.0.0.1"]',
    }),
  },
  outputs: {
    files: field(
      z.array(
        z.object({
          fileName: z.string().optional(),
          fileSize: z.number().optional(),
          downloadUrl: z.string().optional(),
          innerDownloadUrl: z.string().optional(),
        }),
      ),
      { description: "The files; sizes in bytes." },
    ),
  },
  isSecret: () => ({
    property: "backupId",
    reason:
      "its links are only given by the Output form of the function (getBackupDownloadUrlsOutput), whose result is secret.",
  }),
  answer: async (ctx, { instanceId, backupId, limitType, limitVpcIds, limitIps }) => {
    const answer = await ctx.api.call(describeBackupUrl, {
      InstanceId: instanceId,
      BackupId: backupId,
      ...(limitType === undefined ? {} : { LimitType: limitType }),
      ...(limitVpcIds === undefined
        ? {}
        : {
            VpcComparisonSymbol: "In" as const,
            LimitVpc: [{ Region: ctx.api.region, VpcList: limitVpcIds }],
          }),
      ...(limitIps === undefined ? {} : { IpComparisonSymbol: "In", LimitIp: limitIps }),
    });
    const { BackupInfos, DownloadUrl, InnerDownloadUrl, Filenames } = answer;
    // Older releases have a list for each field.
    const files =
      BackupInfos.length > 0
        ? BackupInfos.map((info) => ({
            fileName: info.FileName,
            fileSize: info.FileSize,
            downloadUrl: info.DownloadUrl,
            innerDownloadUrl: info.InnerDownloadUrl,
          }))
        : DownloadUrl.map((downloadUrl, n) => ({
            fileName: Filenames[n],
            downloadUrl,
            innerDownloadUrl: InnerDownloadUrl[n],
          }));
    return { files };
  },
});
