import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { contents, fill, nextSecond, wire } from "../../../emulator/test/support/keys";
import { getBackups } from "../../src/tair/get-backups";
import { getCacheAnalysisReport } from "../../src/tair/get-cache-analysis-report";
import { asked } from "../support/asked";
import { Cloud, Driven, HOST_NAMES, INSTANCE } from "../support/cloud";

const instanceId = INSTANCE;
const SOON = wire(Math.floor(Date.now() / 1000) + 3600);

/** What is asked for is also what happens to keys in a Redis server. */
describe.each(HOST_NAMES)("on the %s host", (host) => {
  let cloud: Cloud;
  let redis: Redis;

  beforeEach(async () => {
    cloud = await Cloud.real(
      {
        cloudNative: false,
        engineVersion: "5.0",
        policy: { enableBackupLog: true },
        ...{ jobSeconds: 0, rowDelaySeconds: 0, analysisSeconds: 0 },
        // Long enough to be seen on a busy machine too.
        ...{ restoreDelaySeconds: 0, restoreSeconds: 1 },
      },
      host,
    );
    redis = new Redis(cloud.emulator.instances.get(INSTANCE).redisUrl ?? "");
    // Flashback begins with the instance.
    await nextSecond(redis);
  });

  afterEach(async () => {
    redis.disconnect();
    await cloud.close();
  });

  const restored = async (restoreTime: string, more: Record<string, unknown> = {}) => {
    const overwrite = `${INSTANCE}@${restoreTime}`;
    const inputs = { instanceId, restoreTime, overwrite, runBefore: SOON, ...more };
    const restore = new Driven(cloud, "tair:Restore");
    await restore.up(inputs);
    expect(await restore.up(inputs)).toBe("same");
    expect(restore.state).toMatchObject({ status: "Restored" });
    return contents(redis);
  };

  test("a restore brings back exactly the keys of a second, that of the accident and the next", async () => {
    await fill(redis);
    const before = await contents(redis);
    const accident = await nextSecond(redis);
    await redis.flushall();
    await nextSecond(redis);
    await redis.set("order:2", "after the accident", "EX", 600);
    const after = await contents(redis);
    await nextSecond(redis);

    expect(Object.keys(before)).toHaveLength(8);
    expect(await restored(wire(accident - 1))).toEqual(before);
    expect(await restored(wire(accident))).toEqual({});
    expect(await restored(wire(accident + 1))).toEqual(after);
    // A backup before each, with the keys of its moment; one restore each.
    expect(cloud.emulator.restores(INSTANCE)).toHaveLength(3);
    const statuses = cloud.emulator.backups(INSTANCE).map(({ status }) => status);
    expect(statuses).toEqual(["Success", "Success", "Success"]);
  });

  test("filterKey brings back the keys that match, and leaves the others", async () => {
    await fill(redis);
    const before = await contents(redis);
    const second = await nextSecond(redis);
    await nextSecond(redis);
    await redis.flushall();
    await redis.mset({ "order:1": "lost", "order:new": "new", reorder: "new", queue: "new" });
    const now = await contents(redis);

    const more = { filterKey: ["order:.*", "cart:7"], backupBefore: false };
    const names = ["0 order:1", "0 order:binary", "0 cart:7"] as const;
    expect(await restored(wire(second), more)).toEqual({
      ...now,
      ...Object.fromEntries(names.map((name) => [name, before[name]])),
    });
  });

  test("a backup is an RDB file behind its URL, and comes back as it was", async () => {
    await fill(redis);
    const before = await contents(redis);
    await new Driven(cloud, "tair:ManualBackup").up({ instanceId });
    await redis.flushall();

    const { backups } = await asked(cloud, getBackups, { instanceId, withDownloadUrls: true });
    const [backup] = backups;
    const answer = await fetch(backup?.backupDownloadURL ?? "");
    const file = Buffer.from(await answer.arrayBuffer());
    expect(file.length).toBe(backup?.backupSize);
    expect(await checkedRdb(file)).toMatch(/RDB looks OK/);

    const backupId = backup?.backupId ?? "";
    const overwrite = `${INSTANCE}@${backupId}`;
    const inputs = { instanceId, backupId, overwrite, runBefore: SOON, backupBefore: false };
    await new Driven(cloud, "tair:Restore").up(inputs);
    expect(await contents(redis)).toEqual(before);
  });

  test("a cache analysis finds the keys that are really big", async () => {
    await redis.rpush("queue:mails", ...Array.from({ length: 5000 }, (_, n) => `mail ${n}`));
    await redis.set("page:home", "x".repeat(20_000), "EX", 600);
    await redis.set("small", "1");
    const analysis = new Driven(cloud, "tair:CacheAnalysis");
    await analysis.up({ instanceId, takeBackup: true });
    await redis.flushall();

    const { jobId } = analysis.state;
    const report = await asked(cloud, getCacheAnalysisReport, { instanceId, jobId });
    expect(report.taskState).toBe("FINISHED");
    expect(report.bigKeys).toMatchObject([
      { key: "queue:mails", keyType: "list", elements: 5000 },
      { key: "page:home", keyType: "string", expirationTime: expect.any(String) },
      { key: "small" },
    ]);
    expect(report.bigKeys[0]?.bytes).toBeGreaterThan(40_000);
    expect(report.bigKeys[1]?.bytes).toBeGreaterThan(20_000);
    expect(report.lastingBigKeys.map(({ key }) => key)).toEqual(["queue:mails", "small"]);
  });
});

/** What Redis' own tool says of a file. */
async function checkedRdb(file: Buffer): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "backup-"));
  try {
    const name = path.join(folder, "backup.rdb");
    writeFileSync(name, file);
    return (await promisify(execFile)("redis-check-rdb", [name])).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
