import type { World } from "../world";
import { isGone } from "./backup";
import { nextAutomaticBackup } from "./backup-policy";
import { valueAt } from "./dated";
import type { Instance } from "./instance";
import { DAY, startBackup } from "./start-backup";

/** Jobs and gone backups are kept so long for reads of the past and for the count of the day. */
const MEMORY = 2 * DAY;

/**
 * Takes the automatic backups that have become due. Runs before every look at an instance, so that the passing of time
 * needs no timer: a clock that jumps by a month finds a month of backups.
 */
export function runAutomaticBackups(world: World, instance: Instance): void {
  const now = world.clock.time();
  const until = Math.min(now, instance.releasedAt ?? now);
  if (until <= instance.automaticUntil) return;
  forget(instance, now);
  const longestKept = valueAt(instance.policies, until).backupRetentionPeriod * DAY + MEMORY;
  instance.automaticUntil = Math.max(instance.automaticUntil, until - longestKept);
  while (instance.automaticBackups && !instance.singleNode) {
    const slot = nextAutomaticBackup(instance, instance.automaticUntil);
    const at = Math.max(slot, freeFrom(instance));
    if (at > until) {
      // A slot that has to wait for a running job is looked at again.
      instance.automaticUntil = Math.min(until, slot - 1);
      return;
    }
    if (valueAt(instance.statuses, at) === "Normal")
      startBackup(world, instance, { mode: "Automated", at: instance.redis ? now : at });
    instance.automaticUntil = at;
    world.store.onChange();
  }
  instance.automaticUntil = until;
}

function freeFrom(instance: Instance): number {
  return Math.max(0, ...instance.jobs.map((job) => job.endsAt ?? Infinity));
}

function forget(instance: Instance, now: number): void {
  const isOld = (moment: number | null) => moment !== null && moment < now - MEMORY;
  instance.jobs = instance.jobs.filter((job) => !isOld(job.endsAt));
  instance.backups = instance.backups.filter((backup) => !isGone(backup, now - MEMORY));
}
