import { z } from "zod";
import { Cancelled, InvalidInputs, JobFailed, PartialCreate, Refused } from "../../src/core/errors";
import { field } from "../../src/core/field";
import { named } from "../../src/core/named";
import {
  defineResource,
  Resource,
  type Context,
  type Handler,
  type InputsOf,
  type OutputsOf,
  type ResourceDefinition,
} from "../../src/core/resource";
import { UNKNOWN } from "../../src/core/unknown";
import { FakeClock } from "../support/fake-clock";

const inputs = {
  id: field(z.string(), { description: "Which.", expected: "an id", replaceOnChanges: true }),
  days: field(z.array(z.string()).optional(), {
    description: "A set.",
    expected: "a list of days",
    live: true,
    same: (a, b) => [...a].sort().join() === [...b].sort().join(),
  }),
  size: field(z.int().min(7).optional(), {
    description: "How much.",
    expected: "a whole number from 7",
    live: true,
  }),
  onDelete: field(z.enum(["delete", "retain"]).default("delete"), {
    description: "What a deletion does.",
    expected: '"delete" or "retain"',
  }),
};
const outputs = {
  madeAt: field(z.string(), { description: "When it was made.", stable: true }),
  status: field(z.string().optional(), { description: "How it is." }),
};
type I = InputsOf<typeof inputs>;
type O = OutputsOf<typeof outputs>;
type Definition = ResourceDefinition<Context, typeof inputs, typeof outputs>;

const declared = { id: "a", days: ["x", "y"], onDelete: "delete" };
const made = { madeAt: "noon", status: "good" };
const state = { ...declared, ...made };

let clock: FakeClock;
let stop: AbortController;
let ctx: Context;
let lines: string[];

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  lines = [];
  const say = (kind: string) => (text: string) => void lines.push(`${kind} ${text}`);
  const log = { progress: say("progress"), info: say("info"), warn: say("warn") };
  ctx = { clock, signal: stop.signal, log };
});

function resource(
  handler: Partial<Handler<Context, I, O>> = {},
  more: Partial<Definition> = {},
): Resource<Context> {
  return new Resource<Context>(
    defineResource<Context>()({
      token: "test:Thing",
      kind: "record",
      description: "A thing.",
      inputs,
      outputs,
      handler: {
        create: async () => ({ id: "made", outputs: made }),
        read: async () => undefined,
        update: async () => ({ outputs: made }),
        delete: async () => undefined,
        ...handler,
      },
      ...more,
    }) as never,
  );
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a definition", () => {
  test("fails where an output has the name of an input", () => {
    const both = { ...outputs, size: outputs.status };
    expect(() => resource({}, { outputs: both })).toThrow(
      "test:Thing: size are inputs and outputs",
    );
  });

  test("is typed by its shapes", () => {
    const define = defineResource<Context>();
    const parts = { token: "t", kind: "record", description: "d", inputs, outputs } as const;
    const rest = { read: async () => undefined, delete: async () => undefined };
    // @ts-expect-error An output is missing.
    define({ ...parts, handler: { ...rest, create: async () => ({ id: "a", outputs: {} }) } });
    const create = async () => ({ id: "a", outputs: made });
    // @ts-expect-error A rule needs what is no input.
    define({ ...parts, handler: { ...rest, create }, rules: [{ needs: ["no"], check: () => [] }] });
    const unfinished = () => ({ output: "no", then: "update" }) as const;
    // @ts-expect-error There is no such output.
    define({ ...parts, handler: { ...rest, create }, unfinished });
    define({
      ...parts,
      handler: {
        ...rest,
        create: async (_ctx, { inputs: { id, size }, keep }) => {
          // @ts-expect-error The outputs that are kept are typed too.
          keep(id, { madeAt: size });
          return { id, outputs: made };
        },
      },
    });
    expect(define).toBeDefined();
  });
});

describe("check", () => {
  const rule = jest.fn(() => [{ property: "size", reason: "goes with no days." }]);
  const ruled = () => resource({}, { rules: [{ needs: ["days", "size"], check: rule }] });

  beforeEach(() => rule.mockClear());

  test("gives the inputs with defaults, and all failures", () => {
    expect(resource().check(clock, undefined, { id: "a", siez: 1, days: "x" })).toEqual({
      inputs: { id: "a", onDelete: "delete" },
      failures: [
        expect.objectContaining({ property: "siez" }),
        expect.objectContaining({ property: "days" }),
      ],
    });
  });

  test("asks a rule with the inputs, what was declared before, and the time", () => {
    const { failures } = ruled().check(clock, state, { id: "a", size: 7 });
    expect(failures).toEqual([{ property: "size", reason: "goes with no days." }]);
    expect(rule).toHaveBeenCalledWith(
      { id: "a", size: 7, onDelete: "delete" },
      { prior: declared, now: clock.now() },
    );
  });

  test.each([
    ["nothing", undefined],
    ["nothing of it", { other: 1 }],
  ])("asks a rule without what was declared before where there was %s", (_name, prior) => {
    ruled().check(clock, prior, { id: "a" });
    expect(rule).toHaveBeenCalledWith(expect.anything(), { prior: undefined, now: clock.now() });
  });

  test.each([
    ["unknown", { days: UNKNOWN }],
    ["unknown inside", { days: ["x", UNKNOWN] }],
    ["wrong", { size: 6 }],
    ["wrong inside", { days: ["x", 1] }],
  ])("does not ask a rule where what it needs is %s", (_name, news) => {
    ruled().check(clock, undefined, { id: "a", ...news });
    expect(rule).not.toHaveBeenCalled();
  });

  test("asks a rule where only what it does not need is unknown or wrong", () => {
    ruled().check(clock, undefined, { id: UNKNOWN, onDelete: "no" });
    expect(rule).toHaveBeenCalled();
  });
});

describe("diff", () => {
  const diff = (
    more: Partial<Definition>,
    change: object,
    ignore?: string[],
    old: object = state,
  ) => resource({}, more).diff(clock, { ...old }, { ...declared, ...change }, ignore);

  test("is what changed and what of it makes a new one", () => {
    expect(diff({}, { days: ["y", "x"] })).toEqual({ changed: [], replaces: [] });
    expect(diff({}, { size: 7 })).toEqual({ changed: ["size"], replaces: [] });
    expect(diff({}, { id: "b", size: 7 })).toEqual({ changed: ["id", "size"], replaces: ["id"] });
  });

  test("replaces with every change where the handler has no update", () => {
    const anew = resource({}, {});
    delete (anew.handler as { update?: unknown }).update;
    expect(anew.diff(clock, state, { ...declared, size: 7 })).toEqual({
      changed: ["size"],
      replaces: ["size"],
    });
  });

  test("has what shifted in meaning, once", () => {
    const shifted = jest.fn(() => ["days", "size"]);
    expect(diff({ shifted }, { size: 7 }).changed).toEqual(["size", "days"]);
    expect(shifted).toHaveBeenCalledWith({
      state,
      inputs: { ...declared, size: 7 },
      now: clock.now(),
    });
  });

  test.each([["days"], ["*"]])("has nothing shifted that is ignored (%s)", (path) => {
    expect(diff({ shifted: () => ["days"] }, {}, [path]).changed).toEqual([]);
  });

  test.each([
    ["update", []],
    ["replace", ["status"]],
  ] as const)("has what is unfinished, to %s it", (then, replaces) => {
    const unfinished = () => ({ output: "status", then }) as const;
    expect(diff({ unfinished }, {})).toEqual({ changed: ["status"], replaces });
  });

  const refuse = jest.fn(() => [{ property: "size", reason: "can't be lowered." }]);
  beforeEach(() => refuse.mockClear());

  test("fails where a change is refused", () => {
    expect(() => diff({ refuse }, { size: 7 })).toThrow(InvalidInputs);
    expect(refuse).toHaveBeenCalledWith({
      state,
      inputs: { ...declared, size: 7 },
      changed: ["size"],
      now: clock.now(),
    });
  });

  test.each([
    ["makes a new one", { id: "b" }, state],
    ["is unknown", { size: UNKNOWN }, state],
    ["is broken", { size: 1 }, state],
    ["meets a broken state", { size: 7 }, { ...state, madeAt: 7 }],
  ])("does not ask whether to refuse what %s", (_name, change, old) => {
    expect(diff({ refuse }, change, [], old).changed).not.toEqual([]);
    expect(refuse).not.toHaveBeenCalled();
  });

  test("does not ask what shifted where something has no meaning", () => {
    const shifted = jest.fn(() => ["days"]);
    diff({ shifted }, { size: UNKNOWN });
    diff({ shifted }, { size: 1 });
    diff({ shifted }, {}, [], { ...state, madeAt: 7 });
    expect(shifted).not.toHaveBeenCalled();
  });

  test("does not ask whether to refuse where what is unfinished is made anew", () => {
    const unfinished = () => ({ output: "status", then: "replace" }) as const;
    expect(() => diff({ refuse, unfinished }, { size: 7 })).not.toThrow();
  });

  test("takes ignored values from state", () => {
    expect(diff({}, { size: 7, days: ["z"] }, ["size", "days"])).toEqual({
      changed: [],
      replaces: [],
    });
  });
});

describe("create", () => {
  test("ends in the inputs as declared and the outputs that are declared", async () => {
    const create = async () => ({ id: "made", outputs: { ...made, secret: "x" } });
    await expect(resource({ create }).create(ctx, declared)).resolves.toEqual({
      id: "made",
      state,
    });
  });

  test("leaves out outputs that are undefined", async () => {
    const create = async () => ({ id: "made", outputs: { madeAt: "noon", status: undefined } });
    const { state: left } = await resource({ create }).create(ctx, declared);
    expect(left).not.toHaveProperty("status");
  });

  test("carries nothing out that was not checked", async () => {
    const create = jest.fn();
    const error = await failureOf(resource({ create }).create(ctx, { id: 7 }));
    expect(error).toBeInstanceOf(InvalidInputs);
    expect(create).not.toHaveBeenCalled();
  });

  test("fails as it does where nothing was started", async () => {
    const failure = new JobFailed("no");
    const create = () => Promise.reject(failure);
    expect(await failureOf(resource({ create }).create(ctx, declared))).toBe(failure);
  });

  test("keeps the id and what is known where it fails after that", async () => {
    const create: Handler<Context, I, O>["create"] = async (_ctx, { keep }) => {
      keep("first", { madeAt: "noon" });
      keep("second", { madeAt: "noon", status: "half" });
      throw new JobFailed("no");
    };
    const error = await failureOf(resource({ create }).create(ctx, declared));
    expect(error).toBeInstanceOf(PartialCreate);
    expect(error).toMatchObject({
      id: "second",
      properties: { ...declared, madeAt: "noon", status: "half" },
      reasons: ["no"],
    });
  });

  test.each([
    ["a bug", new TypeError("x is not a function"), "internal error, please report it: x is not"],
    ["an interruption", new Cancelled("job 7"), "interrupted while waiting for job 7"],
  ])("keeps the id through %s", async (_name, thrown, reason) => {
    const create: Handler<Context, I, O>["create"] = async (_ctx, { keep }) => {
      keep("made", made);
      throw thrown;
    };
    const error = await failureOf(resource({ create }).create(ctx, declared));
    expect(error).toMatchObject({ tag: "PartialCreate", id: "made" });
    expect((error as PartialCreate).reasons[0]).toContain(reason);
  });

  test("says why it was interrupted where there is a reason", async () => {
    stop.abort("customTimeouts.create of 5 s is over");
    const create = () => Promise.reject(new Cancelled("job 7"));
    const error = await failureOf(resource({ create }).create(ctx, declared));
    expect(error).toBeInstanceOf(Refused);
    expect((error as Error).message).toBe(
      "customTimeouts.create of 5 s is over: interrupted while waiting for job 7",
    );
  });
});

describe("read", () => {
  const live =
    (values: Partial<I>, more: object = {}): Handler<Context, I, O>["read"] =>
    async () => ({ inputs: values, outputs: made, ...more });

  test("finds nothing where the handler has proof", async () => {
    await expect(resource().read(ctx, "made", state)).resolves.toBeUndefined();
  });

  test("keeps the user's spelling of what means the same", async () => {
    const read = live({ id: "a", days: ["y", "x"] });
    await expect(resource({ read }).read(ctx, "made", state)).resolves.toEqual({
      id: "made",
      inputs: declared,
      state,
    });
  });

  test("shows the live value of what has changed", async () => {
    const read = live({ days: ["z"] });
    const found = await resource({ read }).read(ctx, "made", state);
    expect(found?.inputs).toEqual({ ...declared, days: ["z"] });
    expect(found?.state).toEqual({ ...state, days: ["z"] });
  });

  test("shows a live value that could not be declared", async () => {
    const found = await resource({ read: live({ size: 3 }) }).read(ctx, "made", {
      ...state,
      size: 7,
    });
    expect(found?.inputs).toMatchObject({ size: 3 });
  });

  test("shows that a live value is no more", async () => {
    const read = live({ days: undefined });
    const found = await resource({ read }).read(ctx, "made", state);
    expect(found?.inputs).toEqual({ id: "a", onDelete: "delete" });
  });

  test("says nothing of what the user did not set, nor of what the cloud does not hold", async () => {
    const read = live({ days: ["x", "y"], size: 30, onDelete: "retain", id: "b" });
    const found = await resource({ read }).read(ctx, "made", state);
    expect(found?.inputs).toEqual(declared);
  });

  test("keeps what the handler does not tell", async () => {
    const found = await resource({ read: live({}) }).read(ctx, "made", state);
    expect(found?.inputs).toEqual(declared);
  });

  test.each([undefined, {}])("gives every field to an import (%j)", async (prior) => {
    const read = jest.fn(live({ id: "a", days: ["x"], size: 30 }, { id: "whole-id" }));
    const found = await resource({ read }).read(ctx, "given-id", prior);
    expect(read).toHaveBeenCalledWith(ctx, { id: "given-id", prior: undefined });
    expect(found).toEqual({
      id: "whole-id",
      inputs: { id: "a", days: ["x"], size: 30, onDelete: "delete" },
      state: { id: "a", days: ["x"], size: 30, onDelete: "delete", ...made },
    });
  });

  test("gives an import what could not be declared too, but nothing that is no property", async () => {
    const read = live({ id: "a", size: 3, other: 1 } as never);
    const found = await resource({ read }).read(ctx, "a", undefined);
    expect(found?.inputs).toEqual({ id: "a", size: 3, onDelete: "delete" });
  });
});

test("a step with a value that is not known yet is not carried out", async () => {
  const unknown = { ...declared, days: ["x", UNKNOWN] };
  const create = jest.fn();
  const update = jest.fn();
  const one = resource({ create, update });
  await expect(one.create(ctx, unknown)).rejects.toThrow(/^days: is not known yet/);
  await expect(one.update(ctx, "made", { ...state }, unknown)).rejects.toThrow(/^days: is not/);
  expect([create, update].flatMap(({ mock }) => mock.calls)).toEqual([]);
});

describe("state", () => {
  const reads = (prior: object) => {
    const read = jest.fn(async () => undefined);
    return { read, done: resource({ read }).read(ctx, "made", { ...prior }) };
  };

  test("that holds a null holds nothing there", async () => {
    const { read, done } = reads({ ...state, status: null });
    await done;
    const { status: _null, ...prior } = state;
    expect(read).toHaveBeenCalledWith(ctx, { id: "made", prior });
  });

  test("of an earlier version gets the defaults of options that it did not have", async () => {
    const { id, days } = declared;
    const { read, done } = reads({ id, days, ...made });
    await done;
    expect(read).toHaveBeenCalledWith(ctx, { id: "made", prior: state });
  });

  test("may hold a live value that could not be declared", async () => {
    const { read, done } = reads({ ...state, size: 3 });
    await done;
    expect(read).toHaveBeenCalledWith(ctx, { id: "made", prior: { ...state, size: 3 } });
  });

  test.each([
    ["an option", { ...state, onDelete: "explode" }, 'onDelete: state holds "explode"'],
    ["an output", { ...state, madeAt: 7 }, "madeAt: state holds 7"],
    ["a required input", { ...state, id: undefined }, "id: state holds undefined"],
  ])("that can't be read fails every step, for %s", async (_name, broken, words) => {
    const one = resource();
    for (const step of [
      () => one.read(ctx, "made", { ...broken }),
      () => one.update(ctx, "made", { ...broken }, declared),
      () => one.delete(ctx, "made", { ...broken }),
    ]) {
      expect(((await failureOf(step())) as Error).message).toContain(words);
    }
  });
});

describe("update", () => {
  test("ends in the new inputs and the new outputs", async () => {
    const update = jest.fn(async () => ({ outputs: { madeAt: "noon", status: "new" } }));
    const news = { ...declared, size: 7 };
    await expect(resource({ update }).update(ctx, "made", state, news)).resolves.toEqual({
      ...news,
      madeAt: "noon",
      status: "new",
    });
    expect(update).toHaveBeenCalledWith(ctx, expect.objectContaining({ state, inputs: news }));
  });

  test("ends in the inputs that it has left, where something is ignored", async () => {
    const update: Handler<Context, I, O>["update"] = async (_ctx, { leaving }) => ({
      inputs: leaving({ size: 8, days: ["z"] }),
      outputs: made,
    });
    const news = { ...declared, size: 7 };
    const one = resource({ update });
    const ignored = ["size", "onDelete"];
    await expect(one.update(ctx, "made", state, news, ignored)).resolves.toEqual({
      ...news,
      ...made,
      size: 8,
    });
    await expect(one.update(ctx, "made", state, news)).resolves.toEqual({ ...news, ...made });
  });

  test("keeps what is known where it fails after that", async () => {
    const update: Handler<Context, I, O>["update"] = async (_ctx, { keep }) => {
      keep("made", { madeAt: "noon", status: "half" });
      throw new JobFailed("no");
    };
    const news = { ...declared, size: 7 };
    const error = await failureOf(resource({ update }).update(ctx, "made", state, news));
    expect(error).toMatchObject({ id: "made", properties: { ...news, status: "half" } });
  });

  test("fails where there is none", async () => {
    const one = resource();
    delete (one.handler as { update?: unknown }).update;
    await expect(one.update(ctx, "made", state, declared)).rejects.toThrow(
      "test:Thing can't be updated in place",
    );
  });

  test("runs as a method of its handler", async () => {
    class Own {
      private readonly outputs = made;
      async update(): Promise<{ outputs: O }> {
        return { outputs: this.outputs };
      }
    }
    const own = Object.assign(new Own(), {
      create: async () => ({ id: "made", outputs: made }),
      read: async () => undefined,
      delete: async () => undefined,
    });
    const one = new Resource<Context>(
      defineResource<Context>()({
        token: "test:Thing",
        kind: "record",
        description: "A thing.",
        inputs,
        outputs,
        handler: own,
      }) as never,
    );
    await expect(one.update(ctx, "made", state, declared)).resolves.toEqual(state);
  });
});

describe("preview", () => {
  test("has the inputs, stable outputs as they are, and the rest unknown", async () => {
    const one = resource();
    await expect(one.preview(ctx, declared, undefined)).resolves.toEqual({
      ...declared,
      madeAt: UNKNOWN,
      status: UNKNOWN,
    });
    await expect(one.preview(ctx, { ...declared, size: 7 }, state)).resolves.toEqual({
      ...declared,
      size: 7,
      madeAt: "noon",
      status: UNKNOWN,
    });
  });

  test("asks the handler, whose failure it is", async () => {
    const preview = jest.fn(() => Promise.reject(new Refused("it would fail")));
    await expect(resource({ preview }).preview(ctx, declared, state)).rejects.toThrow(
      "it would fail",
    );
    const asked = expect.objectContaining({ inputs: declared, state });
    expect(preview).toHaveBeenCalledWith(ctx, asked);
  });

  test("asks nothing where an input is unknown", async () => {
    const preview = jest.fn();
    await resource({ preview }).preview(ctx, { ...declared, days: [UNKNOWN] }, undefined);
    expect(preview).not.toHaveBeenCalled();
  });
});

describe("list", () => {
  test("is nothing where the handler has none", () => {
    expect(resource().list(ctx, {})).toBeUndefined();
  });

  test("asks with checked questions", async () => {
    async function* list(_ctx: Context, query: Record<string, unknown>) {
      yield { id: String(query["near"]), name: "one" };
    }
    const listInputs = {
      near: field(z.string(), { description: "Near what.", expected: "a place" }),
    };
    const one = resource({ list }, { listInputs });
    const found = [];
    for await (const item of one.list(ctx, { near: "here" }) ?? []) found.push(item);
    expect(found).toEqual([{ id: "here", name: "one" }]);
    expect(() => one.list(ctx, {})).toThrow("near: is required: a place.");
  });
});

test("delete hands on the state", async () => {
  const remove = jest.fn(async () => undefined);
  await resource({ delete: remove }).delete(ctx, "made", state);
  expect(remove).toHaveBeenCalledWith(
    ctx,
    expect.objectContaining({ id: "made", state, isDeclared: false }),
  );
});

test("delete is told what the running program declares", async () => {
  const remove = jest.fn(async () => undefined);
  const setting = resource({ delete: remove }, { kind: "setting", settingOf: "id" });
  setting.check(clock, undefined, { ...declared, id: "declared" });
  await setting.delete(ctx, "declared", state);
  await setting.delete(ctx, "another", state);
  expect(remove.mock.calls).toMatchObject([
    [ctx, { id: "declared", isDeclared: true }],
    [ctx, { id: "another", isDeclared: false }],
  ]);
});

test.each([
  ["setting", true],
  ["record", false],
  ["action", false],
] as const)("a %s can be refreshed in one call: %p", (kind, isSetting) => {
  const one = resource({}, { kind, ...(isSetting ? { settingOf: "id" as const } : {}) });
  expect([one.isSetting, one.token]).toEqual([isSetting, "test:Thing"]);
});

test.each([{ kind: "setting" }, { kind: "record", settingOf: "id" }] as const)(
  "a definition fails that does not say whose setting it is, and no other may: %j",
  (more) => {
    expect(() => resource({}, more)).toThrow("a setting, and nothing else, has settingOf");
  },
);

test("a named context begins every line with the name", () => {
  const { log } = named(ctx, "orders");
  log.progress("1");
  log.info("2");
  log.warn("3");
  expect(lines).toEqual(["progress orders: 1", "info orders: 2", "warn orders: 3"]);
});
