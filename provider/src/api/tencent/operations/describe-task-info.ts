import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireChinaTime } from "../china-time";
import { commonErrors } from "../errors";
import { redis } from "../products";

/** How far a task is. */
export const describeTaskInfo = defineOperation({
  product: redis,
  action: "DescribeTaskInfo",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:DescribeTaskInfo", resource: "*" },
  input: z.object({ TaskId: z.int() }),
  output: z.object({
    Status: z.enum(["preparing", "running", "succeed", "failed", "error"]),
    StartTime: wireChinaTime.optional(),
    TaskType: z.string().optional(),
    InstanceId: z.string().optional(),
    /** Why it failed. */
    TaskMessage: z.string().optional(),
  }),
  errors: {
    AccessDenied: commonErrors.AccessDenied,
    TaskNotFound: {
      codes: ["InvalidParameter.InvalidParameter"],
      category: "notFound",
      meaning: "there is no such task in this account and region",
    },
  },
});
