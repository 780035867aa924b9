import fs from "node:fs";
import type { Report } from "../../src/output/report";
import {
  DECLARED,
  drift,
  DYNAMIC_POLICY,
  ENDED,
  error,
  fileOf,
  inFolder,
  ORDERS,
  refreshed,
  stateOf,
  urnOf,
  type Scene,
  type Stored,
} from "./stub-pulumi";

const scene = (events: Scene["events"] = [], resources: readonly Stored[] = [ORDERS]): Scene => ({
  export: stateOf(resources),
  events: [...events, ...ENDED],
});

const LOWERED = scene([refreshed(ORDERS, "update", { backupRetentionPeriod: 7 })]);
const MOVED = scene([refreshed(ORDERS, "update", { preferredBackupTime: "12:00Z-13:00Z" })]);
const CLEAN = scene([refreshed(ORDERS, "same")]);

async function reportOf(from: Scene | undefined, ...flags: string[]) {
  const ended = await drift(from, "--output", "json", ...flags);
  return { ...ended, report: JSON.parse(ended.stdout) as Report };
}

const told = ({ findings }: Report) =>
  findings.map(({ rule, severity, field }) => [rule, severity, field].filter(Boolean).join(" "));

describe("what is told", () => {
  test("is nothing where all is as declared", async () => {
    const { exitCode, stdout, calls } = await drift(CLEAN);
    expect(exitCode).toBe(0);
    expect(stdout).toBe("Drift of shop/prod\nNo drift: 1 resource looked at.\n");
    expect(calls.map(({ args }) => args[0])).toEqual(["stack", "refresh"]);
  });

  test("is the property, both values, how bad it is, and the command", async () => {
    const { exitCode, report } = await reportOf(LOWERED, "--stack", "prod");
    expect(exitCode).toBe(2);
    expect(report.findings).toEqual([
      {
        rule: "retention-lowered",
        severity: "high",
        subject: {
          name: "orders",
          type: "redis-backup:tair:BackupPolicy",
          urn: urnOf(ORDERS),
          id: "r-orders",
        },
        field: "backupRetentionPeriod",
        declared: 30,
        live: 7,
        message:
          "Backups are kept for less time than declared, and older ones may be gone already. It changed after 2026-11-20T06:00:00.123Z.",
        command: `pulumi up --refresh --target ${urnOf(ORDERS)} --stack prod`,
        firstSeenAt: report.at,
      },
    ]);
    expect(report.verdict).toBe("found");
  });

  test.each<[Record<string, unknown>, string]>([
    [{ backupRetentionPeriod: 7 }, "retention-lowered high backupRetentionPeriod"],
    [{ backupRetentionPeriod: 60 }, "retention-raised low backupRetentionPeriod"],
    [{ backupRetentionPeriod: undefined }, "retention-lowered high backupRetentionPeriod"],
    [{ enableBackupLog: false }, "flashback-off high enableBackupLog"],
    [{ preferredBackupTime: "12:00Z-13:00Z" }, "window-moved low preferredBackupTime"],
    [{ preferredBackupPeriod: ["Friday"] }, "window-moved low preferredBackupPeriod"],
    [{ preferredBackupPeriod: [] }, "days-dropped medium preferredBackupPeriod"],
    [{ somethingNew: 1 }, "changed medium somethingNew"],
  ])("%j is %s", async (live, expected) => {
    const { report } = await reportOf(scene([refreshed(ORDERS, "update", live)]));
    expect(told(report)).toEqual([expected]);
  });

  test.each([
    ["redis-backup:tair:BackupPolicy", "policy-gone high"],
    ["redis-backup:crs:ManualBackup", "backup-gone high"],
    ["redis-backup:tair:Restore", "resource-gone high"],
  ])("a %s that is gone is %s", async (type, expected) => {
    const gone = { ...ORDERS, type };
    const { exitCode, report } = await reportOf(scene([refreshed(gone, "delete")], [gone]));
    expect({ exitCode, told: told(report) }).toEqual({ exitCode: 2, told: [expected] });
    expect(report.findings[0]?.command).toBe("pulumi up --refresh");
  });

  test("is what state says of an operation that did not come to its end", async () => {
    const broken = { ...ORDERS, initErrors: ["the wait was interrupted"] };
    const { exitCode, report } = await reportOf(scene([refreshed(broken, "same")], [broken]));
    expect({ exitCode, told: told(report) }).toEqual({ exitCode: 2, told: ["incomplete high"] });
    expect(report.findings[0]?.message).toContain("the wait was interrupted");
  });
});

describe("a dynamic resource, whose diff names no property", () => {
  const dynamic: Stored = { ...ORDERS, type: DYNAMIC_POLICY };

  test("is compared by what its properties mean", async () => {
    const live = { backupRetentionPeriod: 7 };
    const { report } = await reportOf(scene([refreshed(dynamic, "update", live, null)], [dynamic]));
    expect(told(report)).toEqual(["retention-lowered high backupRetentionPeriod"]);
    expect(report.checked[0]?.type).toBe("redis-backup:tair:BackupPolicy");
  });

  test("has what is in ignoreChanges filtered by state, and told as a note", async () => {
    const ignoring = { ...dynamic, ignoreChanges: ["enableBackupLog"] };
    const live = { enableBackupLog: false };
    const { exitCode, report } = await reportOf(
      scene([refreshed(ignoring, "update", live, null)], [ignoring]),
    );
    expect({ exitCode, findings: report.findings }).toEqual({ exitCode: 0, findings: [] });
    expect(report.notes).toEqual([
      "orders.enableBackupLog is in ignoreChanges: true → false does not count",
    ]);
  });

  test("keeps what is not in it", async () => {
    const ignoring = { ...dynamic, ignoreChanges: ["enableBackupLog"] };
    const live = { enableBackupLog: false, backupRetentionPeriod: 7 };
    const { exitCode, report } = await reportOf(
      scene([refreshed(ignoring, "update", live, null)], [ignoring]),
    );
    expect({ exitCode, told: told(report) }).toEqual({
      exitCode: 2,
      told: ["retention-lowered high backupRetentionPeriod"],
    });
  });

  test("is not clean where the engine saw a change that nobody can find", async () => {
    const { exitCode, report } = await reportOf(
      scene([refreshed(dynamic, "update", {}, null)], [dynamic]),
    );
    expect({ exitCode, verdict: report.verdict }).toEqual({ exitCode: 1, verdict: "unchecked" });
  });
});

describe("an engine of another release", () => {
  const lowered = { backupRetentionPeriod: 7 };

  test("that only says that it has looked is not taken to have found nothing", async () => {
    const looked = scene([refreshed(ORDERS, "refresh", lowered, null)]);
    expect(told((await reportOf(looked)).report)).toEqual([
      "retention-lowered high backupRetentionPeriod",
    ]);
    expect((await drift(scene([refreshed(ORDERS, "refresh", {}, null)]))).exitCode).toBe(0);
  });

  test("that tells of a resource again does not make its drift undone", async () => {
    const twice = [refreshed(ORDERS, "update", lowered), refreshed(ORDERS, "same")];
    expect((await drift(scene(twice))).exitCode).toBe(2);
  });
});

describe("what could not be checked is never clean", () => {
  const SESSIONS: Stored = { ...ORDERS, name: "sessions", id: "r-sessions" };
  const partial = { export: stateOf([ORDERS]) };

  test.each<[string, Scene | undefined, RegExp]>([
    ["no engine", undefined, /no pulumi on PATH/],
    [
      "no such stack",
      { exportExit: 6, stderr: "error: no stack named 'prod' found" },
      /state could not be read: error: no stack named/,
    ],
    ["a state that is none", { export: "hello" }, /not understood/],
    ["a state of a later form", { export: '{"version":9}' }, /not understood/],
    ["a stack with nothing of ours", { export: stateOf([]) }, /is it the right stack/],
    [
      "a refresh that failed",
      { ...partial, events: [error("no credentials"), ...ENDED], refreshExit: 255 },
      /the refresh failed: no credentials/,
    ],
    ["a refresh that says nothing", { ...partial, refreshExit: 255 }, /did not come to it/],
    [
      "a failing exit code after a whole log",
      { ...CLEAN, refreshExit: 1, stderr: "panic: lost" },
      /the refresh failed: panic: lost/,
    ],
    [
      "a log without an end",
      { ...partial, events: [refreshed(ORDERS, "same")] },
      /the refresh failed/,
    ],
    [
      "an end that says that it failed",
      { ...partial, events: [refreshed(ORDERS, "same"), { summaryEvent: { result: "failed" } }] },
      /the refresh failed/,
    ],
    [
      "a log that breaks off in a line",
      { ...partial, events: [refreshed(ORDERS, "same"), '{"summaryEv'] },
      /what the refresh told is not understood/,
    ],
    [
      "a resource that was not refreshed",
      scene([refreshed(ORDERS, "same")], [ORDERS, SESSIONS]),
      /did not come to it/,
    ],
    [
      "a resource whose refresh failed",
      scene(
        [refreshed(ORDERS, "same"), refreshed(SESSIONS, "same"), error("denied", urnOf(SESSIONS))],
        [ORDERS, SESSIONS],
      ),
      /denied/,
    ],
    [
      "a step that failed",
      scene([
        refreshed(ORDERS, "same"),
        { resOpFailedEvent: { metadata: { op: "refresh", urn: urnOf(ORDERS), type: "any" } } },
      ]),
      /did not come to it/,
    ],
    [
      "a plugin that crashed",
      scene([refreshed(ORDERS, "same"), error("plugin exited prematurely", "urn:other")]),
      /plugin exited prematurely/,
    ],
    [
      "an operation that was interrupted",
      {
        ...CLEAN,
        export: stateOf([ORDERS], {
          pending_operations: [{ type: "creating", resource: { urn: urnOf(SESSIONS) } }],
        }),
      },
      /interrupted while creating/,
    ],
    [
      "another resource of that name than the state had",
      scene([refreshed({ ...ORDERS, id: "r-other" }, "same")]),
      /did not come to it/,
    ],
  ])("%s", async (_what, from, message) => {
    const { exitCode, report } = await reportOf(from);
    expect({ exitCode, verdict: report.verdict }).toEqual({ exitCode: 1, verdict: "unchecked" });
    expect(report.problems.map((problem) => problem.message).join("\n")).toMatch(message);
    expect(report.exitCode).toBe(1);
  });

  test("and still tells the drift that was seen", async () => {
    const { exitCode, report } = await reportOf(
      scene([refreshed(ORDERS, "update", { backupRetentionPeriod: 7 })], [ORDERS, SESSIONS]),
      "--fail-on",
      "high",
    );
    expect(exitCode).toBe(1);
    expect(told(report)).toEqual(["retention-lowered high backupRetentionPeriod"]);
  });
});

describe("the engine", () => {
  test("is asked for the stack and the folder, and told that the provider must not write", async () => {
    const { calls } = await drift(CLEAN, "--stack", "org/prod", "--cwd", "infra", "--run-program");
    for (const { args, readOnly } of calls) {
      expect(args.join(" ")).toContain("--stack org/prod --cwd infra");
      expect(readOnly).toBe("true");
    }
    expect(calls[1]?.args).toEqual(expect.arrayContaining(["--preview-only", "--run-program"]));
    expect(calls[0]?.args).not.toContain("--run-program");
  });

  test("is asked for our resources alone where a stack has others", async () => {
    const other = { ...ORDERS, name: "bucket", type: "aws:s3/bucket:Bucket" };
    const { exitCode, calls } = await drift({ ...CLEAN, export: stateOf([ORDERS, other]) });
    expect(exitCode).toBe(0);
    const { args = [] } = calls[1] ?? {};
    expect(args.filter((_arg, n) => args[n - 1] === "--target")).toEqual([urnOf(ORDERS)]);
  });

  test("has resources that it is about to delete, or only looks at, left out", async () => {
    const deleted = { ...ORDERS, id: "r-old", delete: true };
    const external = { ...ORDERS, name: "theirs", external: true };
    const { exitCode, report } = await reportOf({
      ...CLEAN,
      export: stateOf([ORDERS, deleted, external]),
    });
    expect({ exitCode, checked: report.checked.length }).toEqual({ exitCode: 0, checked: 1 });
    expect(report.notes[0]).toMatch(/^theirs is only looked at/);
  });
});

describe("severities", () => {
  test("below --fail-on end with 0, and are told", async () => {
    const { exitCode, report } = await reportOf(MOVED, "--fail-on", "high");
    expect({ exitCode, verdict: report.verdict }).toEqual({ exitCode: 0, verdict: "found" });
    expect(told(report)).toEqual(["window-moved low preferredBackupTime"]);
  });

  test("of --fail-on end with 2", async () => {
    expect((await drift(LOWERED, "--fail-on", "high")).exitCode).toBe(2);
  });

  test("can be set for a rule", async () => {
    const flags = ["--severity", "window-moved=high", "--fail-on", "high"];
    expect((await drift(MOVED, ...flags)).exitCode).toBe(2);
  });

  test("can be set by a file, where the first entry that matches counts", async () => {
    const rules = fileOf(
      "rules.yaml",
      "severities:\n" +
        "  - { name: sess*, severity: low }\n" +
        "  - { name: ord*, field: preferredBackupTime, severity: high }\n" +
        "  - { rule: window-moved, severity: medium }\n",
    );
    const { report } = await reportOf(MOVED, "--rules", rules);
    expect(told(report)).toEqual(["window-moved high preferredBackupTime"]);
  });
});

describe("the ignore file", () => {
  const entry = {
    resource: "orders",
    field: "backupRetentionPeriod",
    reason: "agreed",
    owner: "ops",
    until: "2999-12-31",
  };
  const file = (...entries: object[]) => fileOf("ignore.json", JSON.stringify({ ignore: entries }));

  test("takes what it covers out of the count, and tells it with the reason", async () => {
    const { exitCode, report } = await reportOf(LOWERED, "--ignore", file(entry));
    expect({ exitCode, verdict: report.verdict }).toEqual({ exitCode: 0, verdict: "clean" });
    expect(report.findings[0]?.ignored).toEqual({
      reason: "agreed",
      owner: "ops",
      until: "2999-12-31",
    });
  });

  test.each([
    ["has expired", { until: "2020-01-01" }, /expired after 2020-01-01/],
    ["is of another value", { live: 8 }, /matches nothing/],
    ["is of another property", { field: "enableBackupLog" }, /matches nothing/],
    ["is of another resource", { resource: "order" }, /matches nothing/],
  ])("covers nothing, and is told, where an entry %s", async (_what, change, note) => {
    const { exitCode, report } = await reportOf(LOWERED, "--ignore", file({ ...entry, ...change }));
    expect(exitCode).toBe(2);
    expect(report.notes.join()).toMatch(note);
  });

  test("covers its last day", async () => {
    const until = new Date().toISOString().slice(0, 10);
    expect((await drift(LOWERED, "--ignore", file({ ...entry, until }))).exitCode).toBe(0);
  });

  test("covers a resource that is gone only where it says so", async () => {
    const gone = scene([refreshed(ORDERS, "delete")]);
    const { field: _field, ...whole } = entry;
    expect((await drift(gone, "--ignore", file(whole))).exitCode).toBe(2);
    const named = { ...whole, rule: "policy-gone" };
    expect((await drift(gone, "--ignore", file(named))).exitCode).toBe(0);
  });

  test.each([
    ["reason", /each entry needs a reason/],
    ["owner", /each entry needs an owner/],
    ["until", /each entry needs the last day/],
    ["resource", /each entry needs a resource/],
  ])("is refused without %s, before anything is asked", async (key, message) => {
    const { exitCode, stderr, calls } = await drift(
      LOWERED,
      "--ignore",
      file({ ...entry, [key]: undefined }),
    );
    expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
    expect(stderr).toMatch(message);
  });

  test.each([
    ["--ignore", "nowhere.yaml", /no such file/],
    ["--ignore", "[", /not valid|\[/],
    ["--rules", "severities: [{severity: urgent}]", /severities\.0\.severity/],
    ["--since", "findings: 1", /findings/],
  ])("fails for %s %s", async (flag, content, message) => {
    const name = content === "nowhere.yaml" ? content : fileOf("bad.yaml", content);
    const { exitCode, stderr } = await drift(CLEAN, flag, name);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe("--write-baseline", () => {
  const why = ["--reason", "as it was", "--owner", "ops", "--until", "2999-12-31"];

  test("writes an ignore file with which the same drift is clean, and a further one is not", async () => {
    const file = inFolder("baseline.yaml");
    expect((await drift(LOWERED, "--write-baseline", file, ...why)).exitCode).toBe(0);
    expect((await drift(LOWERED, "--ignore", file)).exitCode).toBe(0);
    const further = scene([refreshed(ORDERS, "update", { backupRetentionPeriod: 8 })]);
    expect((await drift(further, "--ignore", file)).exitCode).toBe(2);
  });

  test("accepts a value that is not there, and no other in its place", async () => {
    const file = inFolder("absent.yaml");
    const of = (live: unknown) =>
      scene([refreshed(ORDERS, "update", { backupRetentionPeriod: live })]);
    expect((await drift(of(undefined), "--write-baseline", file, ...why)).exitCode).toBe(0);
    expect((await drift(of(undefined), "--ignore", file)).exitCode).toBe(0);
    expect((await drift(of(1), "--ignore", file)).exitCode).toBe(2);
  });

  test("writes none without a reason, an owner and a day", async () => {
    const file = inFolder("none.yaml");
    const { exitCode, stderr } = await drift(LOWERED, "--write-baseline", file, "--reason", "x");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/needs --reason, --owner and --until/);
    expect(fs.existsSync(file)).toBe(false);
  });

  test("writes none where something could not be checked", async () => {
    const file = inFolder("none.yaml");
    const { exitCode } = await drift(
      { ...LOWERED, refreshExit: 1 },
      "--write-baseline",
      file,
      ...why,
    );
    expect(exitCode).toBe(1);
    expect(fs.existsSync(file)).toBe(false);
  });
});

describe("--since", () => {
  test("keeps the time at which a drift was first told, also of another value", async () => {
    const former = inFolder("former.json");
    await drift(LOWERED, "--output", `json=${former}`);
    const first = JSON.parse(fs.readFileSync(former, "utf8")) as Report;
    const again = scene([
      refreshed(ORDERS, "update", { backupRetentionPeriod: 8, enableBackupLog: false }),
    ]);
    const { report } = await reportOf(again, "--since", former);
    const [retention, flashback] = report.findings;
    expect(retention?.firstSeenAt).toBe(first.at);
    expect(flashback?.firstSeenAt).toBe(report.at);
  });
});

describe("flags that can't be used end with 1, which is neither clean nor drift", () => {
  test.each([
    [["--fail-on", "urgent"]],
    [["--output", "yaml"]],
    [["--severity", "window-moved=urgent"]],
    [["--severity", "nothing=high"]],
    [["--until", "tomorrow"]],
    [["--stakc", "prod"]],
    [["now"]],
  ])("%j", async (flags) => {
    const { exitCode, calls } = await drift(CLEAN, ...flags);
    expect({ exitCode, calls }).toEqual({ exitCode: 1, calls: [] });
  });
});

describe("secrets", () => {
  const CANARY = "LTAI5tCanary+Secret/Value=";

  test("are in no format, whatever the engine says", async () => {
    const formats = ["text", "json", "sarif", "junit", "markdown", "html"];
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = CANARY;
    try {
      const { stdout, stderr } = await drift(
        scene([error(`bad key ${CANARY} or ${encodeURIComponent(CANARY)}`, urnOf(ORDERS))]),
        ...formats.flatMap((format) => ["--output", `${format}=${inFolder(`canary.${format}`)}`]),
      );
      const written = formats.map((one) => fs.readFileSync(inFolder(`canary.${one}`), "utf8"));
      for (const text of [stdout, stderr, ...written]) {
        expect(text).not.toContain(CANARY);
        expect(text).not.toContain(encodeURIComponent(CANARY));
      }
      expect(stdout).toContain("bad key [removed]");
    } finally {
      delete process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"];
    }
  });

  test("may begin with a slash; what says where one lies is no secret", async () => {
    const [secret, place] = ["/canary+Of/base64==", "/run/secrets/canary"];
    Object.assign(process.env, { CANARY_TOKEN: secret, CANARY_TOKEN_FILE: place });
    try {
      const { stdout } = await drift(scene([error(`no ${secret} in ${place}`, urnOf(ORDERS))]));
      expect(stdout).toContain(`no [removed] in ${place}`);
    } finally {
      delete process.env["CANARY_TOKEN"];
      delete process.env["CANARY_TOKEN_FILE"];
    }
  });

  test("that state holds encrypted are compared, and not shown", async () => {
    const masked = { ...DECLARED, note: "[secret]" };
    const { report } = await reportOf(
      scene([refreshed({ ...ORDERS, inputs: masked }, "update", { note: "[secret]" })]),
    );
    expect(report.findings).toMatchObject([{ declared: "[secret]", live: "[secret]" }]);
  });
});
