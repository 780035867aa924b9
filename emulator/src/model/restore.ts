import { record, valueAt } from "./dated";
import type { Instance } from "./instance";

/** Data brought back in place: from a backup set, or as it was at a second that flashback covers. */
export interface Restore {
  readonly from:
    { readonly backupId: string } | { readonly time: number; readonly timeShift: number | null };
  /** Expressions of the keys that it is limited to; null restores all. */
  readonly filterKeys: readonly string[] | null;
  readonly startedAt: number;
  readonly endsAt: number;
}

export function isRestoring(instance: Instance, time: number): boolean {
  return instance.restores.some(({ startedAt, endsAt }) => startedAt <= time && time < endsAt);
}

/** The instance shows it a moment later: a client that looks at once still sees Normal. */
export function startRestore(
  instance: Instance,
  at: number,
  wanted: Pick<Restore, "from" | "filterKeys">,
): void {
  const begins = at + instance.restoreDelaySeconds * 1000;
  const endsAt = begins + instance.restoreSeconds * 1000;
  instance.restores.push({ ...wanted, startedAt: at, endsAt });
  const { statuses } = instance;
  record(statuses, at, valueAt(statuses, at));
  statuses.push({ from: begins, value: "BackupRecovering" }, { from: endsAt, value: "Normal" });
}
