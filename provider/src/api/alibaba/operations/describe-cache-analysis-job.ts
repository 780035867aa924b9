import { z } from "zod";
import { defineOperation, type ErrorSpec } from "../../operation";
import { wireId, wireInteger, wireList } from "../../wire";
import { instanceNotFound, notSupported } from "../errors";
import { das } from "../products";

/** The one region that serves the API, whatever the region of an instance. */
export const DAS_REGION = z.literal("cn-shanghai").default("cn-shanghai");

export const analysisNotPossible = {
  ...notSupported,
  meaning: "this instance can't be analysed",
  hint: "Disk-based instances and some modules are not analysed, nor backups from before the instance was resized.",
} as const satisfies ErrorSpec;

const keys = z
  .object({
    KeyInfo: wireList(
      z.object({
        Key: z.string().optional(),
        Type: z.string().optional(),
        Encoding: z.string().optional(),
        Bytes: wireInteger.optional(),
        Count: wireInteger.optional(),
        Db: wireInteger.optional(),
        ExpirationTimeMillis: wireInteger.optional(),
        NodeId: z.string().optional(),
      }),
    ),
  })
  .optional();

export const analysisJob = z.object({
  JobId: wireId,
  InstanceId: z.string().optional(),
  NodeId: z.string().optional(),
  TaskState: z.string(),
  Message: z.string().optional(),
});

/** An analysis and, once it is FINISHED, what it found. https://api.alibabacloud.com/document/DAS/2020-01-16/DescribeCacheAnalysisJob */
export const describeCacheAnalysisJob = defineOperation({
  product: das,
  action: "DescribeCacheAnalysisJob",
  kind: "read",
  idempotent: true,
  permission: { action: "hdm:DescribeCacheAnalysisJob", resource: "*" },
  input: z.object({ RegionId: DAS_REGION, InstanceId: z.string(), JobId: z.string() }),
  output: z.object({
    Data: analysisJob.extend({
      BigKeys: keys,
      BigKeysOfNum: keys,
      UnexBigKeysOfBytes: keys,
      UnexBigKeysOfNum: keys,
      KeyPrefixes: z
        .object({
          Prefix: wireList(
            z.object({
              Prefix: z.string().optional(),
              Type: z.string().optional(),
              KeyNum: wireInteger.optional(),
              Bytes: wireInteger.optional(),
              Count: wireInteger.optional(),
            }),
          ),
        })
        .optional(),
      ExpiryKeysLevelCount: z
        .object({
          ExpiryLevel: wireList(
            z.object({
              Level: wireInteger.optional(),
              TotalKeys: wireInteger.optional(),
              TotalBytes: wireInteger.optional(),
              AnalysisTs: wireInteger.optional(),
            }),
          ),
        })
        .optional(),
    }),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
