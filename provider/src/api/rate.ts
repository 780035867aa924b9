import type { Clock } from "../core/clock";

export interface Limits {
  readonly maxConcurrency: number;
  /** Unset: as fast as the cloud allows, learned from its throttling. */
  readonly maxRequestsPerSecond: number | undefined;
}

const WINDOW_MS = 1_000;
/** The share of what went through in the last second that we try after being throttled. */
const AFTER_THROTTLING = 0.9;
const GROWTH_PER_SECOND = 1.02;
const SLOWEST_PER_SECOND = 0.2;

/**
 * Concurrency and rate for one action of one account and region. The rate starts unlimited; the first
 * throttling sets it to what went through in the second before, then it grows slowly.
 */
export class Limiter {
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private perSecond: number;
  private nextAt = 0;
  private lastChange = 0;
  private accepted: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {
    this.perSecond = limits.maxRequestsPerSecond ?? Infinity;
  }

  /** Runs a request when it is its turn. The request says when it was sent and how it went. */
  async run<T>(
    request: () => Promise<T>,
    throttled: (outcome: T) => boolean,
    signal?: AbortSignal,
  ): Promise<T> {
    await this.slot();
    try {
      await this.turn(signal);
      const sentAt = this.clock.now();
      const outcome = await request();
      if (throttled(outcome)) this.slowDown(sentAt);
      else this.speedUp();
      return outcome;
    } finally {
      this.running -= 1;
      this.queue.shift()?.();
    }
  }

  private async slot(): Promise<void> {
    if (this.running >= this.limits.maxConcurrency) {
      await new Promise<void>((resolve) => this.queue.push(resolve));
    }
    this.running += 1;
  }

  private async turn(signal: AbortSignal | undefined): Promise<void> {
    if (this.perSecond === Infinity) return;
    const now = this.clock.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1000 / this.perSecond;
    if (at > now) await this.clock.sleep(at - now, signal);
  }

  private slowDown(sentAt: number): void {
    // Requests that were under way when the rate was last lowered say nothing about the new rate.
    if (sentAt < this.lastChange) return;
    const now = this.clock.now();
    this.accepted = this.accepted.filter((at) => now - at < WINDOW_MS);
    const seen = Math.min(this.perSecond, Math.max(this.accepted.length, 1));
    this.perSecond = Math.max(SLOWEST_PER_SECOND, seen * AFTER_THROTTLING);
    this.nextAt = now + WINDOW_MS;
    this.lastChange = now;
  }

  private speedUp(): void {
    const now = this.clock.now();
    this.accepted.push(now);
    if (this.accepted.length > 1_000) this.accepted.splice(0, 500);
    const quietSeconds = Math.floor((now - this.lastChange) / 1000);
    if (this.perSecond === Infinity || quietSeconds < 10) return;
    this.perSecond = Math.min(
      this.limits.maxRequestsPerSecond ?? Infinity,
      this.perSecond * GROWTH_PER_SECOND ** (quietSeconds - 9),
    );
    this.lastChange = now;
  }
}
