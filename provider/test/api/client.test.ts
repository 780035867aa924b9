import { z } from "zod";
import { Client, type ClientOptions } from "../../src/api/client";
import { defineOperation } from "../../src/api/operation";
import type { Answer } from "../../src/api/transport";
import { ApiError, Cancelled, TransportFailure } from "../../src/core/errors";
import { FakeClock } from "../support/fake-clock";
import { FakeTransport, lost, ok, refused, REQUEST_ID } from "../support/fake-transport";

const product = { name: "fake", version: "2015-01-01" };

const errors = {
  Gone: { codes: ["Gone.NotFound"], category: "notFound", meaning: "there is no such thing" },
  Busy: {
    codes: ["Busy"],
    category: "busy",
    meaning: "the thing is busy",
    hint: "Wait until it is not.",
  },
  UsedUp: { codes: ["UsedUp"], category: "quota", meaning: "nothing is left" },
  Bad: { codes: ["Bad"], category: "invalid", meaning: "a parameter is bad" },
  Failed: { codes: ["Failed"], category: "server", meaning: "the service failed" },
  // A code that has a meaning of its own here.
  Special: { codes: ["Common"], category: "invalid", meaning: "something special" },
} as const;

const look = defineOperation({
  product,
  action: "Look",
  kind: "read",
  idempotent: true,
  permission: { action: "fake:Look", resource: "instance" },
  input: z.object({ InstanceId: z.string(), Page: z.int().optional() }),
  output: z.object({ Value: z.number() }),
  errors,
});

const change = defineOperation({ ...look, action: "Change", kind: "write" });
const start = defineOperation({ ...change, action: "Start", idempotent: false });
const everything = defineOperation({
  ...look,
  action: "LookAtEverything",
  permission: { action: "fake:LookAtEverything", resource: "*" },
  input: z.object({}),
  output: z.object({ Values: z.array(z.number()).optional() }),
});

const commonErrors = {
  Throttled: { codes: ["Throttling"], category: "throttled", meaning: "too many requests" },
  AccessDenied: { codes: ["Denied"], category: "denied", meaning: "it is not permitted" },
  General: { codes: ["Common", "General"], category: "busy", meaning: "something general" },
} as const;

const done = ok({ Value: 1 });
const ID = { InstanceId: "r-1" };

let clock: FakeClock;
let transport: FakeTransport;

beforeEach(() => {
  clock = new FakeClock();
});

function client(
  respond: ConstructorParameters<typeof FakeTransport>[0],
  options: Partial<ClientOptions> = {},
): Client {
  transport = new FakeTransport(respond);
  return new Client({
    transport,
    clock,
    random: () => 0.5,
    region: "cn-test",
    readOnly: false,
    limits: { maxConcurrency: 10, maxRequestsPerSecond: undefined },
    maxRetries: 30,
    commonErrors,
    resourceName: (instance) => `thing:${instance}`,
    ...options,
  });
}

/** What a call ends with, whatever it is. */
async function endOf(work: Promise<unknown>): Promise<unknown> {
  return clock.run(work.catch((error: unknown) => error));
}

/** An answer that takes its time. */
function slow(answer: Answer, ms = 1_000): () => Promise<Answer> {
  return async () => {
    await clock.sleep(ms);
    return answer;
  };
}

describe("a call", () => {
  test("gives the parsed answer, without what it doesn't declare", async () => {
    const api = client([ok({ Value: 1, Extra: "x" })]);
    await expect(api.call(look, ID)).resolves.toEqual({ Value: 1 });
    expect(transport.calls).toEqual([
      expect.objectContaining({ product, action: "Look", method: "POST", params: ID }),
    ]);
  });

  test("goes by GET where the operation says so", async () => {
    const api = client([done]);
    await api.call({ ...look, method: "GET" }, ID);
    expect(transport.calls[0]?.method).toBe("GET");
  });

  test("sends no parameter that is undefined", async () => {
    const api = client([done]);
    await api.call(look, { ...ID, Page: undefined });
    expect(transport.calls[0]?.params).toStrictEqual(ID);
  });

  test("fails with UnexpectedResponse where something required is missing", async () => {
    const error = await endOf(client([ok({ Other: 1 })]).call(look, ID));
    expect(error).toMatchObject({ tag: "UnexpectedResponse" });
    expect((error as Error).message).toMatch(/^Look answered .*Value: .*expected number/);
    expect((error as Error).message).toMatch(new RegExp(`Request id: ${REQUEST_ID}$`));
  });

  test("fails where an answer has no request id: an empty object is no empty list", async () => {
    const error = await endOf(client([{ ok: true, body: {} }]).call(everything, {}));
    expect(error).toMatchObject({ tag: "UnexpectedResponse" });
    expect((error as Error).message).toContain("RequestId: missing");
  });

  test.each([null, "text", 7, []])("fails where the answer is %j", async (body) => {
    const error = await endOf(client([{ ok: true, body }]).call(everything, {}));
    expect(error).toMatchObject({ tag: "UnexpectedResponse" });
  });

  test("lets a bug through as it is, and does not try again", async () => {
    const bug = new TypeError("x is not a function");
    expect(await endOf(client([bug]).call(look, ID))).toBe(bug);
    expect(transport.calls).toHaveLength(1);
  });
});

describe("a refusal", () => {
  test("is an ApiError with all that is known of it", async () => {
    const error = await endOf(client([refused("Gone.NotFound", { status: 404 })]).call(look, ID));
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).facts).toEqual({
      error: "Gone",
      action: "Look",
      code: "Gone.NotFound",
      category: "notFound",
      requestId: REQUEST_ID,
      status: 404,
    });
  });

  test("says what was refused, why, what to do, and the request id last", async () => {
    const error = (await endOf(
      client([refused("Busy")], { maxRetries: 0 }).call(look, ID),
    )) as ApiError;
    expect(error.message).toBe(
      `Look on r-1 was refused: the thing is busy (Busy). Wait until it is not. Request id: ${REQUEST_ID}`,
    );
  });

  test("of a code that nobody declared is Unclassified, in the cloud's words, and final", async () => {
    const error = (await endOf(client([refused("Strange.Code")]).call(look, ID))) as ApiError;
    expect(error.facts).toMatchObject({ error: "Unclassified", category: "unclassified" });
    expect(error.message).toBe(
      `Look on r-1 was refused: Words of the cloud (Strange.Code). Request id: ${REQUEST_ID}`,
    );
    expect(transport.calls).toHaveLength(1);
  });

  test("of an undeclared code with a status of 500 and more may have done its work all the same", async () => {
    const api = client([refused("Strange.Code", { status: 502 })]);
    await expect(api.start(start, ID)).resolves.toMatchObject({ state: "unknown" });
  });

  test("matches codes as a whole, never a part, the status or the words", async () => {
    const answer = refused("Gone.NotFound.Not", { status: 404, message: "Gone.NotFound" });
    const error = (await endOf(client([answer]).call(look, ID))) as ApiError;
    expect(error.facts.error).toBe("Unclassified");
  });

  test("means what the operation says before what is said in general", async () => {
    const api = client([refused("Common")]);
    expect(await endOf(api.call(look, ID))).toMatchObject({ facts: { error: "Special" } });
  });

  test("names the permission and the resource where it is denied", async () => {
    const error = (await endOf(client([refused("Denied")]).call(look, ID))) as Error;
    expect(error.message).toBe(
      `Look on r-1 was refused: it is not permitted (Denied). Allow fake:Look on thing:r-1 for the identity of this run. Request id: ${REQUEST_ID}`,
    );
  });

  test("names the instance however the operation spells it", async () => {
    const op = defineOperation({ ...look, input: z.object({ DBInstanceId: z.string() }) });
    const error = (await endOf(
      client([refused("Denied")]).call(op, { DBInstanceId: "r-1" }),
    )) as Error;
    expect(error.message).toContain("Look on r-1 was");
    expect(error.message).toContain("thing:r-1 for");
  });

  test("names all resources where the permission can't be narrowed down", async () => {
    const error = (await endOf(client([refused("Denied")]).call(everything, {}))) as Error;
    expect(error.message).toContain("Allow fake:LookAtEverything on * for");
  });

  test("does without a request id where there is none", async () => {
    const api = client([refused("Bad", { requestId: undefined })]);
    expect(((await endOf(api.call(look, ID))) as Error).message).toBe(
      "Look on r-1 was refused: a parameter is bad (Bad).",
    );
  });
});

describe("trying again", () => {
  test.each([
    ["a throttled request", refused("Throttling")],
    ["a busy instance", refused("Busy")],
    ["a failing service", refused("Failed", { status: 500 })],
    ["a lost answer", lost("network")],
    ["no answer in time", lost("timeout")],
    ["HTML", lost("notJson")],
    ["a refused connection", lost("network", false)],
  ])("helps against %s", async (_name, answer) => {
    const api = client([answer, answer, done]);
    await expect(clock.run(api.call(look, ID))).resolves.toEqual({ Value: 1 });
    expect(transport.calls).toHaveLength(3);
  });

  test.each(["Gone.NotFound", "UsedUp", "Bad", "Denied"])("is not done for %s", async (code) => {
    expect(await endOf(client([refused(code)]).call(look, ID))).toBeInstanceOf(ApiError);
    expect(transport.calls).toHaveLength(1);
  });

  test("ends with the last error when its count is used up", async () => {
    const api = client([lost("timeout"), refused("Throttling")], { maxRetries: 4 });
    expect(await endOf(api.call(look, ID))).toMatchObject({ facts: { error: "Throttled" } });
    expect(transport.calls).toHaveLength(5);
  });

  test.each([
    ["throttled", refused("Throttling"), 600],
    ["lost", lost("timeout"), 120],
    ["unreachable", lost("network", false), 20],
  ])("ends when the time that %s is worth is used up", async (_name, answer, seconds) => {
    const began = clock.now();
    await endOf(client([answer], { maxRetries: 1000 }).call(look, ID));
    expect(clock.now() - began).toBeGreaterThan(seconds * 500);
    // The limiter may hold up the last try for half a minute more.
    expect(clock.now() - began).toBeLessThanOrEqual(seconds * 1000 + 30_000);
  });

  test("waits as long as the cloud asks for", async () => {
    const api = client([refused("Throttling", { retryAfterMs: 42_000 }), done]);
    const began = clock.now();
    await clock.run(api.call(look, ID));
    expect(clock.now() - began).toBe(42_000);
  });

  test("says why and when", async () => {
    const said: string[] = [];
    const api = client([refused("Throttling"), refused("Busy"), lost("network", false), done]);
    await clock.run(api.heardBy({ log: { progress: (text) => said.push(text) } }).call(look, ID));
    expect(said.map((text) => text.replace(/\d+ s$/, "N s"))).toEqual([
      "Look is throttled, trying again in N s",
      "Look has to wait, the instance is busy, trying again in N s",
      "Look can't reach the endpoint, trying again in N s",
    ]);
  });

  test("ends with an interruption", async () => {
    const stop = new AbortController();
    const api = client([refused("Throttling", { retryAfterMs: 300_000 }), done]);
    const call = api.heardBy({ signal: stop.signal }).call(look, ID);
    await clock.settle();
    stop.abort();
    await expect(call).rejects.toBeInstanceOf(Cancelled);
    await clock.settle();
    expect(clock.asleep).toBe(0);
  });
});

describe("what must not happen twice", () => {
  test.each([
    ["a lost answer", lost("network")],
    ["no answer in time", lost("timeout")],
    ["HTML", lost("notJson")],
    ["a failing service", refused("Failed", { status: 500 })],
    ["an unknown failure", refused("Strange", { status: 503 })],
  ])("is not sent again after %s", async (_name, answer) => {
    const api = client([answer, done]);
    await expect(api.start(start, ID)).resolves.toMatchObject({ state: "unknown" });
    await clock.advance(3_600_000);
    expect(transport.calls).toHaveLength(1);
  });

  test.each([
    ["throttled", refused("Throttling")],
    ["busy", refused("Busy")],
    ["never sent", lost("network", false)],
  ])("is sent again where it was %s: it can't have started", async (_name, answer) => {
    const api = client([answer, done]);
    await expect(clock.run(api.start(start, ID))).resolves.toEqual({
      state: "started",
      value: { Value: 1 },
    });
  });

  test("has an unknown end where the answer can't be understood", async () => {
    const api = client([ok({})]);
    await expect(api.start(start, ID)).resolves.toMatchObject({ state: "unknown" });
  });

  test("has a refusal as a value where it is named, else as an exception", async () => {
    const api = client([refused("Busy")]);
    await expect(api.start(start, ID, "Busy")).resolves.toMatchObject({
      state: "refused",
      tag: "Busy",
    });
    expect(await endOf(client([refused("Bad")]).start(start, ID, "Busy"))).toMatchObject({
      facts: { error: "Bad" },
    });
  });

  test("is known even where the interruption comes while it is under way", async () => {
    const stop = new AbortController();
    const api = client(slow(done)).heardBy({ signal: stop.signal });
    const started = api.start(start, ID);
    await clock.settle();
    stop.abort();
    expect(transport.calls[0]?.mustFinish).toBe(true);
    await expect(clock.run(started)).resolves.toEqual({ state: "started", value: { Value: 1 } });
  });

  test("is not sent where the interruption came before", async () => {
    const api = client([done]).heardBy({ signal: AbortSignal.abort() });
    await expect(api.start(start, ID)).rejects.toBeInstanceOf(Cancelled);
    expect(transport.calls).toHaveLength(0);
  });
});

describe("an attempt", () => {
  test("has the answer as a value", async () => {
    const api = client([done]);
    await expect(api.attempt(look, ID, "Gone")).resolves.toEqual({ ok: true, value: { Value: 1 } });
  });

  test("has a named refusal as a value, with its error", async () => {
    const end = await client([refused("Gone.NotFound")]).attempt(look, ID, "Gone", "Bad");
    expect(end).toMatchObject({ ok: false, tag: "Gone", error: { facts: { error: "Gone" } } });
  });

  test("does not try a named refusal again", async () => {
    const api = client([refused("Busy"), done]);
    await expect(api.attempt(look, ID, "Busy")).resolves.toMatchObject({ ok: false, tag: "Busy" });
    expect(transport.calls).toHaveLength(1);
  });

  test("tries other failures again", async () => {
    const api = client([refused("Throttling"), done]);
    await expect(clock.run(api.attempt(look, ID, "Busy"))).resolves.toMatchObject({ ok: true });
  });

  test("fails with what is not named", async () => {
    const api = client([refused("Bad")]);
    expect(await endOf(api.attempt(look, ID, "Gone"))).toMatchObject({ facts: { error: "Bad" } });
  });

  test("takes only what the operation declares", () => {
    const api = client([done]);
    const uncompilable = [
      // @ts-expect-error The operation has no such error.
      () => api.attempt(look, ID, "Gome"),
      // @ts-expect-error Nor for a start.
      () => api.start(start, ID, "Gome"),
      // @ts-expect-error A parameter that there is not.
      () => api.call(look, { InstanceId: "r-1", Pages: 1 }),
      // @ts-expect-error A parameter of another type.
      () => api.call(look, { InstanceId: 1 }),
      // @ts-expect-error A required parameter is missing.
      () => api.call(look, {}),
    ];
    expect(uncompilable).toHaveLength(5);
  });

  test("types its value and its tag from the operation", async () => {
    const end = await client([done]).attempt(look, ID, "Gone", "Busy");
    if (end.ok) {
      const value: number = end.value.Value;
      // @ts-expect-error The answer has no such property.
      expect(end.value.Other).toBeUndefined();
      expect(value).toBe(1);
    } else {
      const tag: "Gone" | "Busy" = end.tag;
      // @ts-expect-error It was not asked for.
      const other: "Gone" = end.tag;
      throw new Error(`unexpected ${tag} ${other}`);
    }
  });
});

describe("reads that overlap", () => {
  const answers = () => {
    let count = 0;
    return async () => {
      count += 1;
      const value = count;
      await clock.sleep(1_000);
      return ok({ Value: value });
    };
  };

  test("are one call when they are identical, whatever the order of their parameters", async () => {
    const api = client(answers());
    const reads = [
      api.call(look, { InstanceId: "r-1", Page: 1 }),
      api.call(look, { Page: 1, InstanceId: "r-1" }),
      api.heardBy({}).attempt(look, { InstanceId: "r-1", Page: 1 }),
    ];
    await clock.run(Promise.all(reads));
    expect(transport.calls).toHaveLength(1);
  });

  test.each([
    ["another parameter", { InstanceId: "r-1", Page: 2 }, look],
    ["another instance", { InstanceId: "r-2", Page: 1 }, look],
    ["another action", { InstanceId: "r-1", Page: 1 }, { ...look, action: "LookAgain" }],
    [
      "another product",
      { InstanceId: "r-1", Page: 1 },
      { ...look, product: { name: "other", version: "1" } },
    ],
  ])("are two calls when one has %s", async (_name, input, op) => {
    const api = client(answers());
    await clock.run(
      Promise.all([api.call(look, { InstanceId: "r-1", Page: 1 }), api.call(op, input)]),
    );
    expect(transport.calls).toHaveLength(2);
  });

  test("are two calls when one of them takes a refusal as a value, which is not tried again", async () => {
    const api = client([refused("Busy"), refused("Busy"), done]);
    const patient = api.call(look, ID);
    const impatient = api.attempt(look, ID, "Busy");
    await expect(clock.run(impatient)).resolves.toMatchObject({ ok: false });
    await expect(clock.run(patient)).resolves.toEqual({ Value: 1 });
  });

  test("are two calls when one begins after the other has ended", async () => {
    const api = client(answers());
    const first = await clock.run(api.call(look, ID));
    const second = await clock.run(api.call(look, ID));
    expect([first, second]).toEqual([{ Value: 1 }, { Value: 2 }]);
  });

  test("never join one that began before a write ended: it may show what was before", async () => {
    const api = client(async ({ action }, count) => {
      await clock.sleep(action === "Change" ? 100 : 1_000);
      return ok({ Value: count });
    });
    const before = api.call(look, ID);
    await clock.run(api.call(change, ID));
    const after = api.call(look, ID);
    await expect(clock.run(Promise.all([before, after]))).resolves.toEqual([
      { Value: 1 },
      { Value: 3 },
    ]);
  });

  test("fail together", async () => {
    const api = client(slow(refused("Bad")));
    const ends = clock.run(Promise.allSettled([api.call(look, ID), api.call(look, ID)]));
    expect((await ends).map((end) => end.status)).toEqual(["rejected", "rejected"]);
    expect(transport.calls).toHaveLength(1);
  });

  test("go on for the others when the first caller is interrupted", async () => {
    const stop = new AbortController();
    const api = client([refused("Throttling"), done]);
    const first = api.heardBy({ signal: stop.signal }).call(look, ID);
    const second = api.heardBy({ signal: new AbortController().signal }).call(look, ID);
    await clock.settle();
    stop.abort();
    await expect(first).rejects.toThrow("interrupted while waiting for the answer to Look");
    await expect(clock.run(second)).resolves.toEqual({ Value: 1 });
  });

  test("are not joined once everybody was interrupted", async () => {
    const stop = new AbortController();
    const api = client(answers());
    const first = api.heardBy({ signal: stop.signal }).call(look, ID);
    await clock.settle();
    stop.abort();
    await expect(first).rejects.toBeInstanceOf(Cancelled);
    expect(transport.calls[0]?.signal?.aborted).toBe(true);
    await expect(clock.run(api.call(look, ID))).resolves.toEqual({ Value: 2 });
  });

  test("tell all that wait of a delay", async () => {
    const said: string[] = [];
    const listener = (name: string) => ({
      log: { progress: (text: string) => void said.push(`${name}: ${text}`) },
    });
    const api = client([refused("Throttling"), done]);
    const reads = ["a", "b"].map((name) => api.heardBy(listener(name)).call(look, ID));
    await clock.run(Promise.all(reads));
    expect(said).toEqual([
      expect.stringMatching(/^a: Look is throttled/),
      expect.stringMatching(/^b: Look is throttled/),
    ]);
  });

  test("are nothing to writes: each is sent", async () => {
    const api = client(slow(done));
    await clock.run(Promise.all([api.call(change, ID), api.call(change, ID)]));
    expect(transport.calls).toHaveLength(2);
  });
});

describe("limits", () => {
  test("hold for one action, not for all together", async () => {
    const api = client(slow(done), {
      limits: { maxConcurrency: 1, maxRequestsPerSecond: undefined },
    });
    const began = clock.now();
    await clock.run(
      Promise.all([
        api.call(look, { InstanceId: "r-1" }),
        api.call(look, { InstanceId: "r-2" }),
        api.call(change, { InstanceId: "r-1" }),
        api.heardBy({}).call(change, { InstanceId: "r-2" }),
      ]),
    );
    expect(clock.now() - began).toBe(2_000);
  });

  test("make everybody wait when one is throttled", async () => {
    const sent: number[] = [];
    const began = clock.now();
    const api = client(async (_call, count) => {
      sent.push(clock.now() - began);
      return count === 1 ? refused("Throttling", { retryAfterMs: 5_000 }) : done;
    });
    const first = api.call(look, { InstanceId: "r-1" });
    await clock.settle();
    await clock.run(Promise.all([first, api.call(look, { InstanceId: "r-2" })]));
    expect(sent[1]).toBe(5_000);
  });
});

describe("read only", () => {
  test("refuses a write before it is sent, and names the key and the variable", async () => {
    const api = client([done], { readOnly: true });
    await expect(api.call(change, ID)).rejects.toThrow(
      "Change on r-1 was not sent: redis-backup:readOnly (REDIS_BACKUP_READ_ONLY) is on, and it writes.",
    );
    await expect(api.start(start, ID)).rejects.toMatchObject({ tag: "Refused" });
    await expect(api.attempt(change, ID, "Gone")).rejects.toMatchObject({ tag: "Refused" });
    expect(transport.calls).toHaveLength(0);
  });

  test("lets reads pass", async () => {
    await expect(client([done], { readOnly: true }).call(look, ID)).resolves.toEqual({ Value: 1 });
  });
});

test("the time is the cloud's", () => {
  const api = client([done]);
  expect(api.now()).toBe(clock.now());
  transport.skewMs = -90_000;
  expect(api.now()).toBe(clock.now() - 90_000);
});

test("a lost answer keeps what the transport says of it", async () => {
  const failure = lost("timeout");
  const error = await endOf(client([failure], { maxRetries: 0 }).call(look, ID));
  expect(error).toBe(failure);
  expect(error).toBeInstanceOf(TransportFailure);
});
