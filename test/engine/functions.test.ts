import type { Emulator } from "../../emulator/src";
import { calls, startCloud } from "../support/cloud";
import { CHECKS_TYPES, HOST_NAMES } from "../support/hosts";
import { ask, backup, partOf, policy, secret, type Declarations } from "../support/program";
import { Stack } from "../support/stack";

let cloud: Emulator;

beforeAll(async () => {
  cloud = await startCloud({
    instances: [
      {
        instanceId: "r-orders",
        analysisSeconds: 1,
        keys: [{ key: "cart:1", type: "hash", bytes: 900, count: 9 }],
        backups: [{ mode: "Manual", hoursAgo: 2 }],
      },
      {
        instanceId: "r-cluster",
        architecture: "cluster",
        shardCount: 2,
        backups: [{ mode: "Automated", hoursAgo: 3 }],
      },
      // Lists are asked for by the minute: each host has its own.
      ...HOST_NAMES.map((host) => ({ instanceId: `r-release-${host}` })),
    ],
  });
});

const OK = { exitCode: 0, errors: [] };
const instanceId = "r-orders";

describe.each(HOST_NAMES)("functions (%s host)", (host) => {
  const stackOf = (program: Declarations) => Stack.create({ host, emulator: cloud, program });

  it("answer what the cloud holds, also for what another resource gives", async () => {
    const stack = await stackOf({
      orders: policy({ instanceId }),
      live: ask("getBackupPolicy", { instanceId: partOf("orders", "instanceId") }),
      found: ask("getBackups", { instanceId }),
      tasks: ask("getBackupTasks", { instanceId }),
      sets: ask("getClusterBackups", { instanceId: "r-cluster" }),
      clusters: ask("getInstances", { searchKey: "cluster" }),
      health: ask("getBackupHealth", { instanceId }),
      restored: ask("getRestoreArguments", {
        instanceId,
        backupId: partOf("found", "backups[0].backupId"),
      }),
    });
    expect(await stack.up()).toMatchObject(OK);
    const { found, ...outputs } = await stack.outputs();
    const [{ backupId } = { backupId: "" }] = cloud.backups(instanceId);
    expect(found).toMatchObject({ backups: [{ backupId }] });
    expect(outputs).toMatchObject({
      live: { preferredBackupPeriod: ["Monday"], preferredBackupTime: "02:00Z-03:00Z" },
      tasks: { backupJobs: [] },
      sets: { clusterBackups: [{ backups: [{}, {}] }] },
      clusters: { instances: [{ instanceId: "r-cluster" }] },
      health: { latestBackupMode: "Manual", latestBackupIds: [backupId], failuresSince: 0 },
      restored: {
        resource: "alicloud.redis.TairInstance",
        arguments: { srcDbInstanceId: "r-orders", backupId },
      },
    });
  });

  it("read what analyses of caches have found, by both APIs, which are made once", async () => {
    cloud.requests.length = 0;
    const stack = await stackOf({
      "by-das": { type: "CacheAnalysis", args: { instanceId } },
      retired: { type: "CacheAnalysis", args: { instanceId, api: "r-kvstore" } },
      found: ask("getCacheAnalysisReport", { instanceId, jobId: partOf("by-das", "jobId") }),
      "found-before": ask("getCacheAnalysisReport", {
        instanceId,
        api: "r-kvstore",
        date: partOf("retired", "date"),
      }),
      listed: ask("getCacheAnalysisReportList", { instanceId: partOf("by-das", "instanceId") }),
    });
    expect(await stack.up()).toMatchObject(OK);
    const outputs = await stack.outputs();
    expect(outputs).toMatchObject({
      found: { bigKeys: [{ key: "cart:1" }] },
      "found-before": { bigKeys: [{ key: "cart:1" }] },
    });
    const { jobId } = (await stack.state())["by-das"]?.outputs ?? {};
    expect(JSON.stringify(outputs["listed"])).toContain(jobId);
    expect(await stack.up("--expect-no-changes")).toMatchObject(OK);
    expect(await stack.destroy()).toMatchObject(OK);
    const started = cloud.requests.filter(({ action }) => action.startsWith("CreateCacheAnalysis"));
    expect(started.map(({ action }) => action).sort()).toEqual([
      "CreateCacheAnalysisJob",
      "CreateCacheAnalysisTask",
    ]);
  });

  it("wait for what a preview can't know", async () => {
    const instanceId = `r-release-${host}`;
    const startTime = partOf("release", "startedAt");
    const stack = await stackOf({
      release: backup({ instanceId }),
      taken: ask("getBackups", { instanceId, startTime }),
    });
    cloud.requests.length = 0;
    expect(await stack.preview()).toMatchObject(OK);
    expect(calls(cloud)).not.toContain("CreateBackup");
    expect(await stack.up()).toMatchObject(OK);
    const [{ backupId } = { backupId: "" }] = cloud.backups(instanceId);
    expect(await stack.outputs()).toMatchObject({ taken: { backups: [{ backupId }] } });
  });

  it("give download URLs, and what was asked with a secret, as secrets", async () => {
    const stack = await stackOf({
      links: ask("getBackups", { instanceId, withDownloadUrls: true }),
      asked: ask("getBackupPolicy", { instanceId: secret(instanceId) }),
    });
    const run = await stack.up();
    expect(run).toMatchObject(OK);
    expect(run.output).not.toMatch(/Signature=/);
    const { exitCode, stdout } = await stack.run(["stack", "output", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      links: expect.stringContaining("[secret]"),
      asked: "[secret]",
    });
  });

  describe("without an answer", () => {
    let stack: Stack;

    beforeAll(async () => {
      stack = await stackOf({});
    });

    it("are one readable error", async () => {
      stack.write({ live: ask("getBackupPolicy", { instanceId: "r-unknown" }) });
      const preview = await stack.preview();
      expect(preview.exitCode).toBeGreaterThan(0);
      // A second one is of the program's language, which says that a variable has no value.
      expect(preview.errors).toHaveLength(CHECKS_TYPES[host] ? 2 : 1);
      expect(preview.errors[0]).toMatch(
        /DescribeBackupPolicy on r-unknown was refused: there is no such instance.*Request id: \S+/,
      );
    });

    it("name each bad argument, what it was and what is allowed, and ask nothing", async () => {
      cloud.requests.length = 0;
      const unknown = { backupID: "1", needAof: 1 };
      stack.write({
        found: ask("getBackups", {
          instanceId: "",
          startTime: "yesterday",
          ...(CHECKS_TYPES[host] ? {} : unknown),
        }),
      });
      const preview = await stack.preview();
      expect(preview.exitCode).toBeGreaterThan(0);
      // The engine tells the argument behind the reason.
      const sayings = CHECKS_TYPES[host]
        ? [
            /"" is not the ID of an instance.*\(instanceId\)/,
            /"yesterday" is not a time.*\(startTime\)/,
          ]
        : [
            /instanceId: "" is not the ID of an instance/,
            /startTime: "yesterday" is not a time in RFC 3339/,
            /backupID: there is no such property. Did you mean "backupId"\?/,
            /needAof: 1 is not true or false/,
          ];
      for (const saying of sayings) expect(preview.output).toMatch(saying);
      expect(calls(cloud)).toEqual([]);
    });
  });
});

/** What a program can do in Node alone, with the package that has a Promise form of each function. */
describe("a call in a program for Node", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.create({
      emulator: cloud,
      program: `
        exports.backups = tair.getBackups({ instanceId: "r-orders" }).then(({ backups }) => backups.length);
      `,
    });
  });

  it("answers at once in the Promise form", async () => {
    expect(await stack.up()).toMatchObject(OK);
    expect(await stack.outputs()).toEqual({ backups: 1 });
  });

  it("refuses what would be a secret in the Promise form", async () => {
    stack.write(
      `exports.plain = tair.getBackups({ instanceId: "r-orders", withDownloadUrls: true });`,
    );
    const refused = await stack.preview();
    expect(refused.exitCode).toBeGreaterThan(0);
    expect(refused.output).toMatch(/withDownloadUrls: true is only taken by the Output form/);
  });

  it.each([
    ["in the Promise form", "tair.getBackupPolicy({ instanceId: 'r-unknown' }).then(() => {});"],
    ["in the Output form", "tair.getBackupPolicyOutput({ instanceId: 'r-unknown' });"],
  ])(
    "is one readable error where nobody waits for it, without a stack (%s)",
    async (_form, program) => {
      stack.write(program);
      const preview = await stack.preview();
      expect(preview.exitCode).toBeGreaterThan(0);
      expect(preview.errors).toEqual([
        expect.stringMatching(
          /^DescribeBackupPolicy on r-unknown was refused: there is no such instance.*Request id: \S+$/,
        ),
      ]);
    },
  );
});
