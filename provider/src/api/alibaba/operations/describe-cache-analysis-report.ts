import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger, wireList } from "../../wire";
import { instanceNotFound } from "../errors";
import { rKvstore } from "../products";

/** The big keys that were found on a day. Retired. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeCacheAnalysisReport */
export const describeCacheAnalysisReport = defineOperation({
  product: rKvstore,
  action: "DescribeCacheAnalysisReport",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeCacheAnalysisReport", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    /** A day in UTC, such as `2019-08-05Z`. */
    Date: z.string(),
    AnalysisType: z.literal("BigKey"),
    NodeId: z.string().optional(),
    PageNumbers: z.int().optional(),
    PageSize: z.int().optional(),
  }),
  output: z.object({
    TotalRecordCount: wireInteger.optional(),
    BigKeys: wireList(
      z.object({
        db: wireInteger.optional(),
        key: z.string().optional(),
        keyType: z.string().optional(),
        isExpired: z.string().optional(),
        /** Bytes. */
        memory: wireInteger.optional(),
        /** Elements. */
        size: wireInteger.optional(),
      }),
    ),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
