import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId } from "../../wire";
import { instanceLocked, instanceNotFound, instanceNotReady } from "../errors";
import { redis } from "../products";

/**
 * Starts a manual backup. Answers with a task; neither the id of the backup nor a token of the request is
 * ever told, and no operation deletes what it makes.
 */
export const manualBackupInstance = defineOperation({
  product: redis,
  action: "ManualBackupInstance",
  kind: "write",
  idempotent: false,
  permission: { action: "redis:ManualBackupInstance", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    Remark: z.string().optional(),
    StorageDays: z.int().optional(),
  }),
  output: z.object({ TaskId: wireId }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceLocked: instanceLocked,
    InstanceNotReady: instanceNotReady,
    NotAccepted: {
      codes: ["InvalidParameter.InvalidParameter", "InvalidParameterValue"],
      category: "invalid",
      meaning: "the remark or the days of retention are not accepted",
      hint: "More than 7 days need a ticket with the vendor: leave out storageDays, or write 7.",
    },
  },
});
