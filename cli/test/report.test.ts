import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startEmulator, type Emulator } from "pulumi-redis-backup/emulator";
import { redisBackup } from "../src/redis-backup";
import { BIN, run, runWith } from "./running";

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "report-"));
  emulator = await startEmulator({
    seed: {
      instances: [
        {
          instanceId: "r-orders01",
          name: "orders",
          createdAt: new Date().toISOString(),
          backups: [{ mode: "Automated", hoursAgo: 3 }],
        },
      ],
    },
  });
});

afterEach(async () => {
  await emulator.close();
  fs.rmSync(folder, { recursive: true });
});

const file = (name: string) => path.join(folder, name);

/** Alibaba Cloud alone: the other has no region. */
const environment = () => ({ ...emulator.environment, TENCENTCLOUD_REGION: "" });

const report = (...flags: string[]) => runWith(environment(), "report", ...flags);

function exported(...instances: string[]): string {
  const resources = instances.map((id) => ({
    urn: `urn:pulumi:prod::shop::redis-backup:tair:BackupPolicy::${id}`,
    type: "redis-backup:tair:BackupPolicy",
    id,
    outputs: { instanceId: id },
  }));
  const to = file("state.json");
  fs.writeFileSync(to, JSON.stringify({ deployment: { resources } }));
  return to;
}

describe("redis-backup report", () => {
  test("writes several formats at once and ends with 0 where nothing is found", async () => {
    const flags = ["html", "json", "prometheus", "junit", "sarif", "markdown"];
    const ended = await report(
      ...["--rpo", "26h", "--state", exported("r-orders01")],
      ...flags.flatMap((format) => ["--output", `${format}=${file(format)}`]),
    );
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(ended.stdout).toContain("1 instance: 1 healthy");
    expect(ended.stdout).toMatch(/r-orders01 +orders\n +latest success .* \(automatic\), 3 h/);
    expect(JSON.parse(fs.readFileSync(file("json"), "utf8"))).toMatchObject({ exitCode: 0 });
    expect(fs.readFileSync(file("html"), "utf8")).toMatch(/^<!doctype html>/);
    expect(fs.readFileSync(file("prometheus"), "utf8")).toContain("# TYPE redis_backup_backups");
    expect(fs.readFileSync(file("markdown"), "utf8")).toMatch(/^<!-- redis-backup:report:/);
    for (const format of flags) expect(fs.statSync(file(format)).size).toBeGreaterThan(0);
  });

  test("ends with 2 for findings, and with 0 where those don't count", async () => {
    const state = exported();
    expect(await report("--state", state)).toMatchObject({ exitCode: 2 });
    const ended = await report("--state", state, "--fail-on", "high");
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stdout).toContain("No stack that was looked at declares its backup policy.");
  });

  test("ends with 1 where something could not be read, without any key in what is said", async () => {
    emulator.faults.add({ kind: "error", code: "Forbidden.RAM", action: "DescribeBackups" });
    const ended = await report("--state", exported());
    expect(ended).toMatchObject({ exitCode: 1 });
    expect(ended.stdout).toMatch(/0 healthy, 0 with findings, 1 could not be read/);
    expect(ended.stdout + ended.stderr).not.toContain("emulator-secret");
  });

  test("ends with 1 where nothing tells which account to look at", async () => {
    const ended = await runWith({ ALIBABA_CLOUD_REGION_ID: "", TENCENTCLOUD_REGION: "" }, "report");
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toMatch(/ALIBABA_CLOUD_REGION_ID/);
  });

  /** The environment with a `pulumi` that says this, as a shell reads it in double quotes, and fails. */
  function pulumiThatFails(words: string) {
    fs.writeFileSync(file("pulumi"), `#!/bin/sh\necho "${words}" >&2\nexit 255\n`, { mode: 0o755 });
    return { ...environment(), PATH: `${folder}${path.delimiter}${process.env["PATH"]}` };
  }

  test("a stack that pulumi doesn't know is a stack that could not be read", async () => {
    const withPulumi = pulumiThatFails("error: no stack named 'prod' found");
    const ended = await runWith(withPulumi, "report", "--stack", "prod");
    expect(ended).toMatchObject({ exitCode: 1 });
    expect(ended.stdout).toContain(
      "The stack prod could not be read: error: no stack named 'prod'",
    );
  });

  test("tells no key that pulumi has told, in any format or message", async () => {
    const withPulumi = pulumiThatFails("error: 401 for $PULUMI_ACCESS_TOKEN");
    const all = { ...withPulumi, PULUMI_ACCESS_TOKEN: "pul-canary0123456789" };
    const formats = ["json", "html", "junit", "sarif", "markdown", "prometheus"];
    const outputs = formats.flatMap((format) => ["--output", `${format}=${file(format)}`]);
    const ended = await runWith(all, "report", "--stack", "prod", ...outputs);
    expect(ended.stdout).toContain("401 for [removed]");
    const written = formats.map((format) => fs.readFileSync(file(format), "utf8"));
    expect([ended.stdout, ended.stderr, ...written].join("")).not.toContain("pul-canary");
    const permissions = await runWith(all, "permissions", "--stack", "prod");
    expect(permissions.exitCode).toBe(1);
    expect(permissions.stderr).toContain("401 for [removed]");
  });

  test("ends with 1 and a sentence where nobody reads what it says", async () => {
    const child = spawn(process.execPath, [BIN, "report", "--output", "json"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment() },
    });
    child.stdout.destroy();
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    const [exitCode] = (await once(child, "close")) as [number | null];
    expect({ exitCode, said }).toEqual({
      exitCode: 1,
      said: "error: standard output could not be written (EPIPE)\n",
    });
  });

  test("asks pulumi for each stack in its folder, without secrets and without a question", async () => {
    const pulumi = file("pulumi");
    const asked = file("asked");
    fs.writeFileSync(pulumi, `#!/bin/sh\necho "$@" >> '${asked}'\necho '{"deployment":{}}'\n`);
    fs.chmodSync(pulumi, 0o755);
    const PATH = `${folder}${path.delimiter}${process.env["PATH"]}`;
    const flags = ["--stack", "a", "--stack", "b", "--cwd", "one", "--cwd", "two"];
    await runWith({ ...environment(), PATH }, "report", ...flags);
    expect(fs.readFileSync(asked, "utf8").trim().split("\n").sort()).toEqual([
      "stack export --non-interactive --color never --stack a --cwd one",
      "stack export --non-interactive --color never --stack b --cwd two",
    ]);
  });

  test.each([
    [["--rpo", "soon"], /Allowed is a duration/],
    [["--fail-on", "all"], /high, medium, low/],
    [["--price", "-1"], /Allowed is a number from 0/],
    [["--output", "pdf"], /"pdf" is no format/],
  ])("refuses %j", async (flags, message) => {
    const said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const exitCode = await redisBackup(["report", ...flags]);
    const text = said.mock.calls.map(([line]) => String(line)).join("");
    said.mockRestore();
    expect(exitCode).toBe(1);
    expect(text).toMatch(message);
  });

  test("explains itself", async () => {
    const { stdout } = await run("report", "--help");
    expect(stdout).toMatch(/Exit codes: 0 nothing found; 1 something could not be read/);
  });
});
