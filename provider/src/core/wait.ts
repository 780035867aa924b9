import { duration, WaitTimeout } from "./errors";
import type { Context } from "./resource";

export type Poll<T> =
  | {
      readonly state: "pending";
      /** What there is to see, for the progress line and for the error of a time-out. */
      readonly saw: string;
      /** Our best guess of the time that is left; looks are then spread over it. */
      readonly remainingMs?: number | undefined;
    }
  | { readonly state: "done"; readonly value: T };

export interface Wait<T> {
  /** Completes the sentences `waiting for …`. */
  readonly what: string;
  readonly upToMs: number;
  /** What to do when the time is up. */
  readonly advice?: string;
  /** One look. Every error it throws ends the wait. */
  readonly poll: () => Promise<Poll<T>>;
  /** When the thing that is waited for began; a resumed wait began in the past. */
  readonly sinceMs?: number;
}

const LONGEST_BLIND_LOOK_MS = 14_000;
const LONGEST_LOOK_MS = 60_000;

/**
 * The only polling loop. Without a guess of the time left it looks again after a twelfth of the time
 * that has passed, so that it ends less than a tenth late; with a guess it looks half-way to the end.
 */
export async function waitUntil<T>(ctx: Context, wait: Wait<T>): Promise<T> {
  const began = ctx.clock.now();
  let lastSeen = "nothing yet";
  for (;;) {
    const poll = await wait.poll();
    if (poll.state === "done") return poll.value;
    const waited = ctx.clock.now() - began;
    if (poll.saw !== lastSeen) {
      lastSeen = poll.saw;
      ctx.log.progress(`${wait.what}: ${poll.saw} (${duration(waited)})`);
    }
    if (waited >= wait.upToMs) {
      throw new WaitTimeout({ what: wait.what, waitedMs: waited, lastSeen, advice: wait.advice });
    }
    const age = ctx.clock.now() - (wait.sinceMs ?? began);
    await ctx.clock.sleep(
      Math.min(nextLook(age, poll.remainingMs), wait.upToMs - waited),
      ctx.signal,
    );
  }
}

/** Milliseconds until the next look. */
export function nextLook(ageMs: number, remainingMs: number | undefined): number {
  const quickest = ageMs < 12_000 ? 1_000 : 1_800;
  const blind = Math.min(Math.max(ageMs / 12, quickest), LONGEST_BLIND_LOOK_MS);
  if (remainingMs === undefined) return blind;
  return Math.max(blind, Math.min(remainingMs / 2, LONGEST_LOOK_MS));
}
