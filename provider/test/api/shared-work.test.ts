import { SharedWork, singleFlight, untilAborted, type Listener } from "../../src/api/shared-work";
import { Cancelled } from "../../src/core/errors";

/** Work that ends when the test says so. */
function work(): {
  readonly run: (everybody: Listener) => Promise<string>;
  readonly end: (result: string) => void;
  readonly fail: (error: Error) => void;
  /** How the work itself is heard and stopped. */
  everybody: Listener;
} {
  let end: (result: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const result = new Promise<string>((resolve, reject) => ([end, fail] = [resolve, reject]));
  const self = {
    run: (everybody: Listener) => {
      self.everybody = everybody;
      return result;
    },
    end: (value: string) => end(value),
    fail: (error: Error) => fail(error),
    everybody: {} as Listener,
  };
  return self;
}

describe("work that several wait for", () => {
  test("gives all of them its result", async () => {
    const { run, end } = work();
    const shared = new SharedWork(run, "it");
    const all = [shared.join({}), shared.join({}), shared.join({})];
    end("done");
    await expect(Promise.all(all)).resolves.toEqual(["done", "done", "done"]);
  });

  test("gives all of them its failure", async () => {
    const { run, fail } = work();
    const shared = new SharedWork(run, "it");
    const all = [shared.join({}), shared.join({})];
    fail(new Error("no"));
    const ends = await Promise.allSettled(all);
    expect(ends.map((end) => end.status)).toEqual(["rejected", "rejected"]);
  });

  test("goes on for the others when one of them is interrupted", async () => {
    const job = work();
    const shared = new SharedWork(job.run, "the answer");
    const stop = new AbortController();
    const leaving = shared.join({ signal: stop.signal });
    const staying = shared.join({ signal: new AbortController().signal });
    stop.abort();
    await expect(leaving).rejects.toThrow("interrupted while waiting for the answer");
    expect(shared.goesOn).toBe(true);
    expect(job.everybody.signal?.aborted).toBe(false);
    job.end("done");
    await expect(staying).resolves.toBe("done");
  });

  test("stops when the last one is interrupted", async () => {
    const job = work();
    const shared = new SharedWork(job.run, "it");
    const stops = [new AbortController(), new AbortController()];
    const all = stops.map(({ signal }) => shared.join({ signal }));
    stops.forEach((stop) => stop.abort());
    await Promise.allSettled(all);
    expect(job.everybody.signal?.aborted).toBe(true);
    expect(shared.goesOn).toBe(false);
  });

  test("leaves no failure unheard when everybody has left", async () => {
    const unheard = jest.fn();
    process.on("unhandledRejection", unheard);
    const job = work();
    const shared = new SharedWork(job.run, "it");
    const joined = shared.join({ signal: AbortSignal.abort() });
    await expect(joined).rejects.toBeInstanceOf(Cancelled);
    job.fail(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unheard);
    expect(unheard).not.toHaveBeenCalled();
  });

  test("can't be joined any more as soon as it has ended, though others still leave", async () => {
    const job = work();
    const shared = new SharedWork(job.run, "it");
    const first = shared.join({}).then(() => shared.goesOn);
    // Its way out takes a moment longer.
    const second = shared.join({ signal: new AbortController().signal });
    job.end("done");
    await expect(first).resolves.toBe(false);
    await expect(second).resolves.toBe("done");
  });

  test("tells everybody of its progress, and one who listens twice once", () => {
    const job = work();
    const shared = new SharedWork(job.run, "it");
    const said: string[] = [];
    const listener = (name: string): Listener => ({
      log: { progress: (text) => void said.push(`${name}: ${text}`) },
    });
    const twice = listener("b");
    const all = [shared.join(listener("a")), shared.join(twice), shared.join(twice)];
    job.everybody.log?.progress("half");
    expect(said).toEqual(["a: half", "b: half"]);
    expect(all).toHaveLength(3);
  });
});

describe("a single flight", () => {
  test("asks once for questions that overlap, and anew for later ones", async () => {
    let asked = 0;
    const flight = singleFlight(async () => (asked += 1), "it");
    await expect(Promise.all([flight(), flight(), flight()])).resolves.toEqual([1, 1, 1]);
    await expect(flight()).resolves.toBe(2);
  });

  test("asks anew after a failure", async () => {
    let asked = 0;
    const flight = singleFlight(async () => {
      asked += 1;
      if (asked === 1) throw new Error("no");
      return asked;
    }, "it");
    await expect(flight()).rejects.toThrow("no");
    await expect(flight()).resolves.toBe(2);
  });

  test("asks anew after everybody was interrupted", async () => {
    const jobs = [work(), work()];
    let asked = 0;
    const flight = singleFlight(
      (everybody) => (jobs[asked++] as ReturnType<typeof work>).run(everybody),
      "it",
    );
    await expect(flight({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled);
    const second = flight();
    jobs[0]?.end("the first");
    jobs[1]?.end("the second");
    await expect(second).resolves.toBe("the second");
  });
});

describe("waiting until an interruption", () => {
  test("is the result itself without a signal", async () => {
    await expect(untilAborted(Promise.resolve(1), undefined, "it")).resolves.toBe(1);
  });

  test("takes no notice of an interruption after the end", async () => {
    const stop = new AbortController();
    await expect(untilAborted(Promise.resolve(1), stop.signal, "it")).resolves.toBe(1);
    stop.abort();
  });

  test("fails at once where the interruption came before", async () => {
    const never = new Promise(() => undefined);
    const waiting = untilAborted(never, AbortSignal.abort(), "the moon");
    await expect(waiting).rejects.toThrow("interrupted while waiting for the moon");
  });
});
