import { Limiter, type Limits, type Turn } from "../../src/api/rate";
import { Retries } from "../../src/api/retry";
import { Cancelled } from "../../src/core/errors";
import { FakeClock } from "../support/fake-clock";

/** Says whether a request that arrives now is let through. */
type Cloud = (now: number) => boolean;

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

function limiter(limits: Partial<Limits> = {}): Limiter {
  return new Limiter(clock, { maxConcurrency: 10, maxRequestsPerSecond: undefined, ...limits });
}

function turn<T>(send: () => Promise<T>, more: Partial<Turn<T>> = {}): Turn<T> {
  return { send, throttledFor: () => undefined, isRetry: false, signal: undefined, ...more };
}

/** In any second at most so many; refused ones do not count. */
function perSecond(most: number): Cloud {
  let recent: number[] = [];
  return (now) => {
    recent = recent.filter((at) => at > now - 1000);
    if (recent.length >= most) return false;
    recent.push(now);
    return true;
  };
}

/** So many from one full minute (or second) to the next. */
function perWindow(most: number, windowMs: number): Cloud {
  let window = 0;
  let used = 0;
  return (now) => {
    const current = Math.floor(now / windowMs);
    if (current !== window) [window, used] = [current, 0];
    used += 1;
    return used <= most;
  };
}

/** Many calls at once against a limited cloud, each tried again until it went through. */
async function load(
  cloud: Cloud,
  {
    calls,
    latencyMs = 20,
    unevenMs = 0,
    limits = {},
  }: { calls: number; latencyMs?: number; unevenMs?: number; limits?: object },
): Promise<{ requests: number; ms: number; failed: number }> {
  const shared = limiter(limits);
  const began = clock.now();
  let requests = 0;
  let drawn = 1;
  const random = () => (drawn = (drawn * 16_807) % 2_147_483_647) / 2_147_483_647;
  const send = async (): Promise<boolean> => {
    requests += 1;
    await clock.sleep(latencyMs / 2 + random() * unevenMs);
    const isThrough = cloud(clock.now());
    await clock.sleep(latencyMs / 2 + random() * unevenMs);
    return isThrough;
  };
  const call = async (): Promise<boolean> => {
    const retries = new Retries(clock, random, { maxRetries: 30 });
    for (let isRetry = false; ; isRetry = true) {
      const throttledFor = (isThrough: boolean) => (isThrough ? undefined : 0);
      if (await shared.run(turn(send, { throttledFor, isRetry }))) return true;
      const pause = retries.next("throttled", undefined);
      if (pause === undefined) return false;
      await clock.sleep(pause);
    }
  };
  const all = await clock.run(Promise.all(Array.from({ length: calls }, call)));
  return { requests, ms: clock.now() - began, failed: all.filter((through) => !through).length };
}

describe("concurrency", () => {
  test("runs as many at the same time as allowed, and no more", async () => {
    const shared = limiter({ maxConcurrency: 3 });
    let running = 0;
    let most = 0;
    const send = async () => {
      most = Math.max(most, ++running);
      await clock.sleep(100);
      running -= 1;
    };
    const began = clock.now();
    await clock.run(Promise.all(Array.from({ length: 10 }, () => shared.run(turn(send)))));
    expect(most).toBe(3);
    expect(clock.now() - began).toBe(400);
  });

  test("lets nobody slip in between one that ends and one that waits", async () => {
    const shared = limiter({ maxConcurrency: 1 });
    let running = 0;
    let most = 0;
    const send = async () => {
      most = Math.max(most, ++running);
      await clock.sleep(1);
      running -= 1;
    };
    // The first one's caller asks again in the very moment in which its slot is free.
    const first = shared.run(turn(send)).then(() => shared.run(turn(send)));
    await clock.run(Promise.all([first, shared.run(turn(send)), shared.run(turn(send))]));
    expect(most).toBe(1);
  });

  test("frees the slot of a request that fails", async () => {
    const shared = limiter({ maxConcurrency: 1 });
    const failure = new Error("no");
    await expect(shared.run(turn(() => Promise.reject(failure)))).rejects.toBe(failure);
    await expect(shared.run(turn(async () => "next"))).resolves.toBe("next");
  });

  test("sends retries before requests that were never sent", async () => {
    const shared = limiter({ maxConcurrency: 1 });
    const order: string[] = [];
    const send = (name: string) => async () => {
      order.push(name);
      await clock.sleep(10);
    };
    const work = [
      shared.run(turn(send("running"))),
      shared.run(turn(send("new"))),
      shared.run(turn(send("retry"), { isRetry: true })),
    ];
    await clock.run(Promise.all(work));
    expect(order).toEqual(["running", "retry", "new"]);
  });
});

describe("an interruption", () => {
  test("ends the wait for a slot at once, and keeps the place of the others", async () => {
    const shared = limiter({ maxConcurrency: 1 });
    const order: string[] = [];
    const send = (name: string) => async () => {
      order.push(name);
      await clock.sleep(1000);
    };
    const stop = new AbortController();
    const running = shared.run(turn(send("running")));
    const waiting = shared.run(turn(send("interrupted"), { signal: stop.signal }));
    const behind = shared.run(turn(send("behind")));
    await clock.settle();
    stop.abort();
    await expect(waiting).rejects.toBeInstanceOf(Cancelled);
    expect(clock.asleep).toBe(1);
    await clock.run(Promise.all([running, behind]));
    expect(order).toEqual(["running", "behind"]);
    // The slot is free again, and the interrupted one holds none.
    await clock.run(shared.run(turn(send("later"))));
    expect(order).toContain("later");
  });

  test("ends the wait for the rate at once, and frees the slot", async () => {
    const shared = limiter({ maxConcurrency: 1, maxRequestsPerSecond: 0.01 });
    const stop = new AbortController();
    await shared.run(turn(async () => "first"));
    const waiting = shared.run(turn(async () => "never", { signal: stop.signal }));
    await clock.settle();
    stop.abort();
    await expect(waiting).rejects.toBeInstanceOf(Cancelled);
    await expect(clock.run(shared.run(turn(async () => "next")))).resolves.toBe("next");
  });

  test("ends the wait for another's answer at once", async () => {
    const shared = limiter({ maxConcurrency: 3, maxRequestsPerSecond: 1 });
    const stop = new AbortController();
    const out = shared.run(turn(() => clock.sleep(60_000)));
    const waiting = shared.run(turn(async () => "never", { signal: stop.signal }));
    await clock.advance(2_000);
    stop.abort();
    await expect(waiting).rejects.toBeInstanceOf(Cancelled);
    await clock.run(out);
  });

  test("sends nothing when it came before", async () => {
    const send = jest.fn(async () => undefined);
    const run = limiter().run(turn(send, { signal: AbortSignal.abort() }));
    await expect(run).rejects.toBeInstanceOf(Cancelled);
    expect(send).not.toHaveBeenCalled();
  });
});

describe("a fixed rate", () => {
  test.each([1, 7, 50])("sends exactly %d a second", async (rate) => {
    const sent: number[] = [];
    const shared = limiter({ maxRequestsPerSecond: rate });
    const began = clock.now();
    const send = async () => void sent.push(clock.now() - began);
    await clock.run(Promise.all(Array.from({ length: rate * 10 }, () => shared.run(turn(send)))));
    for (let second = 0; second < 10; second += 1) {
      const inIt = sent.filter((at) => at > second * 1000 - 0.5 && at < second * 1000 + 999.5);
      expect(inIt).toHaveLength(rate);
    }
  });

  test("is kept with timers that are a little late", async () => {
    class LateClock extends FakeClock {
      override sleep(ms: number, signal?: AbortSignal): Promise<void> {
        return super.sleep(ms + 3, signal);
      }
    }
    clock = new LateClock();
    const began = clock.now();
    const shared = limiter({ maxRequestsPerSecond: 50 });
    const send = async () => undefined;
    await clock.run(Promise.all(Array.from({ length: 500 }, () => shared.run(turn(send)))));
    expect(clock.now() - began).toBeLessThan(10_100);
  });

  test("does not save up for later what was not used", async () => {
    const sent: number[] = [];
    const shared = limiter({ maxRequestsPerSecond: 10 });
    const send = async () => void sent.push(clock.now());
    await shared.run(turn(send));
    await clock.advance(60_000);
    const began = clock.now();
    await clock.run(Promise.all(Array.from({ length: 5 }, () => shared.run(turn(send)))));
    expect(sent.slice(1).map((at) => at - began)).toEqual([0, 100, 200, 300, 400]);
  });

  test.each([
    [20, 10],
    [20, 50],
    [5, 400],
    [200, 100],
  ])(
    "is never more than the cloud counts, over a network of %d ms that is uneven by %d ms each way",
    async (latencyMs, unevenMs) => {
      const limits = { maxRequestsPerSecond: 20 };
      const { requests, failed } = await load(perSecond(20), {
        calls: 1000,
        latencyMs,
        unevenMs,
        limits,
      });
      expect({ requests, failed }).toEqual({ requests: 1000, failed: 0 });
    },
  );

  test("is hardly lower over a slow or an uneven network", async () => {
    const limits = { maxRequestsPerSecond: 20 };
    const even = await load(perSecond(20), { calls: 1000, latencyMs: 300, limits });
    expect(even.ms).toBeLessThanOrEqual(1.1 * 50_000);
    const uneven = await load(perSecond(20), { calls: 1000, unevenMs: 25, limits });
    expect(uneven.ms).toBeLessThanOrEqual(1.1 * 50_000);
  });

  test("goes on where the next one has to wait for an answer that is still out", async () => {
    const shared = limiter({ maxConcurrency: 5, maxRequestsPerSecond: 2 });
    const sent: number[] = [];
    const began = clock.now();
    const send = async () => {
      sent.push(clock.now() - began);
      await clock.sleep(5_000);
    };
    await clock.run(Promise.all(Array.from({ length: 3 }, () => shared.run(turn(send)))));
    // Nobody knows when the first two arrived, until they are answered.
    expect(sent).toEqual([0, 500, 6_000]);
  });

  test("is a bound even when the cloud would take more", async () => {
    const cloud = perSecond(1000);
    const { ms } = await load(cloud, { calls: 100, limits: { maxRequestsPerSecond: 10 } });
    expect(ms).toBeGreaterThanOrEqual(9_900);
    expect(ms).toBeLessThan(10_100);
  });
});

describe("a rate that is learned", () => {
  test("never holds up what the cloud lets through", async () => {
    const { requests, ms } = await load(() => true, { calls: 1000, latencyMs: 20 });
    expect(requests).toBe(1000);
    expect(ms).toBe((1000 / 10) * 20);
  });

  test.each([
    ["in any second", perSecond(20), 2],
    ["in any second", perSecond(20), 20],
    ["in any second", perSecond(20), 300],
    ["from second to second", perWindow(20, 1000), 20],
    ["from second to second", perWindow(20, 1000), 300],
  ])(
    "gets 1,000 calls through a cloud that takes 20 %s with 20 refusals at most, within a tenth of the best time (%#)",
    async (_name, cloud, latencyMs) => {
      const { requests, ms, failed } = await load(cloud, { calls: 1000, latencyMs });
      expect(failed).toBe(0);
      expect(requests).toBeLessThanOrEqual(1020);
      expect(ms).toBeLessThanOrEqual(1.1 * 50_000);
    },
  );

  test("asks ever less often where a minute's allowance is used up", async () => {
    const { requests, ms, failed } = await load(perWindow(200, 60_000), { calls: 300 });
    expect(failed).toBe(0);
    // The next 100 can go after a minute.
    expect(ms).toBeLessThanOrEqual(75_000);
    expect(requests).toBeLessThanOrEqual(340);
  });

  test("keeps up with limits by the minute", async () => {
    const { ms, failed } = await load(perWindow(200, 60_000), { calls: 1000 });
    expect(failed).toBe(0);
    // The last of 1,000 can go at 240 s.
    expect(ms).toBeLessThanOrEqual(300_000);
  });

  test("forgets a limit that was lifted", async () => {
    const strict = perSecond(20);
    const liftedAt = clock.now() + 20_000;
    const cloud: Cloud = (now) => now > liftedAt || strict(now);
    const { ms } = await load(cloud, { calls: 4000, latencyMs: 20 });
    // 400 in the first 20 s; at 20 a second the rest would take 180 s more.
    expect(ms).toBeLessThan(60_000);
  });

  test("takes what others leave of the account's limit", async () => {
    const cloud = perSecond(20);
    const over = new AbortController();
    const others = async () => {
      for (;;) {
        cloud(clock.now());
        await clock.sleep(100, over.signal);
      }
    };
    const othersEnd = expect(others()).rejects.toBeInstanceOf(Cancelled);
    const { failed, requests } = await load(cloud, { calls: 300 });
    over.abort();
    await othersEnd;
    expect(failed).toBe(0);
    expect(requests).toBeLessThanOrEqual(360);
  });

  test("leaves everybody waiting for as long as the cloud asks", async () => {
    const shared = limiter({ maxConcurrency: 1 });
    const sent: number[] = [];
    const began = clock.now();
    const send = async () => sent.push(clock.now() - began);
    const throttledFor = (count: number) => (count === 1 ? 7_000 : undefined);
    await clock.run(
      Promise.all(Array.from({ length: 2 }, () => shared.run(turn(send, { throttledFor })))),
    );
    expect(sent).toEqual([0, 7_000]);
  });

  test("learns once from the refusals of one burst", async () => {
    const shared = limiter({ maxConcurrency: 10 });
    let sent = 0;
    const send = async () => {
      const count = (sent += 1);
      await clock.sleep(10);
      return count;
    };
    // Of the ten that are under way together five are let through.
    const throttledFor = (count: number) => (count > 5 && count <= 10 ? 0 : undefined);
    const began = clock.now();
    await clock.run(
      Promise.all(Array.from({ length: 14 }, () => shared.run(turn(send, { throttledFor })))),
    );
    // A pause of a second, then five a second: not a fifth of that again and again.
    expect(clock.now() - began).toBeLessThan(2_000);
  });
});
