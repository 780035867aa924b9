import type { Clock } from "../core/clock";
import { Cancelled } from "../core/errors";
import { RateWindow } from "./rate-window";

export interface Limits {
  readonly maxConcurrency: number;
  /** Unset: as fast as the cloud allows, learned from its throttling. */
  readonly maxRequestsPerSecond: number | undefined;
}

/** One request on its way through the limiter. */
export interface Turn<T> {
  readonly send: () => Promise<T>;
  /** Milliseconds for which the outcome asks to be left alone, 0 where it doesn't say; `undefined` if it was let through. */
  readonly throttledFor: (outcome: T) => number | undefined;
  /** Goes before those that were never sent: it has waited already. */
  readonly isRetry: boolean;
  readonly signal: AbortSignal | undefined;
}

const WINDOW_MS = 1_000;
/** How far below what went through we go on after being throttled. */
const CAUTION = 0.97;
/** After so long without throttling the rate grows, first hardly, then ever faster. */
const QUIET_SECONDS = 5;
const GROWTH = 0.001;
const SLOWEST_PER_SECOND = 0.2;
const LONGEST_PAUSE_MS = 30_000;
/** Completes the sentence `interrupted while waiting for …`. */
const WHAT = "its turn to ask the cloud";

/**
 * Concurrency and rate for one action of one account and region. The rate starts unlimited; throttling
 * sets it to just below what went through in the second before. From there it feels its way up with the
 * cube of the quiet time, so that a limit is met gently and a limit that was lifted is soon forgotten.
 */
export class Limiter {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private base: number | undefined;
  private learnedAt = 0;
  /** Counts what was learned: a request sent before the last lesson tells nothing new. */
  private lessons = 0;
  private pauseMs = 0;
  private nextAt = 0;
  private letThrough: number[] = [];
  private readonly window = new RateWindow();

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Sends a request when it is its turn. */
  async run<T>(turn: Turn<T>): Promise<T> {
    await this.slot(turn);
    try {
      const answered = await this.moment(turn.signal);
      const { lessons } = this;
      const outcome = await turn.send().finally(() => answered(this.clock.now()));
      const askedMs = turn.throttledFor(outcome);
      if (askedMs === undefined) this.note();
      else if (lessons === this.lessons) this.learn(askedMs);
      return outcome;
    } finally {
      this.release();
    }
  }

  private async slot({
    isRetry,
    signal,
  }: Pick<Turn<unknown>, "isRetry" | "signal">): Promise<void> {
    if (signal?.aborted === true) throw new Cancelled(WHAT);
    if (this.running < this.limits.maxConcurrency) {
      this.running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        this.queue.splice(this.queue.indexOf(go), 1);
        reject(new Cancelled(WHAT));
      };
      signal?.addEventListener("abort", leave, { once: true });
      if (isRetry) this.queue.unshift(go);
      else this.queue.push(go);
    });
  }

  /** Hands the slot on rather than freeing it, so that nobody can slip in between. */
  private release(): void {
    const next = this.queue.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }

  /** Waits for the moment at which the rate allows one more; answers what to call when that is answered. */
  private async moment(signal: AbortSignal | undefined): Promise<(answeredAt: number) => void> {
    for (;;) {
      if (signal?.aborted === true) throw new Cancelled(WHAT);
      const now = this.clock.now();
      const rate = this.perSecond(now);
      const pauseMs = Math.max(0, this.nextAt - now);
      const { maxRequestsPerSecond: told = Infinity } = this.limits;
      const waitMs = pauseMs > 0 ? pauseMs : this.window.waitMs(now, told);
      if (waitMs === undefined) await this.window.nextAnswer(signal);
      else if (waitMs > 0) await this.clock.sleep(waitMs, signal);
      else {
        const interval = 1000 / rate;
        // A timer that was a little late doesn't make the next one late.
        this.nextAt = (now - this.nextAt < interval ? this.nextAt : now) + interval;
        return this.window.enter(now);
      }
    }
  }

  private perSecond(now: number): number {
    const { maxRequestsPerSecond: most = Infinity } = this.limits;
    if (this.base === undefined) return most;
    const growing = Math.max(0, (now - this.learnedAt) / 1000 - QUIET_SECONDS);
    return Math.min(most, this.base * (1 + GROWTH * growing ** 3));
  }

  private note(): void {
    const now = this.clock.now();
    this.letThrough.push(now);
    this.forget(now);
    this.pauseMs = 0;
  }

  private learn(askedMs: number): void {
    const now = this.clock.now();
    this.forget(now);
    const rate = this.perSecond(now);
    const seen = this.letThrough.length;
    if (seen === 0) {
      // Nothing goes through at all, as where a minute's allowance is used up: ask ever less often.
      this.base = rate === Infinity ? 1 : rate / 2;
      this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(WINDOW_MS, this.pauseMs * 2));
    } else {
      this.base = Math.min(rate, seen) * CAUTION;
      // After a burst the cloud's window is full; at a steady pace it empties as fast as it fills.
      this.pauseMs = rate > 2 * seen ? WINDOW_MS : 1000 / this.base;
    }
    this.base = Math.max(this.base, SLOWEST_PER_SECOND);
    this.nextAt = now + Math.max(this.pauseMs, askedMs);
    this.learnedAt = now;
    this.lessons += 1;
  }

  private forget(now: number): void {
    const first = this.letThrough.findIndex((at) => at > now - WINDOW_MS);
    this.letThrough.splice(0, first < 0 ? this.letThrough.length : first);
  }
}
