import { setTimeout as delay } from "node:timers/promises";
import type { KeySource } from "../redis/real-data";
import type { World } from "../world";
import { record, valueAt } from "./dated";
import type { Instance } from "./instance";

/** Data brought back in place: from a backup set, or as it was at a second that flashback covers. */
export interface Restore {
  readonly from:
    { readonly backupId: string } | { readonly time: number; readonly timeShift: number | null };
  /** Expressions of the keys that it is limited to; null restores all. */
  readonly filterKeys: readonly string[] | null;
  readonly startedAt: number;
  /** Null until real keys are there. */
  endsAt: number | null;
}

export function isRestoring(instance: Instance, time: number): boolean {
  return instance.restores.some(
    ({ startedAt, endsAt }) => startedAt <= time && (endsAt === null || time < endsAt),
  );
}

/** The instance shows it a moment later: a client that looks at once still sees Normal. */
export function startRestore(
  world: World,
  instance: Instance,
  at: number,
  wanted: Pick<Restore, "from" | "filterKeys">,
): void {
  const begins = at + instance.restoreDelaySeconds * 1000;
  const planned = begins + instance.restoreSeconds * 1000;
  const restore: Restore = { ...wanted, startedAt: at, endsAt: instance.redis ? null : planned };
  instance.restores.push(restore);
  const { statuses } = instance;
  record(statuses, at, valueAt(statuses, at));
  statuses.push({ from: begins, value: "BackupRecovering" });
  if (!instance.redis) {
    statuses.push({ from: planned, value: "Normal" });
    return;
  }
  world.data.run(async (signal) => {
    const overwrite = await world.data.prepare(instance.instanceId, sourceOf(wanted.from));
    await delay(begins - at, undefined, { signal });
    await overwrite(isWanted(wanted.filterKeys));
    restore.endsAt = Math.max(planned, world.clock.time());
    record(statuses, restore.endsAt, "Normal");
    world.store.onChange();
  });
}

/** A shift moves the end of every key as far as the point in time is moved. */
function sourceOf(from: Restore["from"]): KeySource {
  if ("backupId" in from) return from;
  const { time, timeShift } = from;
  return { time, shiftMs: timeShift === null ? 0 : timeShift - time };
}

/** An expression is of the whole key. */
function isWanted(filterKeys: Restore["filterKeys"]): ((key: string) => boolean) | undefined {
  const expressions = filterKeys?.map((text) => new RegExp(`^(?:${text})$`, "s"));
  return expressions && ((key) => expressions.some((expression) => expression.test(key)));
}
