import { z } from "zod";

/** What a backup is for every cloud, under the same names; a cloud's own fields stand beside these. */
export const normalBackup = {
  /** Absent while the cloud has given none. */
  id: z.string().optional(),
  instanceId: z.string(),
  startTime: z.string().optional(),
  endTime: z.string().optional(),
  type: z.enum(["Manual", "Automated", "Other"]),
  status: z.enum(["Running", "Success", "Failed", "Expired", "Unknown"]),
  sizeBytes: z.number().optional(),
  /** Absent where it never expires, or where the cloud doesn't tell. */
  expireTime: z.string().optional(),
};

type NormalBackup = z.infer<z.ZodObject<typeof normalBackup>>;
export type BackupType = NormalBackup["type"];
export type BackupStatus = NormalBackup["status"];
