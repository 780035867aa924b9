import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger, wireList } from "../../wire";
import { wireChinaTime } from "../china-time";
import { commonErrors } from "../errors";
import { redis } from "../products";

/** The instances of the account in the region. https://cloud.tencent.com/document/product/239/20018 */
export const describeInstances = defineOperation({
  product: redis,
  action: "DescribeInstances",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:DescribeInstances", resource: "*" },
  input: z.object({
    /** 100 is taken by every release. */
    Limit: z.int(),
    /** A multiple of the limit. */
    Offset: z.int(),
    InstanceIds: z.array(z.string()).optional(),
    InstanceTags: z.array(z.object({ TagKey: z.string(), TagValue: z.string() })).optional(),
  }),
  output: z.object({
    TotalCount: wireInteger.optional(),
    InstanceSet: wireList(
      z.object({
        InstanceId: z.string(),
        InstanceName: z.string().optional(),
        /** 0 being made, 1 in a flow, 2 running, -2 isolated, -3 to be deleted. */
        Status: wireInteger.optional(),
        /** Version and architecture by number: up to 5 Redis 2.8 and CKV, above that newer ones. */
        Type: wireInteger.optional(),
        Region: z.string().optional(),
        Createtime: wireChinaTime.optional(),
        /** Memory in MB. */
        Size: wireInteger.optional(),
      }),
    ),
  }),
  errors: { AccessDenied: commonErrors.AccessDenied },
});
