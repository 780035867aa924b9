import type { Emulator } from "../../emulator/src";
import { calls, startCloud } from "../support/cloud";
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
    ],
  });
});

it("answers what the cloud holds, also for what another resource gives", async () => {
  const stack = await Stack.create({
    emulator: cloud,
    program: `
      const policy = new tair.BackupPolicy("orders", {
        instanceId: "r-orders", preferredBackupPeriod: ["Monday"], preferredBackupTime: "02:00Z-03:00Z",
      });
      exports.live = tair.getBackupPolicyOutput({ instanceId: policy.instanceId });
      exports.backups = tair.getBackups({ instanceId: "r-orders" }).then(({ backups }) => backups.length);
      exports.tasks = tair.getBackupTasksOutput({ instanceId: "r-orders" }).backupJobs;
      exports.sets = tair.getClusterBackups({ instanceId: "r-cluster" })
        .then(({ clusterBackups }) => clusterBackups[0].backups.length);
    `,
  });
  expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  expect(await stack.outputs()).toMatchObject({
    live: { preferredBackupPeriod: ["Monday"], preferredBackupTime: "02:00Z-03:00Z" },
    backups: 1,
    tasks: [],
    sets: 2,
  });
});

it("answers what can be asked of instances, of their protection and of a restore", async () => {
  const stack = await Stack.create({
    emulator: cloud,
    program: `
      exports.clusters = tair.getInstances({ searchKey: "cluster" })
        .then(({ instances }) => instances.map(({ instanceId }) => instanceId));
      exports.health = tair.getBackupHealthOutput({ instanceId: "r-orders" });
      const backups = tair.getBackupsOutput({ instanceId: "r-orders" }).backups;
      exports.backupId = backups[0].backupId;
      exports.restored = tair.getRestoreArgumentsOutput({
        instanceId: "r-orders", backupId: backups[0].apply(({ backupId }) => backupId),
      });
    `,
  });
  expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  const { backupId, ...outputs } = await stack.outputs();
  expect(outputs).toMatchObject({
    clusters: ["r-cluster"],
    health: { latestBackupMode: "Manual", latestBackupIds: [backupId], failuresSince: 0 },
    restored: {
      resource: "alicloud.redis.TairInstance",
      arguments: { srcDbInstanceId: "r-orders", backupId },
    },
  });
});

it("analyses caches once, by both APIs, and reads what they found", async () => {
  const stack = await Stack.create({
    emulator: cloud,
    program: `
      const instanceId = "r-orders";
      const byDas = new tair.CacheAnalysis("by-das", { instanceId });
      const retired = new tair.CacheAnalysis("retired", { instanceId, api: "r-kvstore" });
      const biggest = ({ bigKeys }) => bigKeys[0].key;
      exports.found = tair.getCacheAnalysisReportOutput({ instanceId, jobId: byDas.jobId }).apply(biggest);
      exports.foundBefore = tair
        .getCacheAnalysisReportOutput({ instanceId, api: "r-kvstore", date: retired.date })
        .apply(biggest);
      exports.reports = byDas.jobId.apply(() =>
        tair.getCacheAnalysisReportList({ instanceId }).then(({ reports }) => reports.length));
    `,
  });
  expect(await stack.up()).toMatchObject({ exitCode: 0, errors: [] });
  expect(await stack.outputs()).toMatchObject({
    found: "cart:1",
    foundBefore: "cart:1",
    reports: 1,
  });
  expect(await stack.up("--expect-no-changes")).toMatchObject({ exitCode: 0, errors: [] });
  expect(await stack.destroy()).toMatchObject({ exitCode: 0, errors: [] });
  const started = cloud.requests.filter(({ action }) => action.startsWith("CreateCacheAnalysis"));
  expect(started.map(({ action }) => action).sort()).toEqual([
    "CreateCacheAnalysisJob",
    "CreateCacheAnalysisTask",
  ]);
});

it("gives download URLs as secrets to the Output form, and refuses them to the Promise form", async () => {
  const stack = await Stack.create({
    emulator: cloud,
    program: `
      exports.secret = tair.getBackupsOutput({ instanceId: "r-orders", withDownloadUrls: true });
    `,
  });
  const run = await stack.up();
  expect(run).toMatchObject({ exitCode: 0, errors: [] });
  expect(run.output).not.toMatch(/Signature=/);
  const { exitCode, output } = await stack.run(["stack", "output", "--json"]);
  expect(exitCode).toBe(0);
  expect(output).toMatch(/"secret": "\[secret\]"/);
  stack.write(
    `exports.plain = tair.getBackups({ instanceId: "r-orders", withDownloadUrls: true });`,
  );
  const refused = await stack.preview();
  expect(refused.exitCode).toBeGreaterThan(0);
  expect(refused.output).toMatch(/withDownloadUrls: true is only taken by the Output form/);
});

describe("a question that gets no answer", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.create({ emulator: cloud });
  });

  it.each([
    ["in the Promise form", "tair.getBackupPolicy({ instanceId: 'r-unknown' }).then(() => {});"],
    ["in the Output form", "tair.getBackupPolicyOutput({ instanceId: 'r-unknown' });"],
  ])("is one readable error, without a stack (%s)", async (_form, program) => {
    stack.write(program);
    const preview = await stack.preview();
    expect(preview.exitCode).toBeGreaterThan(0);
    expect(preview.errors).toEqual([
      expect.stringMatching(
        /^DescribeBackupPolicy on r-unknown was refused: there is no such instance.*Request id: \S+$/,
      ),
    ]);
  });

  it("names each bad argument, what it was and what is allowed, and asks nothing", async () => {
    cloud.requests.length = 0;
    stack.write(`
      tair.getBackupsOutput({ instanceId: "", startTime: "yesterday", backupID: "1", needAof: 1 });
    `);
    const preview = await stack.preview();
    expect(preview.exitCode).toBeGreaterThan(0);
    for (const saying of [
      'instanceId: "" is not the ID of an instance',
      'startTime: "yesterday" is not a time in RFC 3339',
      'backupID: there is no such property. Did you mean "backupId"?',
      "needAof: 1 is not true or false",
    ]) {
      expect(preview.output).toContain(saying);
    }
    expect(calls(cloud)).toEqual([]);
  });
});
