import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger, wireList, wireTime } from "../../wire";
import { rKvstore } from "../products";

const numbers = [1, 2, 3, 4, 5] as const;
const text = z.string().optional();
const tags = Object.fromEntries(
  numbers.flatMap((n) => [
    [`Tag.${n}.Key`, text],
    [`Tag.${n}.Value`, text],
  ]),
) as Record<`Tag.${(typeof numbers)[number]}.${"Key" | "Value"}`, typeof text>;

/**
 * The instances of an account in a region. An id that doesn't exist is left out, and is no error.
 * https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeInstances
 */
export const describeInstances = defineOperation({
  product: rKvstore,
  action: "DescribeInstances",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeInstances", resource: "instances" },
  input: z.object({
    RegionId: z.string(),
    /** Comma separated, 30 at most. */
    InstanceIds: z.string().optional(),
    /** What the name or the id contains. */
    SearchKey: z.string().optional(),
    InstanceStatus: z.string().optional(),
    /** Five tags at most, and all of them have to fit. */
    ...tags,
    PageNumber: z.int().optional(),
    PageSize: z.int().optional(),
  }),
  output: z.object({
    TotalCount: wireInteger.optional(),
    Instances: z
      .object({
        KVStoreInstance: wireList(
          z.object({
            InstanceId: z.string(),
            InstanceName: z.string().optional(),
            InstanceStatus: z.string().optional(),
            ArchitectureType: z.string().optional(),
            RegionId: z.string().optional(),
            ZoneId: z.string().optional(),
            InstanceType: z.string().optional(),
            EditionType: z.string().optional(),
            EngineVersion: z.string().optional(),
            InstanceClass: z.string().optional(),
            NodeType: z.string().optional(),
            ShardCount: wireInteger.optional(),
            /** Memory in MB. */
            Capacity: wireInteger.optional(),
            ChargeType: z.string().optional(),
            CreateTime: wireTime.optional(),
            Tags: z
              .object({
                Tag: wireList(z.object({ Key: z.string(), Value: z.string().optional() })),
              })
              .optional(),
          }),
        ),
      })
      .optional(),
  }),
  errors: {},
});
