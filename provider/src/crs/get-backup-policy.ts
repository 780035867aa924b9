import { z } from "zod";
import { describeAutoBackupConfig } from "../api/tencent/operations/describe-auto-backup-config";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { instanceId } from "./fields";
import type { CrsContext } from "./session";

/** The live automatic backup policy of an instance. */
export const getBackupPolicy = defineFunction<CrsContext>()({
  token: "crs:getBackupPolicy",
  description: "The automatic backup policy of an instance as the cloud holds it now.",
  inputs: { instanceId: instanceId() },
  outputs: {
    timePeriod: field(z.string(), {
      description: "The hour in which the daily backup starts, in China time.",
    }),
    backupStorageDays: field(z.number().optional(), { description: "Days of retention." }),
    weekDays: field(z.array(z.string()), {
      description: "Days on which backups are taken, as the API tells them; they can't be changed.",
    }),
  },
  answer: async (ctx, { instanceId }) => {
    const live = await ctx.api.call(describeAutoBackupConfig, { InstanceId: instanceId });
    return {
      timePeriod: live.TimePeriod,
      backupStorageDays: live.BackupStorageDays,
      weekDays: live.WeekDays ?? [],
    };
  },
});
