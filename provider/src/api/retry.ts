import { minutes, seconds, type Clock } from "../core/clock";
import type { Category } from "../core/errors";

/** Why a try didn't succeed, as far as retrying is concerned. */
export type Cause = Category | "unclassified" | "unreachable" | "lost" | "garbled";

/** How long each cause is worth trying again; causes that aren't listed are final. */
const WORTH_MS: Partial<Record<Cause, number>> = {
  throttled: minutes(10),
  busy: minutes(10),
  server: minutes(2),
  lost: minutes(2),
  unreachable: seconds(20),
  garbled: seconds(20),
};

const FIRST_MS = 500;
const LONGEST_MS = 20_000;

export interface RetryPolicy {
  readonly maxRetries: number;
  readonly patienceMs?: number | undefined;
}

/**
 * Back-off with decorrelated jitter, bounded by count and by the time since the first failure. One
 * instance serves one call.
 */
export class Retries {
  private failedAt: number | undefined;
  private last = FIRST_MS;
  private tries = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly policy: RetryPolicy,
  ) {}

  /** Milliseconds to wait before the next try, or `undefined` when it isn't worth one. */
  next(cause: Cause, retryAfterMs: number | undefined): number | undefined {
    const worth = WORTH_MS[cause];
    if (worth === undefined || this.tries >= this.policy.maxRetries) return undefined;
    this.tries += 1;
    this.failedAt ??= this.clock.now();
    this.last = Math.min(LONGEST_MS, FIRST_MS + this.random() * (this.last * 3 - FIRST_MS));
    const pause = Math.max(this.last, retryAfterMs ?? 0);
    const bound = Math.min(worth, this.policy.patienceMs ?? worth);
    return this.clock.now() - this.failedAt + pause > bound ? undefined : pause;
  }
}
