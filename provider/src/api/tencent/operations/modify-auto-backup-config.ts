import { z } from "zod";
import { defineOperation } from "../../operation";
import { instanceLocked, instanceNotFound, instanceNotReady } from "../errors";
import { redis } from "../products";

/**
 * Sets when automatic backups are taken and how long they are kept. Days of the week are taken and
 * ignored, but older releases ask for them.
 */
export const modifyAutoBackupConfig = defineOperation({
  product: redis,
  action: "ModifyAutoBackupConfig",
  kind: "write",
  idempotent: true,
  permission: { action: "redis:ModifyAutoBackupConfig", resource: "instance" },
  input: z.object({
    InstanceId: z.string(),
    WeekDays: z.array(z.string()),
    TimePeriod: z.string(),
    AutoBackupType: z.literal(1),
    BackupStorageDays: z.int().optional(),
  }),
  output: z.object({ RequestId: z.string() }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceLocked: instanceLocked,
    InstanceNotReady: instanceNotReady,
    NotAccepted: {
      codes: [
        "InvalidParameter.NotSupported",
        "InvalidParameter.Period",
        "InvalidParameterValue.WeekDaysIsInvalid",
      ],
      category: "invalid",
      meaning: "the hour or the days of retention are not accepted",
      hint: "More than 7 days need a ticket with the vendor: leave out backupStorageDays, or write 7.",
    },
  },
});
