import { z } from "zod";
import { defineOperation } from "../../operation";
import { instanceNotFound } from "../errors";
import { das } from "../products";
import { analysisJob, analysisNotPossible, DAS_REGION } from "./describe-cache-analysis-job";

/**
 * Starts an analysis of backup files; without one the service takes a backup first. There is no client token.
 * https://api.alibabacloud.com/document/DAS/2020-01-16/CreateCacheAnalysisJob
 */
export const createCacheAnalysisJob = defineOperation({
  product: das,
  action: "CreateCacheAnalysisJob",
  kind: "write",
  idempotent: false,
  permission: { action: "hdm:CreateCacheAnalysisJob", resource: "*" },
  input: z.object({
    RegionId: DAS_REGION,
    InstanceId: z.string(),
    /** Comma separated. */
    BackupSetId: z.string().optional(),
    Separators: z.string().optional(),
  }),
  output: z.object({ Data: analysisJob }),
  errors: { InstanceNotFound: instanceNotFound, NotPossible: analysisNotPossible },
});
