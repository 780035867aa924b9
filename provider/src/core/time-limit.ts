import { minutes } from "./clock";
import type { Wait } from "./wait";

/** What the user gives one step of one resource, such as `customTimeouts.create`. */
export interface TimeLimit {
  readonly ms: number;
  readonly setBy: string;
}

/** How long waits may take for all resources, where the configuration says so. */
export interface WaitSettings {
  readonly backupTimeoutMinutes?: number | undefined;
  readonly restoreTimeoutMinutes?: number | undefined;
}

const UNLESS_SET = { backupTimeoutMinutes: 120, restoreTimeoutMinutes: 240 } as const;

interface Limited {
  readonly timeLimit?: TimeLimit | undefined;
  readonly session: { readonly waits: WaitSettings };
}

/**
 * The bound of a wait for a job. What the configuration says holds for every resource; where it says nothing,
 * what the resource itself says holds, be it longer. The shorter one ends the whole step in any case.
 */
export function boundOf(
  { timeLimit, session: { waits } }: Limited,
  key: keyof WaitSettings,
): Pick<Wait<unknown>, "upToMs" | "boundBy"> {
  if (waits[key] === undefined && timeLimit !== undefined) {
    return { upToMs: timeLimit.ms, boundBy: timeLimit.setBy };
  }
  return { upToMs: minutes(waits[key] ?? UNLESS_SET[key]), boundBy: `redis-backup:${key}` };
}
