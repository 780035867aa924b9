import type { ProviderError } from "../../src/core/errors";
import {
  ApiError,
  Cancelled,
  ConfigError,
  duration,
  InternalError,
  InvalidInputs,
  isProviderError,
  JobFailed,
  messageOf,
  PartialCreate,
  Refused,
  TransportFailure,
  UnexpectedResponse,
  WaitTimeout,
} from "../../src/core/errors";

const facts = {
  error: "InstanceBusy",
  action: "CreateBackup",
  code: "IncorrectDBInstanceState",
  category: "busy",
  requestId: "ID",
  status: 403,
} as const;

/** One of each, and what it says. */
const all: [ProviderError, string][] = [
  [
    new InvalidInputs([
      { property: "a", reason: "1 is not x." },
      { property: "b[0]", reason: "is required: y." },
    ]),
    "a: 1 is not x.\nb[0]: is required: y.",
  ],
  [new ApiError(facts, "CreateBackup was refused."), "CreateBackup was refused."],
  [new TransportFailure({ action: "A", kind: "timeout", sent: true }, "No answer."), "No answer."],
  [
    new UnexpectedResponse("DescribeBackups", "ID", ["A: missing", "B: not a number"]),
    "DescribeBackups answered in a form this version does not know: A: missing; B: not a number. Please report it. Request id: ID",
  ],
  [
    new UnexpectedResponse("DescribeBackups", undefined, ["A: missing"]),
    "DescribeBackups answered in a form this version does not know: A: missing. Please report it.",
  ],
  [
    new WaitTimeout({ what: "job 7", waitedMs: 95_000, lastSeen: "40 %" }),
    "gave up after 1 min 35 s waiting for job 7; last seen: 40 %.",
  ],
  [
    new WaitTimeout({ what: "job 7", waitedMs: 95_000, lastSeen: "40 %", advice: "Go on." }),
    "gave up after 1 min 35 s waiting for job 7; last seen: 40 %. Go on.",
  ],
  [
    new WaitTimeout({ what: "job 7", waitedMs: 95_000, lastSeen: "40 %", boundBy: "x:minutes" }),
    "gave up after 1 min 35 s waiting for job 7; last seen: 40 %. The time is that of x:minutes.",
  ],
  [new JobFailed("job 7 failed"), "job 7 failed"],
  [new Refused("not done"), "not done"],
  [new PartialCreate("id", { a: 1 }, ["one", "two"]), "one\ntwo"],
  [new ConfigError("redis-backup:region is missing"), "redis-backup:region is missing"],
  [new Cancelled("job 7"), "interrupted while waiting for job 7"],
  [new InternalError(new Error("x")), "internal error, please report it: x"],
];

test.each(all)("%p", (error, message) => {
  expect(error.message).toBe(message);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe(error.constructor.name);
  expect(error.tag).toBe(error.constructor.name);
  expect(isProviderError(error)).toBe(true);
  expect(messageOf(error)).toBe(message);
});

test("an error of another copy of the package is known by its brand", () => {
  const { brand } = new Refused("x");
  expect(isProviderError(Object.assign(new Error("x"), { brand }))).toBe(true);
});

test.each([new Error("x"), "x", undefined, null, 7, {}, { brand: "another" }])(
  "%p is none of ours: a bug, and says so",
  (thrown) => {
    expect(isProviderError(thrown)).toBe(false);
    expect(messageOf(thrown)).toMatch(/^internal error, please report it: /);
  },
);

test("a bug keeps its cause", () => {
  const cause = new TypeError("x is not a function");
  expect(new InternalError(cause).cause).toBe(cause);
});

test.each([
  [0, "0 s"],
  [499, "0 s"],
  [1_500, "2 s"],
  [59_400, "59 s"],
  [59_600, "1 min"],
  [95_000, "1 min 35 s"],
  [3_599_000, "59 min 59 s"],
  [3_600_000, "1 h"],
  [5_400_000, "1 h 30 min"],
  [90_000_000, "25 h"],
])("%d ms are %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});
