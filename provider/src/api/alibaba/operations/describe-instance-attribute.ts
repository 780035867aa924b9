import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger, wireList, wireTime } from "../../wire";
import { instanceNotFound } from "../errors";
import { rKvstore } from "../products";

/** What an instance is and what state it is in. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeInstanceAttribute */
export const describeInstanceAttribute = defineOperation({
  product: rKvstore,
  action: "DescribeInstanceAttribute",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeInstanceAttribute", resource: "instance" },
  input: z.object({ InstanceId: z.string() }),
  output: z.object({
    Instances: z.object({
      DBInstanceAttribute: wireList(
        z.object({
          InstanceId: z.string(),
          InstanceStatus: z.string(),
          ArchitectureType: z.string().optional(),
          InstanceType: z.string().optional(),
          InstanceClass: z.string().optional(),
          EngineVersion: z.string().optional(),
          NodeType: z.string().optional(),
          ShardCount: wireInteger.optional(),
          /** Memory in MB. */
          Capacity: wireInteger.optional(),
          /** Whether the instance is a classic or a cloud-native one; not every API release tells. */
          CloudType: z.string().optional(),
          ComputingType: z.string().optional(),
          BackupLogStartTime: z.string().optional(),
          CreateTime: wireTime.optional(),
          ZoneId: z.string().optional(),
          VpcId: z.string().optional(),
          VSwitchId: z.string().optional(),
        }),
      ),
    }),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
