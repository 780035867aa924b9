import { days, minutes, seconds, systemClock } from "../../src/core/clock";
import { Cancelled } from "../../src/core/errors";

test("seconds, minutes and days are milliseconds", () => {
  expect([seconds(2), minutes(2), days(2)]).toEqual([2_000, 120_000, 172_800_000]);
});

describe("the system's clock", () => {
  test("tells the time and lets it pass", async () => {
    const began = systemClock.now();
    expect(Math.abs(began - Date.now())).toBeLessThan(1_000);
    await systemClock.sleep(5);
    expect(systemClock.now() - began).toBeGreaterThanOrEqual(4);
  });

  test("wakes at once from an interruption, and leaves nothing behind", async () => {
    const stop = new AbortController();
    const asleep = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(asleep).rejects.toBeInstanceOf(Cancelled);
  });

  test("does not fall asleep after an interruption", async () => {
    await expect(systemClock.sleep(1, AbortSignal.abort())).rejects.toBeInstanceOf(Cancelled);
  });

  test("takes no notice of an interruption after it woke", async () => {
    const stop = new AbortController();
    await systemClock.sleep(1, stop.signal);
    stop.abort();
  });

  test("sleeps for long, where a timer would go off at once", async () => {
    const stop = new AbortController();
    const asleep = systemClock.sleep(days(100), stop.signal);
    const first = await Promise.race([asleep.catch(() => "woke"), systemClock.sleep(20)]);
    expect(first).toBeUndefined();
    stop.abort();
    await expect(asleep).rejects.toBeInstanceOf(Cancelled);
  });
});
