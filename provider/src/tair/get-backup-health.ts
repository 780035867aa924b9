import { z } from "zod";
import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { Refused } from "../core/errors";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { healthOf, scheduleOf } from "./backup-health";
import { second } from "./moment";
import { findRows, listingOf } from "./backup-sets";
import { instanceId } from "./fields";
import { describeInstance } from "./instance";
import { policyOf } from "./policy";
import type { TairContext } from "./session";
import { wholeBackups } from "./whole-backups";

/** How well the data of an instance is protected now. */
export const getBackupHealth = defineFunction<TairContext>()({
  token: "tair:getBackupHealth",
  description:
    "How well the data of an instance is protected now: the latest successful backup and its age, failures since, windows without an automatic backup, the next one, and how far back flashback goes.",
  inputs: { instanceId: instanceId() },
  outputs: {
    latestBackupTime: field(z.string().optional(), {
      description:
        "When the latest backup started that succeeded as a whole and has not expired, in UTC. Absent: there is none.",
    }),
    latestBackupMode: field(z.string().optional(), {
      description: "What started it, `Automated` or `Manual`.",
    }),
    latestBackupIds: field(z.array(z.string()), { description: "Ids of its files, one per node." }),
    latestClusterBackupId: field(z.string().optional(), {
      description: "Its id as a whole (`cb-…`), on cloud-native clusters.",
    }),
    recoveryPointAgeSeconds: field(z.number().optional(), {
      description:
        "Seconds since it started: what would be lost by going back to it (recovery point objective). Flashback, where it is on, loses less.",
    }),
    failuresSince: field(z.number(), {
      description: "Backups that have failed, or are incomplete, since it started.",
    }),
    missedWindows: field(z.array(z.string()), {
      description:
        "Windows of the policy as it is now in which no automatic backup started, as their starts in UTC; as far back as backups are kept, and not before the instance was created. Empty, with a warning, where the window is none that is known.",
    }),
    nextBackupTime: field(z.string().optional(), {
      description: "When the next automatic backup is due, in UTC.",
    }),
    enableBackupLog: field(z.boolean().optional(), { description: "Whether flashback is on." }),
    backupLogStartTime: field(z.string().optional(), {
      description: "The earliest second that flashback can go back to, in UTC; the latest is now.",
    }),
  },
  answer: async (ctx, { instanceId }) => {
    const instance = await describeInstance(ctx, instanceId);
    const live = await ctx.api.call(describeBackupPolicy, { InstanceId: instanceId });
    const listing = await listingOf(ctx, instanceId, instance.isCluster);
    const rows = await findRows(ctx, instanceId, listing);
    if (rows === undefined)
      throw new Refused(`${instanceId} was not found while its backups were listed.`);
    const now = ctx.api.now();
    const backups = wholeBackups(instance, listing, rows);
    const { createdAt } = instance;
    if (scheduleOf(policyOf(live)) === undefined) {
      ctx.log.warn(
        `missed windows of ${instanceId} can't be told: "${live.PreferredBackupTime}" on "${live.PreferredBackupPeriod}" is no window that this version knows`,
      );
    }
    const { latest, ...health } = healthOf({ live, backups, createdAt, now });
    return {
      latestBackupTime: latest === undefined ? undefined : second(latest.startedAt),
      latestBackupMode: latest && (latest.isManual ? "Manual" : "Automated"),
      latestBackupIds: latest?.rows.map((row) => row.backupId) ?? [],
      latestClusterBackupId: latest?.rows[0]?.clusterBackupId,
      recoveryPointAgeSeconds:
        latest === undefined ? undefined : Math.round((now - latest.startedAt) / 1000),
      ...health,
      nextBackupTime: live.PreferredNextBackupTime,
      enableBackupLog: live.EnableBackupLog,
      backupLogStartTime: live.BackupLogStartTime ?? instance.backupLogStartTime,
    };
  },
});
