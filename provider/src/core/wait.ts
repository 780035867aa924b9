import { Cancelled, duration, WaitTimeout } from "./errors";
import type { Context } from "./resource";

export type Poll<T> =
  | {
      readonly state: "pending";
      /** What there is to see, for the progress line and for the error of a time-out. */
      readonly saw: string;
      /** How far it is; while it rises, looks are spread over the time that is left at that pace. */
      readonly percent?: number | undefined;
    }
  | { readonly state: "done"; readonly value: T };

export interface Wait<T> {
  /** Completes the sentences `waiting for …`. */
  readonly what: string;
  readonly upToMs: number;
  /** What set that time, where a person can set another. */
  readonly boundBy?: string | undefined;
  /** What to do when the time is up. */
  readonly advice?: string;
  /** One look. Every error it throws ends the wait. */
  readonly poll: () => Promise<Poll<T>>;
  /** When the thing that is waited for began; a resumed wait began in the past. */
  readonly sinceMs?: number;
}

const SHORTEST_LOOK_MS = 1_800;
const LONGEST_BLIND_LOOK_MS = 14_000;
const LONGEST_LOOK_MS = 30_000;

/**
 * The only polling loop. Blind, it looks again after a tenth of the time that has passed, so that it ends
 * about a tenth late; while a percentage rises, it looks half-way to the end.
 */
export async function waitUntil<T>(ctx: Context, wait: Wait<T>): Promise<T> {
  const began = ctx.clock.now();
  let lastSeen = "nothing yet";
  let lastLook: Look | undefined;
  for (;;) {
    const poll = await wait.poll();
    if (poll.state === "done") return poll.value;
    const now = ctx.clock.now();
    const waited = now - began;
    if (poll.saw !== lastSeen) {
      lastSeen = poll.saw;
      ctx.log.progress(`${wait.what}: ${poll.saw} (${duration(waited)})`);
    }
    if (waited >= wait.upToMs) {
      const { what, boundBy, advice } = wait;
      throw new WaitTimeout({ what, waitedMs: waited, lastSeen, boundBy, advice });
    }
    const look: Look = { atMs: now, percent: poll.percent };
    const pause = nextLook(now - (wait.sinceMs ?? began), remaining(lastLook, look));
    lastLook = look;
    await ctx.clock.sleep(Math.min(pause, wait.upToMs - waited), ctx.signal).catch(() => {
      throw new Cancelled(wait.what);
    });
  }
}

interface Look {
  readonly atMs: number;
  readonly percent: number | undefined;
}

/** The time left at the pace of the last two looks; a percentage that stands still tells nothing. */
function remaining(last: Look | undefined, look: Look): number | undefined {
  if (last?.percent === undefined || look.percent === undefined) return undefined;
  const risen = look.percent - last.percent;
  return risen > 0 ? ((100 - look.percent) * (look.atMs - last.atMs)) / risen : undefined;
}

/** Milliseconds until the next look. */
export function nextLook(ageMs: number, remainingMs: number | undefined): number {
  const blind = Math.min(Math.max(ageMs / 10.7, SHORTEST_LOOK_MS), LONGEST_BLIND_LOOK_MS);
  if (remainingMs === undefined) return blind;
  return Math.max(blind, Math.min(remainingMs / 2, LONGEST_LOOK_MS, ageMs / 3));
}
