import { show } from "../core/check";
import type { Failure } from "../core/errors";

/** What is declared of the data that a restore brings back. */
export interface RestorePoint {
  readonly instanceId: string;
  readonly restoreTime?: string | undefined;
  readonly backupId?: string | undefined;
  readonly restoreType?: "0" | "1" | undefined;
  readonly filterKey?: readonly string[] | undefined;
  readonly timeShift?: string | undefined;
}

/** What `overwrite` has to say: which instance is overwritten, and with what. */
export function overwriteOf({ instanceId, restoreTime, backupId }: RestorePoint): string {
  return `${instanceId}@${restoreTime ?? backupId ?? ""}`;
}

/** A time to the second in UTC, as the API takes it. */
export const secondOf = (time: string): string =>
  new Date(Date.parse(time)).toISOString().replace(/\.\d+Z$/, "Z");

export const sameInstant = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);

/** Why a text is no pattern of keys; completes the sentence `"x" …`. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.trim() === "") return "is empty, and would match every key or none";
  if (pattern.includes(","))
    return "has a comma, which separates patterns: give each its own entry";
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    const reason = (error as Error).message.split(": ").at(-1)?.toLowerCase();
    return `is not a regular expression (${reason}): ".*" stands for any text`;
  }
}

/** A point in time or a backup, and a kind that fits. */
export function kindFailures({ restoreTime, backupId, restoreType }: RestorePoint): Failure[] {
  if (restoreTime === undefined && backupId === undefined) {
    return [{ property: "restoreTime", reason: "is required, or backupId: what to restore." }];
  }
  if (restoreTime !== undefined && backupId !== undefined) {
    const reason = `${show(backupId)} is given together with restoreTime (${restoreTime}): give one of them.`;
    return [{ property: "backupId", reason }];
  }
  const fitting = restoreTime === undefined ? "0" : "1";
  if (restoreType === undefined || restoreType === fitting) return [];
  const given = restoreTime === undefined ? "backupId" : "restoreTime";
  const reason = `${show(restoreType)} does not fit ${given}, which is "${fitting}": leave it out.`;
  return [{ property: "restoreType", reason }];
}

/** What only a point in time can have. */
export function pointInTimeFailures({
  restoreTime,
  backupId,
  filterKey,
  timeShift,
}: RestorePoint): Failure[] {
  if (backupId === undefined || restoreTime !== undefined) return [];
  return Object.entries({ filterKey, timeShift })
    .filter(([, value]) => value !== undefined)
    .map(([property, value]) => ({
      property,
      reason: `${show(value)} is given together with backupId: only a point in time (restoreTime) takes it.`,
    }));
}

export function shiftFailures({ restoreTime, timeShift }: RestorePoint): Failure[] {
  if (restoreTime === undefined || timeShift === undefined) return [];
  if (Date.parse(timeShift) > Date.parse(restoreTime)) return [];
  const reason = `${show(timeShift)} is not later than restoreTime (${restoreTime}).`;
  return [{ property: "timeShift", reason }];
}

/** Nothing can be brought back from the future. */
export function futureFailures({ restoreTime, timeShift }: RestorePoint, now: number): Failure[] {
  return Object.entries({ restoreTime, timeShift }).flatMap(([property, time]) =>
    time === undefined || Date.parse(time) <= now
      ? []
      : [{ property, reason: `${show(time)} is in the future: it is ${secondOf(iso(now))} now.` }],
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();
