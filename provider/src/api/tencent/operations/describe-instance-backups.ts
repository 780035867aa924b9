import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireFlag, wireId, wireInteger, wireList } from "../../wire";
import { wireChinaTime } from "../china-time";
import { instanceNotFound } from "../errors";
import { redis } from "../products";

/** The backups of an instance, manual and automatic. https://cloud.tencent.com/document/product/239/20011 */
export const describeInstanceBackups = defineOperation({
  product: redis,
  action: "DescribeInstanceBackups",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:DescribeInstanceBackups", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    /** 100 at most. */
    Limit: z.int(),
    /** A multiple of the limit. */
    Offset: z.int(),
    /** China time; 30 days at most between the two. */
    BeginTime: z.string(),
    EndTime: z.string(),
    /** Without it the newest release of the API lists 2 alone. */
    Status: z.array(z.int()),
  }),
  output: z.object({
    TotalCount: wireInteger.optional(),
    BackupSet: wireList(
      z.object({
        BackupId: wireId.optional(),
        /** 0 manual, 1 automatic, 2 made by a change of the specification. */
        BackupType: wireId.optional(),
        Status: wireInteger.optional(),
        StartTime: wireChinaTime.optional(),
        EndTime: wireChinaTime.optional(),
        ExpireTime: wireChinaTime.optional(),
        Remark: z.string().optional(),
        Locked: wireFlag.optional(),
        BackupSize: wireInteger.optional(),
        InstanceId: z.string().optional(),
        InstanceName: z.string().optional(),
        Region: z.string().optional(),
        FileType: z.string().optional(),
        Encrypted: z.boolean().optional(),
      }),
    ),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
