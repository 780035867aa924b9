import { Cancelled, JobFailed, WaitTimeout } from "../../src/core/errors";
import type { Context } from "../../src/core/resource";
import { nextLook, waitUntil, type Poll } from "../../src/core/wait";
import { FakeClock } from "../support/fake-clock";

const LOOK_MS = 40;

let clock: FakeClock;
let stop: AbortController;
let lines: string[];

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  lines = [];
});

function context(): Context {
  const say = (text: string) => void lines.push(text);
  return { clock, signal: stop.signal, log: { progress: say, info: say, warn: say } };
}

/** What a job shows when so much of it is over, from 0 to 1. */
type Shows = (part: number) => number | undefined;

/** One wait for a job of that length: how many looks it took and how late it ended. */
async function follow(jobMs: number, shows: Shows): Promise<{ looks: number; lateMs: number }> {
  const began = clock.now();
  let looks = 0;
  const poll = async (): Promise<Poll<void>> => {
    looks += 1;
    await clock.sleep(LOOK_MS);
    const part = (clock.now() - began) / jobMs;
    return part >= 1
      ? { state: "done", value: undefined }
      : { state: "pending", saw: "running", percent: shows(part) };
  };
  await clock.run(waitUntil(context(), { what: "the job", upToMs: 7_200_000, poll }));
  return { looks, lateMs: clock.now() - began - jobMs };
}

/** Late by a tenth of the job or by two seconds, and never by more than fifteen. */
const aim = (jobMs: number) => Math.min(Math.max(jobMs / 10, 2_000), 15_000);

/**
 * The worst of many jobs up to a tenth shorter or longer, so that looks and ends fall together in every
 * way: looks, how late it was for its aim, and how late for its length.
 */
async function worst(
  seconds: number,
  shows: Shows,
): Promise<{ looks: number; ofAim: number; ofJob: number }> {
  let [looks, ofAim, ofJob] = [0, 0, 0];
  for (let n = -50; n <= 50; n += 1) {
    const jobMs = seconds * (1000 + 2 * n);
    const one = await follow(jobMs, shows);
    looks = Math.max(looks, one.looks);
    ofAim = Math.max(ofAim, one.lateMs / aim(jobMs));
    ofJob = Math.max(ofJob, one.lateMs / jobMs);
  }
  return { looks, ofAim, ofJob };
}

const percent: Shows = (part) => Math.floor(100 * part);

describe("a wait for a job", () => {
  test.each([
    [5, 12],
    [60, 25],
    [600, 45],
  ])(
    "of %d s ends in time after %d looks at most, while its percentage rises",
    async (seconds, most) => {
      const { looks, ofAim } = await worst(seconds, percent);
      expect(ofAim).toBeLessThanOrEqual(1);
      expect(looks).toBeLessThanOrEqual(most);
    },
  );

  test.each([
    [5, 12],
    [60, 28],
    [600, 75],
  ])(
    "of %d s ends in time without a percentage too, after %d looks at most",
    async (seconds, most) => {
      const { looks, ofAim } = await worst(seconds, () => undefined);
      expect(ofAim).toBeLessThanOrEqual(1);
      expect(looks).toBeLessThanOrEqual(most);
    },
  );

  test.each<[string, Shows]>([
    ["stands still at half", (part) => Math.min(50, percent(part) ?? 0)],
    ["is at 99 too early", (part) => Math.min(99, percent(3 * part) ?? 0)],
    ["hardly moves", (part) => percent(part / 100)],
    ["falls back", (part) => percent(part < 0.5 ? part : 2 * part - 1)],
    ["comes and goes", (part) => (Math.floor(part * 20) % 2 === 0 ? percent(part) : undefined)],
  ])("is not misled by a percentage that %s", async (_name, shows) => {
    for (const seconds of [5, 60, 600]) {
      const { looks, ofAim } = await worst(seconds, shows);
      expect(ofAim).toBeLessThanOrEqual(1);
      expect(looks).toBeLessThanOrEqual(80);
    }
  });

  test("that ends long before its percentage says so is late by a third, and by half a minute at most", async () => {
    const early: Shows = (part) => percent(part / 2);
    expect((await worst(60, early)).ofJob).toBeLessThan(0.34);
    for (const seconds of [600, 3_600]) {
      expect((await follow(seconds * 1000, early)).lateMs).toBeLessThanOrEqual(30_000 + LOOK_MS);
    }
  });

  test("does not begin with a burst when the job is old", async () => {
    const looks: number[] = [];
    const began = clock.now();
    const poll = async (): Promise<Poll<void>> => {
      looks.push(clock.now() - began);
      return looks.length < 3
        ? { state: "pending", saw: "x" }
        : { state: "done", value: undefined };
    };
    const wait = { what: "x", upToMs: 60_000, sinceMs: began - 600_000, poll };
    await clock.run(waitUntil(context(), wait));
    expect(looks).toEqual([0, 14_000, 28_000]);
  });

  test("is over at the first look where there is nothing to wait for", async () => {
    const began = clock.now();
    const poll = async (): Promise<Poll<number>> => ({ state: "done", value: 7 });
    await expect(waitUntil(context(), { what: "x", upToMs: 0, poll })).resolves.toBe(7);
    expect(clock.now()).toBe(began);
    expect(lines).toEqual([]);
  });
});

describe("what a wait says", () => {
  test("is what it sees, when that changes, and for how long it has waited", async () => {
    const saws = ["Preparing", "Preparing", "Uploading, 40 %", "Uploading, 40 %", "Checking"];
    const poll = async (): Promise<Poll<void>> => {
      const saw = saws.shift();
      return saw === undefined ? { state: "done", value: undefined } : { state: "pending", saw };
    };
    await clock.run(waitUntil(context(), { what: "backup job 7", upToMs: 60_000, poll }));
    expect(lines).toEqual([
      "backup job 7: Preparing (0 s)",
      "backup job 7: Uploading, 40 % (4 s)",
      "backup job 7: Checking (7 s)",
    ]);
  });
});

describe("a wait ends", () => {
  const pending = async (): Promise<Poll<void>> => ({ state: "pending", saw: "Uploading, 40 %" });

  test("at its bound, after a last look then, with what it saw and what to do", async () => {
    const looks: number[] = [];
    const began = clock.now();
    const poll = () => {
      looks.push(clock.now() - began);
      return pending();
    };
    const wait = { what: "backup job 7", upToMs: 95_000, advice: "Run it again.", poll };
    const end = clock.run(waitUntil(context(), wait));
    await expect(end).rejects.toBeInstanceOf(WaitTimeout);
    await expect(end).rejects.toThrow(
      "gave up after 1 min 35 s waiting for backup job 7; last seen: Uploading, 40 %. Run it again.",
    );
    expect(looks.at(-1)).toBe(95_000);
  });

  test("at its bound without advice where there is none", async () => {
    const end = clock.run(waitUntil(context(), { what: "it", upToMs: 1_000, poll: pending }));
    await expect(end).rejects.toThrow(/last seen: Uploading, 40 %\.$/);
  });

  test("with every error of a look", async () => {
    let looks = 0;
    const failure = new JobFailed("the job failed");
    const poll = async (): Promise<Poll<void>> => {
      looks += 1;
      if (looks === 3) throw failure;
      return { state: "pending", saw: "running" };
    };
    const end = clock.run(waitUntil(context(), { what: "it", upToMs: 60_000, poll }));
    await expect(end).rejects.toBe(failure);
  });

  test("at once when it is interrupted, and says what it waited for", async () => {
    const end = waitUntil(context(), { what: "backup job 7", upToMs: 60_000, poll: pending });
    await clock.settle();
    stop.abort();
    await expect(end).rejects.toBeInstanceOf(Cancelled);
    await expect(end).rejects.toThrow("interrupted while waiting for backup job 7");
    expect(clock.asleep).toBe(0);
  });

  test("after one look where the interruption came before: what is done already counts", async () => {
    stop.abort();
    const done = async (): Promise<Poll<number>> => ({ state: "done", value: 7 });
    await expect(waitUntil(context(), { what: "it", upToMs: 1, poll: done })).resolves.toBe(7);
    const end = waitUntil(context(), { what: "it", upToMs: 60_000, poll: pending });
    await expect(end).rejects.toBeInstanceOf(Cancelled);
  });
});

describe("the time to the next look", () => {
  test.each([
    [0, undefined, 1_800],
    [10_000, undefined, 1_800],
    [107_000, undefined, 10_000],
    [600_000, undefined, 14_000],
    // A guess is looked at half-way, but not earlier than without one …
    [60_000, 30_000, 15_000],
    [60_000, 2_000, 60_000 / 10.7],
    // … not later than a third of what has passed, and not for more than half a minute.
    [30_000, 600_000, 10_000],
    [600_000, 600_000, 30_000],
  ])("at an age of %d ms with %p ms left is %d ms", (age, left, ms) => {
    expect(nextLook(age, left)).toBeCloseTo(ms, 6);
  });
});
