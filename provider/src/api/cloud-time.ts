import type { Clock } from "../core/clock";

/** How far the cloud's clock is ahead of ours, as far as the `Date` headers of its answers tell. */
export class CloudTime {
  private skew = { least: -Infinity, most: Infinity };

  constructor(private readonly clock: Clock) {}

  /** The least that fits: better a moment behind the cloud's time than ahead of it. */
  get skewMs(): number {
    return this.skew.least === -Infinity ? 0 : this.skew.least;
  }

  /** By the cloud's clock, in milliseconds since 1970. */
  now(): number {
    return this.clock.now() + this.skewMs;
  }

  /**
   * The cloud's clock stood between two times of ours when it answered, and its header is cut to the
   * second. Every answer narrows that down, a slow one hardly; one that contradicts begins anew.
   */
  learn(dateHeader: unknown, sentAt: number): void {
    const date = Date.parse(String(dateHeader));
    if (Number.isNaN(date)) return;
    const least = date - this.clock.now();
    const most = date + 1_000 - sentAt;
    const { skew } = this;
    const agrees = least <= skew.most && most >= skew.least;
    this.skew = agrees
      ? { least: Math.max(least, skew.least), most: Math.min(most, skew.most) }
      : { least, most };
  }
}
