import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId, wireList, wireTime } from "../../wire";
import { instanceNotFound } from "../errors";
import { rKvstore } from "../products";

/** The analyses of the last days, in no order. Retired. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeCacheAnalysisReportList */
export const describeCacheAnalysisReportList = defineOperation({
  product: rKvstore,
  action: "DescribeCacheAnalysisReportList",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeCacheAnalysisReportList", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    Days: z.int().optional(),
    NodeId: z.string().optional(),
    PageNumbers: z.int().optional(),
    PageSize: z.int().optional(),
  }),
  output: z.object({
    DailyTasks: z
      .object({
        DailyTask: wireList(
          z.object({
            Date: z.string(),
            Tasks: z
              .object({
                Task: wireList(
                  z.object({
                    TaskId: wireId.optional(),
                    NodeId: z.string().optional(),
                    StartTime: wireTime.optional(),
                    Status: z.string().optional(),
                  }),
                ),
              })
              .optional(),
          }),
        ),
      })
      .optional(),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
