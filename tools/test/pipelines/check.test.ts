import fs from "node:fs";
import path from "node:path";
import { ServiceStub, TOKEN } from "../../../cli/test/publish/stub";
import { Job, ROOT } from "./running";

/** The real command, but for the check of a stack: that finds what the test says. */
const COMMAND = `
const fs = require("node:fs");
const { FOUND, SAYS } = process.env;
const args = process.argv.slice(2);
if (args[0] !== "drift") {
  process.argv = [process.argv[0], "redis-backup", ...args];
  require(${JSON.stringify(path.join(ROOT, "dist/cli/main.js"))});
} else {
  fs.writeFileSync("asked.json", JSON.stringify({ args, readOnly: process.env.REDIS_BACKUP_READ_ONLY }));
  const file = (format) => args.find((one) => one.startsWith(format + "=")).slice(format.length + 1);
  if (FOUND !== "crash") {
    const head = { command: "drift", target: "prod", at: "2026-11-02T09:00:00Z" };
    fs.writeFileSync(file("json"), JSON.stringify({ ...head, title: "Drift of prod", verdict: FOUND }));
    fs.writeFileSync(file("markdown"), "<!-- redis-backup:drift:prod -->\\n" + (SAYS ?? FOUND) + "\\n");
  }
  process.exit({ clean: 0, found: 2 }[FOUND] ?? 1);
}`;

let job: Job;
let stub: ServiceStub;
let service: "github" | "gitlab";

beforeEach(async () => {
  job = new Job();
  stub = await ServiceStub.start();
  service = "github";
});
afterEach(async () => {
  await stub.close();
  job.remove();
});

const check = (found: string, environment: Record<string, string> = {}) =>
  job.run("check.sh", {
    ...stub[service],
    STACK: "acme/prod",
    PUBLISH: "issue",
    REPORTS: job.path("reports"),
    REDIS_BACKUP_CLI: job.program("redis-backup", COMMAND),
    GITHUB_OUTPUT: job.path("output"),
    FOUND: found,
    ...environment,
  });

const issues = () => stub.issues.map(({ body, state }) => [body.trim().split("\n")[1], state]);

test.each(["github", "gitlab"] as const)(
  "at %s: two runs leave one issue, a clean run closes it, one that could not check leaves it open and fails",
  async (where) => {
    service = where;
    expect(await check("found", { SAYS: "first" })).toMatchObject({ exitCode: 2 });
    expect(await check("found", { SAYS: "second" })).toMatchObject({ exitCode: 2 });
    expect(issues()).toEqual([["second", "open"]]);
    expect(await check("unchecked")).toMatchObject({ exitCode: 1 });
    expect(issues()).toEqual([["second", "open"]]);
    expect(await check("clean")).toMatchObject({ exitCode: 0 });
    expect(issues()).toEqual([["clean", "closed"]]);
  },
);

test("a check that crashed is no clean one: no report of an earlier run passes for its", async () => {
  await check("found");
  stub.asked.length = 0;
  const ended = await check("crash");
  expect(ended).toMatchObject({ exitCode: 1 });
  expect(ended.stderr).toContain("there is no report");
  expect(stub.asked).toEqual([]);
  expect(issues()).toEqual([["found", "open"]]);
  expect(fs.existsSync(job.path("reports/drift.json"))).toBe(false);
});

test("drift fails the job or not, as it is wished; what could not be told always does", async () => {
  expect(await check("found", { FAIL_ON_DRIFT: "false" })).toMatchObject({ exitCode: 0 });
  expect(job.read("output")).toBe(`verdict=drift\nreports=${job.path("reports")}\n`);
  stub.before = () => ({ status: 403 });
  const ended = await check("found", { FAIL_ON_DRIFT: "false", SAYS: "more" });
  expect(ended).toMatchObject({ exitCode: 1 });
  expect(ended.stdout + ended.stderr).not.toContain(TOKEN);
});

test("looks by reads alone, with what was given, and publishes nothing unasked", async () => {
  const ended = await check("clean", { PUBLISH: "none", FAIL_ON: "high", IGNORE: "accepted.yaml" });
  expect(ended).toMatchObject({ exitCode: 0 });
  const { args, readOnly } = JSON.parse(job.read("asked.json")) as {
    args: string[];
    readOnly: string;
  };
  expect(readOnly).toBe("true");
  expect(args.slice(0, 7)).toEqual([
    ...["drift", "--stack", "acme/prod", "--fail-on", "high", "--ignore", "accepted.yaml"],
  ]);
  expect(stub.asked).toEqual([]);
});

test("wants a stack", async () => {
  expect(await check("clean", { STACK: "" })).toMatchObject({ exitCode: 1 });
});
