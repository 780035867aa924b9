import type { z } from "zod";
import type { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { days, minutes } from "../core/clock";
import { missedStarts } from "../core/weekly-schedule";
import { startHour, WEEKDAYS } from "./backup-window";
import { second } from "./moment";
import { policyOf, type Policy } from "./policy";
import type { WholeBackup } from "./whole-backups";

/** Days looked back for missed windows where the retention doesn't tell. */
const LOOK_BACK_DAYS = 7;

/** How long the file of a node may be missing from the list after the last one that is there. */
const LISTS_LAG_MS = minutes(30);

export interface HealthFacts {
  readonly live: z.output<typeof describeBackupPolicy.output>;
  /** Oldest first. */
  readonly backups: readonly WholeBackup[];
  readonly createdAt: string | undefined;
  /** Milliseconds since 1970, by the cloud's clock. */
  readonly now: number;
}

/**
 * The latest whole success that is still there, what has failed since, and the windows in which nothing was
 * taken. What failed at no time that is known counts as since.
 */
export function healthOf({ live, backups, createdAt, now }: HealthFacts) {
  const isKnown = ({ startedAt }: WholeBackup) => !Number.isNaN(startedAt);
  const latest = backups
    .filter((one) => one.isUsable && isKnown(one) && !hasExpired(one, now))
    .at(-1);
  const since = latest?.startedAt ?? -Infinity;
  const failed = backups.filter((one) => isFailure(one, now) && !(one.startedAt <= since));
  return {
    latest,
    failuresSince: failed.length,
    missedWindows: missed(policyOf(live), createdAt, backups, now).map(second),
  };
}

/** One that has expired may be listed until the cloud clears it away. */
export const hasExpired = ({ expiresAt }: WholeBackup, now: number): boolean => expiresAt <= now;

/** It has failed, or a node of it has no file and won't have one. */
export const isFailure = ({ hasFailed, isIncomplete, endedAt }: WholeBackup, now: number) =>
  hasFailed || (isIncomplete && !(now - endedAt < LISTS_LAG_MS));

/** When a policy has backups taken; absent where its window or a day isn't one that we know. */
export function scheduleOf({ preferredBackupTime, preferredBackupPeriod }: Policy) {
  const hour = startHour(preferredBackupTime, "utc");
  const indexes = preferredBackupPeriod.map((day) => WEEKDAYS.indexOf(day));
  if (hour === undefined || indexes.includes(-1)) return undefined;
  const weekdays = indexes.map((index) => (index + 1) % 7);
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
