import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireInteger } from "../../wire";
import { instanceNotFound } from "../errors";
import { redis } from "../products";

/** When automatic backups are taken and how long they are kept. */
export const describeAutoBackupConfig = defineOperation({
  product: redis,
  action: "DescribeAutoBackupConfig",
  kind: "read",
  idempotent: true,
  permission: { action: "redis:DescribeAutoBackupConfig", resource: "instance" },
  input: z.object({ InstanceId: z.string() }),
  output: z.object({
    TimePeriod: z.string(),
    WeekDays: z.array(z.string()).optional(),
    /** Absent in older releases. */
    BackupStorageDays: wireInteger.optional(),
  }),
  errors: { InstanceNotFound: instanceNotFound },
});
