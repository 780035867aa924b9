import type { Clock } from "../../src/core/clock";
import { Cancelled } from "../../src/core/errors";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when a test lets it: from sleeper to sleeper, each with its chance to go on. */
export class FakeClock implements Clock {
  private time: number;
  private sleepers: Sleeper[] = [];

  constructor(startAt = "2026-11-02T09:00:00Z") {
    this.time = Date.parse(startAt);
  }

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = {
        at: this.time + Math.max(ms, 0),
        wake: () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
      };
      const abort = () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        reject(new Cancelled("the fake clock"));
      };
      if (signal?.aborted === true) return abort();
      signal?.addEventListener("abort", abort, { once: true });
      this.sleepers.push(sleeper);
    });
  }

  /** How many sleep now; nothing else holds up what a test has started. */
  get asleep(): number {
    return this.sleepers.length;
  }

  /** Lets so much time pass. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await this.settle();
    for (let next = this.next(until); next !== undefined; next = this.next(until)) {
      await this.wake(next);
    }
    this.time = until;
  }

  /** Lets time pass until the work has ended, and hands on how. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    await this.settle();
    while (!isOver) {
      const next = this.next(Infinity);
      if (next === undefined) throw new Error("nobody sleeps, and the work has not ended");
      await this.wake(next);
    }
    return work;
  }

  /** Lets everything go on that waits for nothing but its turn. */
  settle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  private next(until: number): Sleeper | undefined {
    const first = this.sleepers.reduce<Sleeper | undefined>(
      (earliest, sleeper) =>
        earliest === undefined || sleeper.at < earliest.at ? sleeper : earliest,
      undefined,
    );
    return first !== undefined && first.at <= until ? first : undefined;
  }

  private async wake(sleeper: Sleeper): Promise<void> {
    this.sleepers = this.sleepers.filter((other) => other !== sleeper);
    this.time = sleeper.at;
    sleeper.wake();
    await this.settle();
  }
}
