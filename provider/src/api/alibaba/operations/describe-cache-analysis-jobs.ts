import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger, wireList } from "../../wire";
import { instanceNotFound } from "../errors";
import { das } from "../products";
import { analysisJob, DAS_REGION } from "./describe-cache-analysis-job";

/** The analyses of an instance that were started in a range of time. https://api.alibabacloud.com/document/DAS/2020-01-16/DescribeCacheAnalysisJobs */
export const describeCacheAnalysisJobs = defineOperation({
  product: das,
  action: "DescribeCacheAnalysisJobs",
  kind: "read",
  idempotent: true,
  permission: { action: "hdm:DescribeCacheAnalysisJobs", resource: "*" },
  input: z.object({
    RegionId: DAS_REGION,
    InstanceId: z.string(),
    /** Milliseconds since 1970, as text. */
    StartTime: z.string(),
    EndTime: z.string(),
    PageNo: z.int().optional(),
    PageSize: z.int().optional(),
  }),
  output: z.object({
    Data: z.object({
      Total: wireInteger.optional(),
      List: z.object({ CacheAnalysisJob: wireList(analysisJob) }).optional(),
    }),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
