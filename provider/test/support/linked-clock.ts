import type { Emulator } from "../../../emulator/src";
import type { Clock } from "../../src/core/clock";
import { Cancelled } from "../../src/core/errors";

/**
 * The provider's clock on the emulator's virtual time: to sleep is to let that time pass. Sleepers wake
 * in order of their time, after what is under way has had a chance to go on.
 */
export class LinkedClock implements Clock {
  private readonly sleepers: { at: number; wake: () => void }[] = [];
  private isTurning = false;

  constructor(private readonly emulator: Emulator) {}

  now(): number {
    return this.emulator.clock.now().getTime();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new Cancelled("the next look"));
      const abort = () => reject(new Cancelled("the next look"));
      signal?.addEventListener("abort", abort, { once: true });
      const wake = () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      this.sleepers.push({ at: this.now() + ms, wake });
      if (!this.isTurning) void this.turn();
    });
  }

  private async turn(): Promise<void> {
    this.isTurning = true;
    while (this.sleepers.length > 0) {
      // Requests under way are answered within a few turns of the event loop.
      for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
      this.sleepers.sort((a, b) => a.at - b.at);
      const next = this.sleepers.shift();
      if (next === undefined) break;
      const ahead = next.at - this.now();
      if (ahead > 0) this.emulator.clock.advance(ahead);
      next.wake();
    }
    this.isTurning = false;
  }
}
