import fs from "node:fs";
import type { Emulator } from "../../emulator/src";
import type { Report } from "../../cli/src/output/report";
import { leaks, secretsOf, signedParts } from "../support/canary";
import { keysOf, OURS, startCloud, writes } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import { inDays } from "../support/moments";
import { backup, policy } from "../support/program";
import type { Run } from "../support/run";
import { Stack } from "../support/stack";

const FORMATS = ["text", "json", "sarif", "junit", "markdown", "html"];

describe.each(HOST_NAMES)("redis-backup drift (%s host)", (host) => {
  let cloud: Emulator;
  let stack: Stack;

  beforeAll(async () => {
    const ids = ["r-orders", "r-sessions", "r-carts"];
    cloud = await startCloud({ instances: ids.map((instanceId) => ({ instanceId })) });
    stack = await Stack.create({
      host,
      emulator: cloud,
      program: {
        orders: policy({ instanceId: "r-orders", backupRetentionPeriod: 30 }),
        sessions: policy(
          { instanceId: "r-sessions", enableBackupLog: true },
          { ignoreChanges: ["enableBackupLog"] },
        ),
        carts: backup({ instanceId: "r-carts", backupRetentionPeriod: 60 }),
      },
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  });

  const drift = (...flags: string[]): Promise<Run> =>
    stack.redisBackup("drift", "--stack", stack.name, ...flags);
  const told = ({ findings }: Report) =>
    findings.map(({ subject, field, severity }) => `${severity} ${subject.name} ${field}`).sort();
  const written = (format: string) => fs.readFileSync(stack.file(`drift.${format}`), "utf8");

  it("ends with 0 where all is as declared, by reads alone", async () => {
    cloud.requests.length = 0;
    const run = await drift();
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toBe("Drift of tests/dev\nNo drift: 3 resources looked at.\n");
    expect(writes(cloud)).toEqual([]);
  });

  it("ends with 1 where the keys are wrong, and names each resource", async () => {
    const { environment } = stack;
    stack.environment = { ...environment, ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" };
    const run = await drift("--output", "json");
    stack.environment = environment;
    const report = JSON.parse(run.stdout) as Report;
    expect({ exitCode: run.exitCode, verdict: report.verdict }).toEqual({
      exitCode: 1,
      verdict: "unchecked",
    });
    expect(report.problems.map(({ subject }) => subject?.name).sort()).toEqual([
      "carts",
      "orders",
      "sessions",
    ]);
    expect(report.problems[0]?.message).toContain("credentials");
  });

  it("ends with 2 where a retention was lowered, and writes every format at once", async () => {
    cloud.console.setPolicy("r-orders", { backupRetentionPeriod: 7 });
    cloud.console.setPolicy("r-sessions", { enableBackupLog: false });
    for (const { backupId } of cloud.backups("r-carts")) {
      cloud.console.setExpiry("r-carts", backupId, inDays(9));
    }
    cloud.requests.length = 0;
    const flags = FORMATS.flatMap((format) => ["--output", `${format}=drift.${format}`]);
    const run = await drift("--fail-on", "high", ...flags);
    expect(run).toMatchObject({ exitCode: 2, stderr: "" });
    expect(writes(cloud)).toEqual([]);
    const report = JSON.parse(written("json")) as Report;
    expect(told(report)).toEqual([
      "high carts backupRetentionPeriod",
      "high orders backupRetentionPeriod",
    ]);
    // The engine tells a dynamic diff nothing of ignoreChanges: that one is filtered here.
    expect(report.notes).toEqual([
      "sessions.enableBackupLog is in ignoreChanges: true → false does not count",
    ]);
    expect(report.findings.map(({ declared, live }) => [declared, live])).toEqual(
      expect.arrayContaining([
        [30, 7],
        [60, 9],
      ]),
    );
    for (const format of FORMATS) {
      expect(written(format)).toContain("backupRetentionPeriod");
      expect([
        ...leaks(written(format), secretsOf(cloud)),
        ...signedParts(written(format)),
      ]).toEqual([]);
    }
  });

  it("tells a command that corrects what it stands beside, and nothing else", async () => {
    const { findings } = JSON.parse(written("json")) as Report;
    const { command = "" } = findings.find(({ subject }) => subject.name === "orders") ?? {};
    expect(await stack.shell(`${command} --yes --skip-preview`)).toMatchObject({ exitCode: 0 });
    expect(cloud.instances.get("r-orders").policy.backupRetentionPeriod).toBe(30);
    expect(writes(cloud)).toEqual(["ModifyBackupPolicy"]);
  });

  it("is clean after up --refresh, which corrects the rest and leaves what is ignored", async () => {
    expect(await stack.up("--refresh")).toMatchObject({ exitCode: 0, errors: [] });
    expect(cloud.instances.get("r-sessions").policy.enableBackupLog).toBe(false);
    const run = await drift();
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: "" });
  });
});

/** State holds the configuration of the plugin's provider; a dynamic resource takes it from the stack. */
describe("redis-backup drift after a rotation of keys that the stack's configuration holds", () => {
  it("can't check with the keys in state, and can with --run-program, which finds drift too", async () => {
    const cloud = await startCloud({ instances: [{ instanceId: "r-orders" }] });
    const environment = Object.fromEntries(
      Object.keys(keysOf(OURS)).map((key) => [key, undefined]),
    );
    const stack = await Stack.create({
      host: "plugin",
      emulator: cloud,
      environment: { ...environment, ALIBABA_CLOUD_REGION_ID: OURS.regionId },
      program: { orders: policy({ instanceId: "r-orders" }) },
    });
    const configure = async ({ accessKeyId, accessKeySecret }: typeof OURS) => {
      await stack.setConfig("redis-backup:accessKeyId", accessKeyId, "--secret");
      await stack.setConfig("redis-backup:accessKeySecret", accessKeySecret, "--secret");
    };
    await configure(OURS);
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    const rotated = { ...OURS, accessKeyId: "LTAI5tCanaryOfTheNewKey" };
    cloud.accounts.add(rotated);
    cloud.accounts.remove(OURS.accessKeyId);
    await configure(rotated);
    expect((await stack.redisBackup("drift")).exitCode).toBe(1);
    const run = await stack.redisBackup("drift", "--run-program");
    expect({ exitCode: run.exitCode, stdout: run.stdout }).toEqual({
      exitCode: 0,
      stdout: "Drift of tests/dev\nNo drift: 1 resource looked at.\n",
    });
    cloud.console.setPolicy("r-orders", { preferredBackupTime: "12:00Z-13:00Z" });
    const drifted = await stack.redisBackup("drift", "--run-program");
    expect({ exitCode: drifted.exitCode, stdout: drifted.stdout }).toEqual({
      exitCode: 2,
      stdout: expect.stringContaining("orders.preferredBackupTime: 02:00Z-03:00Z → 12:00Z-13:00Z"),
    });
  });
});

describe("redis-backup drift of a stack that has other resources too", () => {
  it("asks nothing of those, so that what is wrong with them does not matter", async () => {
    const cloud = await startCloud({ instances: [{ instanceId: "r-orders" }] });
    const { args } = policy({ instanceId: "r-orders" });
    const stack = await Stack.create({
      emulator: cloud,
      program: `
        new tair.BackupPolicy("orders", ${JSON.stringify(args)});
        class Other extends pulumi.dynamic.Resource {
          constructor(name) {
            const create = async () => ({ id: "other", outs: {} });
            const stack = "the other cloud does not answer";
            const read = async () => { throw Object.assign(new Error(stack), { stack }); };
            super({ create, read }, name, {});
          }
        }
        new Other("other");
      `,
    });
    expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
    expect(await stack.refreshPreview()).toMatchObject({ exitCode: 1 });
    expect(await stack.redisBackup("drift")).toMatchObject({ exitCode: 0 });
    cloud.console.setPolicy("r-orders", { preferredBackupTime: "12:00Z-13:00Z" });
    const run = await stack.redisBackup("drift");
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toContain(
      "low    orders.preferredBackupTime: 02:00Z-03:00Z → 12:00Z-13:00Z",
    );
  });
});
