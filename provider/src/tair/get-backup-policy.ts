import { z } from "zod";
import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { WEEKDAYS } from "./backup-window";
import { instanceId } from "./fields";
import { policyOf } from "./policy";
import type { TairContext } from "./session";

/** The live automatic backup policy of an instance. */
export const getBackupPolicy = defineFunction<TairContext>()({
  token: "tair:getBackupPolicy",
  description:
    "The automatic backup policy of an instance as the cloud holds it now, with the time of the next backup.",
  inputs: { instanceId: instanceId() },
  outputs: {
    preferredBackupPeriod: field(z.array(z.enum(WEEKDAYS)), { description: "Days, in UTC." }),
    preferredBackupTime: field(z.string(), { description: "Window of one hour, in UTC." }),
    backupRetentionPeriod: field(z.number().optional(), { description: "Days of retention." }),
    enableBackupLog: field(z.boolean().optional(), { description: "Whether flashback is on." }),
    preferredNextBackupTime: field(z.string().optional(), {
      description: "When the next automatic backup is due, in UTC.",
    }),
    backupLogStartTime: field(z.string().optional(), {
      description: "The earliest second that flashback can go back to, in UTC.",
    }),
  },
  answer: async (ctx, { instanceId }) => {
    const live = await ctx.api.call(describeBackupPolicy, { InstanceId: instanceId });
    return {
      ...policyOf(live),
      preferredNextBackupTime: live.PreferredNextBackupTime,
      backupLogStartTime: live.BackupLogStartTime,
    };
  },
});
