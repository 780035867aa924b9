import type { z } from "zod";
import type { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { days } from "../core/clock";
import { missedStarts } from "../core/weekly-schedule";
import { startHour, WEEKDAYS } from "./backup-window";
import { policyOf, type Policy } from "./policy";
import type { WholeBackup } from "./whole-backups";

/** Days looked back for missed windows where the retention doesn't tell. */
const LOOK_BACK_DAYS = 7;

export interface HealthFacts {
  readonly live: z.output<typeof describeBackupPolicy.output>;
  /** Oldest first. */
  readonly backups: readonly WholeBackup[];
  readonly createdAt: string | undefined;
  /** Milliseconds since 1970, by the cloud's clock. */
  readonly now: number;
}

/** The latest whole success, what has failed since, and the windows in which nothing was taken. */
export function healthOf({ live, backups, createdAt, now }: HealthFacts) {
  const latest = backups.filter(({ isUsable }) => isUsable).at(-1);
  const since = latest?.startedAt ?? -Infinity;
  return {
    latest,
    failuresSince: backups.filter((one) => one.hasFailed && one.startedAt > since).length,
    missedWindows: missed(policyOf(live), createdAt, backups, now).map(second),
  };
}

/** When a policy has backups taken; absent where its window isn't one that we know. */
export function scheduleOf({ preferredBackupTime, preferredBackupPeriod }: Policy) {
  const hour = startHour(preferredBackupTime, "utc");
  if (hour === undefined) return undefined;
  const weekdays = preferredBackupPeriod.map((day) => (WEEKDAYS.indexOf(day) + 1) % 7);
  return { hour, weekdays: new Set(weekdays) };
}

function missed(
  policy: Policy,
  createdAt: string | undefined,
  backups: readonly WholeBackup[],
  now: number,
): number[] {
  const schedule = scheduleOf(policy);
  if (schedule === undefined) return [];
  const kept = days(policy.backupRetentionPeriod ?? LOOK_BACK_DAYS);
  const from = Math.max(now - kept, Date.parse(createdAt ?? "1970-01-01T00:00:00Z"));
  const automatic = backups.filter((one) => !one.isManual).map((one) => one.startedAt);
  return missedStarts(schedule, { from, to: now }, automatic);
}

export const second = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
