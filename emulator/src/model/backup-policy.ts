import type { PolicySeed } from "../instance-seed";
import { filled, type Filled } from "../filled";
import { valueAt } from "./dated";
import type { Instance } from "./instance";
import { WEEKDAYS, weekdayOf } from "./weekdays";

/** `backupLogStartTime` is the moment flashback was switched on. */
export type BackupPolicy = Filled<PolicySeed> & { readonly backupLogStartTime: number | null };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const DEFAULT_POLICY: BackupPolicy = {
  preferredBackupTime: "02:00Z-03:00Z",
  preferredBackupPeriod: [...WEEKDAYS],
  backupRetentionPeriod: 7,
  enableBackupLog: false,
  backupLogStartTime: null,
};

/** The policy that follows from `base` and the fields that are given; days in the order of the week. */
export function backupPolicy(
  now: number,
  given: PolicySeed,
  base: BackupPolicy = DEFAULT_POLICY,
): BackupPolicy {
  const policy = filled<BackupPolicy>(base, given as Partial<BackupPolicy>);
  const days = WEEKDAYS.filter((day) => policy.preferredBackupPeriod.includes(day));
  const since = policy.enableBackupLog ? (base.backupLogStartTime ?? now) : null;
  return { ...policy, preferredBackupPeriod: days, backupLogStartTime: since };
}

/** Exactly one hour, on the hour, in UTC; 23:00Z-00:00Z is one. */
export function isBackupWindow(text: string): boolean {
  const match = /^([01]\d|2[0-3]):00Z-([01]\d|2[0-3]):00Z$/.exec(text);
  return match !== null && (Number(match[1]) + 1) % 24 === Number(match[2]);
}

/**
 * The first moment after `after` at which the automatic backup of the policy begins. Inside the hour each instance has
 * its own minute; a day that had its automatic backup gets no second one.
 */
export function nextAutomaticBackup(instance: Instance, after: number): number {
  const policy = valueAt(instance.policies, after);
  const hour = Number(policy.preferredBackupTime.slice(0, 2));
  const offset = hour * HOUR + minuteOf(instance.instanceId) * 60_000;
  const lastDay = instance.jobs
    .filter((job) => job.mode === "Automated")
    .reduce((last, job) => Math.max(last, Math.floor(job.startedAt / DAY)), -1);
  for (let day = Math.floor(after / DAY); ; day++) {
    const slot = day * DAY + offset;
    if (slot > after && day > lastDay && policy.preferredBackupPeriod.includes(weekdayOf(slot))) {
      return slot;
    }
  }
}

function minuteOf(instanceId: string): number {
  let hash = 7;
  for (const character of instanceId) hash = (hash * 31 + character.charCodeAt(0)) % 60;
  return hash;
}
