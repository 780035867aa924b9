import { z } from "zod";
import { report } from "../output/report";

const instant = z.iso.datetime();

export const backupReport = z.object({
  kind: z.enum(["manual", "automatic"]),
  state: z.enum(["success", "failed", "running", "unknown"]),
  startedAt: instant,
  endedAt: instant.optional(),
  expiresAt: instant.optional().describe("Absent where it never expires, or is not told."),
  bytes: z.number().optional(),
  heldBy: z.string().optional().describe("URN of the resource that holds a manual backup."),
  importId: z.string().optional().describe("What `pulumi import` takes for a manual backup."),
});

const storage = z.object({
  fullBytes: z.number().describe("Bytes that full backups take."),
  logBytes: z.number().describe("Bytes that flashback logs take."),
  freeBytes: z.number().optional().describe("Bytes that are free of charge, where that is known."),
  billedBytes: z.number().optional().describe("What is over the free ones."),
  estimatedMonthlyCost: z.number().optional().describe("An estimate: see `price`."),
});

export const instanceReport = z.object({
  cloud: z.enum(["alibaba", "tencent"]),
  region: z.string(),
  instanceId: z.string(),
  name: z.string().optional(),
  state: z
    .enum(["healthy", "findings", "unreadable"])
    .describe("`unreadable` where nothing can be said: never taken for healthy."),
  error: z.string().optional().describe("Why it could not be read."),
  status: z.string().optional().describe("Of the instance, as the cloud calls it."),
  policyHeldBy: z.array(z.string()).describe("URNs of the policies that stacks declare for it."),
  policy: z
    .object({
      window: z.string().describe("As the cloud spells it."),
      days: z.array(z.string()),
      schedule: z
        .object({ hour: z.int(), weekdays: z.array(z.int()) })
        .optional()
        .describe("The hour in UTC, and the days: 0 is Sunday."),
      retentionDays: z.number().optional(),
      flashback: z.boolean().optional(),
    })
    .optional(),
  latestSuccess: z
    .object({ startedAt: instant, kind: z.enum(["manual", "automatic"]), ageSeconds: z.number() })
    .optional()
    .describe("The latest backup that succeeded as a whole; absent where there is none."),
  objectiveMet: z.boolean().optional().describe("Absent where no objective was given."),
  failuresSince: z.number().optional().describe("Backups that failed since the latest success."),
  missedWindows: z.array(instant).describe("Windows in which no automatic backup started."),
  nextBackupTime: instant.optional(),
  flashbackFrom: instant.optional().describe("The earliest second that flashback goes back to."),
  backups: z.array(backupReport).describe("Oldest first."),
  storage: storage.optional(),
});

const stackReport = z.object({
  name: z.string(),
  policies: z.int(),
  backups: z.int(),
});

/** The state of the backups of a fleet. */
export const fleetReport = report.extend({
  objectiveSeconds: z.number().optional().describe("The recovery-point objective, where given."),
  price: z.object({
    perGibMonth: z.number(),
    currency: z.string(),
  }),
  stacks: z.array(stackReport),
  accounts: z.array(
    z.object({
      cloud: z.enum(["alibaba", "tencent"]),
      region: z.string(),
      accountId: z.string().optional(),
      isWhole: z.boolean().describe("Whether every instance was listed, or those of the stacks."),
    }),
  ),
  instances: z.array(instanceReport),
});

export type FleetReport = z.infer<typeof fleetReport>;
export type InstanceReport = z.infer<typeof instanceReport>;
export type BackupReport = z.infer<typeof backupReport>;
export type StorageReport = z.infer<typeof storage>;
export type Price = FleetReport["price"];
