import { Cancelled } from "./errors";

/** A timer takes no more; with more it would go off at once. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** The only source of time; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with `Cancelled` as soon as the signal aborts. May wake early from more than 24 days. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new Cancelled("the time"));
      const abort = () => {
        clearTimeout(timer);
        reject(new Cancelled("the time"));
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
        Math.min(ms, LONGEST_SLEEP_MS),
      );
      signal?.addEventListener("abort", abort, { once: true });
    }),
};

export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const days = (n: number): number => n * 86_400_000;
