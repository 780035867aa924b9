import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId, wireInteger, wireList } from "../../wire";
import { wireChinaTime } from "../china-time";
import { commonErrors, instanceNotFound } from "../errors";
import { redis } from "../products";

/** The tasks of the last 30 days. https://cloud.tencent.com/document/product/239/39374 */
export const describeTaskList = defineOperation({
  product: redis,
  action: "DescribeTaskList",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:DescribeTaskList", resource: "*" },
  input: z.object({
    InstanceId: z.string().optional(),
    /** 100 at most. */
    Limit: z.int(),
    /** A multiple of the limit. */
    Offset: z.int(),
    TaskTypes: z.array(z.string()).optional(),
    /** China time. */
    BeginTime: z.string().optional(),
    EndTime: z.string().optional(),
    Result: z.array(z.int()).optional(),
  }),
  output: z.object({
    TotalCount: wireInteger.optional(),
    Tasks: wireList(
      z.object({
        TaskId: wireId,
        /** `012` manual backup, `017` automatic backup, `010` restore, and so on. */
        TaskType: wireId.optional(),
        InstanceId: z.string().optional(),
        InstanceName: z.string().optional(),
        Progress: wireInteger.optional(),
        /** 0 to begin, 1 running, 2 done, 4 failed. */
        Result: wireInteger.optional(),
        StartTime: wireChinaTime.optional(),
        EndTime: wireChinaTime.optional(),
      }),
    ),
  }),
  errors: { InstanceNotFound: instanceNotFound, AccessDenied: commonErrors.AccessDenied },
});
