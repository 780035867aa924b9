import { Retries, type Cause } from "../../src/api/retry";
import { FakeClock } from "../support/fake-clock";

const always = (value: number) => () => value;

/** The pauses until it gives up, each of them slept. */
async function pauses(
  retries: Retries,
  clock: FakeClock,
  cause: Cause,
  tryMs = 0,
): Promise<number[]> {
  const all: number[] = [];
  for (;;) {
    await clock.advance(tryMs);
    const pause = retries.next(cause, undefined);
    if (pause === undefined) return all;
    all.push(pause);
    await clock.advance(pause);
  }
}

describe("the pauses", () => {
  test("grow by chance between half a second and three times the one before", () => {
    const low = new Retries(new FakeClock(), always(0), { maxRetries: 9 });
    expect([1, 2, 3].map(() => low.next("throttled", undefined))).toEqual([500, 500, 500]);
    const high = new Retries(new FakeClock(), always(1), { maxRetries: 9 });
    expect([1, 2, 3, 4].map(() => high.next("throttled", undefined))).toEqual([
      1_500, 4_500, 13_500, 20_000,
    ]);
    const middle = new Retries(new FakeClock(), always(0.5), { maxRetries: 9 });
    expect([1, 2].map(() => middle.next("throttled", undefined))).toEqual([1_000, 1_750]);
  });

  test("are as long as the cloud asks for, where that is longer", () => {
    const retries = new Retries(new FakeClock(), always(0), { maxRetries: 9 });
    expect(retries.next("throttled", 7_000)).toBe(7_000);
    expect(retries.next("throttled", 100)).toBe(500);
  });
});

describe("the end", () => {
  test("comes after as many retries as allowed", async () => {
    const clock = new FakeClock();
    const retries = new Retries(clock, always(0), { maxRetries: 3 });
    expect(await pauses(retries, clock, "throttled")).toHaveLength(3);
  });

  test("comes at once where none is allowed", () => {
    const retries = new Retries(new FakeClock(), always(0), { maxRetries: 0 });
    expect(retries.next("throttled", undefined)).toBeUndefined();
  });

  test.each([
    ["throttled", 600],
    ["busy", 600],
    ["server", 120],
    ["lost", 120],
    ["unreachable", 20],
    ["garbled", 20],
  ] as const)("%s is worth %d seconds from the first failure on", async (cause, seconds) => {
    const clock = new FakeClock();
    const retries = new Retries(clock, always(0.5), { maxRetries: 1000 });
    // The time before the first failure was spent in the queue, and counts for nothing.
    await clock.advance(3_600_000);
    const began = clock.now();
    await pauses(retries, clock, cause);
    const spent = clock.now() - began;
    expect(spent).toBeLessThanOrEqual(seconds * 1000);
    expect(spent).toBeGreaterThan(seconds * 500);
  });

  test("counts the time that the tries take", async () => {
    const clock = new FakeClock();
    const retries = new Retries(clock, always(0), { maxRetries: 1000 });
    expect(await pauses(retries, clock, "lost", 20_000)).toHaveLength(6);
  });

  test("comes earlier where an operation has less patience", async () => {
    const clock = new FakeClock();
    const retries = new Retries(clock, always(0), { maxRetries: 1000, patienceMs: 5_000 });
    expect(await pauses(retries, clock, "server")).toHaveLength(10);
  });

  test("comes at once where the cloud asks for more time than it is worth", () => {
    const retries = new Retries(new FakeClock(), always(0), { maxRetries: 9 });
    expect(retries.next("throttled", 601_000)).toBeUndefined();
  });

  test.each(["notFound", "denied", "invalid", "quota", "unclassified"] as const)(
    "comes at once for %s",
    (cause) => {
      const retries = new Retries(new FakeClock(), always(0), { maxRetries: 9 });
      expect(retries.next(cause, undefined)).toBeUndefined();
    },
  );
});
