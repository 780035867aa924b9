import path from "node:path";
import { Redis } from "ioredis";
import { readSeed, type Emulator } from "../../emulator/src";
import { contents, fill, nextSecond, wire } from "../../emulator/test/support/keys";
import { startCloud } from "../support/cloud";
import { Project, ROOT } from "../support/project";

const INSTANCE = "r-orders";
const QUIET = { exitCode: 0, failures: [], errors: [], warnings: [] };
let cloud: Emulator;
let redis: Redis;
let project: Project;

async function begin(name: string): Promise<void> {
  const from = path.join(ROOT, "examples", name);
  cloud = await startCloud(readSeed(path.join(from, "emulator.yaml")));
  redis = new Redis(cloud.instances.get(INSTANCE).redisUrl ?? "");
  project = await Project.typescript({ emulator: cloud, from });
}

afterEach(() => {
  redis.disconnect();
  expect(project.leaks()).toEqual([]);
});

it("examples/undo-flushall brings back every key of the last good second", async () => {
  await begin("undo-flushall");
  expect(await project.up()).toMatchObject({ ...QUIET, steps: ["create orders"] });
  await fill(redis);
  const before = await contents(redis);
  const good = wire((await nextSecond(redis)) - 1);
  await redis.flushall();
  await redis.set("order:2", "after the accident");

  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const set = [`restoreTime=${good}`, `overwrite=${INSTANCE}@${good}`, `runBefore=${soon}`];
  const flags = set.flatMap((value) => ["--plaintext", value]);
  await project.succeed("config", "set-all", ...flags);
  expect(await project.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["create undo"] });
  expect(await contents(redis)).toEqual(before);
  expect(await project.outputs()).toMatchObject({ restore: "Restored" });

  await redis.set("order:3", "after the restore");
  await project.succeed("config", "rm", "restoreTime");
  expect(await project.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["delete undo"] });
  expect(await redis.get("order:3")).toBe("after the restore");
  expect(cloud.restores(INSTANCE)).toHaveLength(1);
});

it("examples/both-clouds lists the backups of both clouds in one form, newest first", async () => {
  await begin("both-clouds");
  const sessions = "crs-sessions";
  const other = new Redis(cloud.crs.instances.get(sessions).redisUrl ?? "");
  await Promise.all([fill(redis), fill(other)]);
  cloud.crs.console.startBackup(sessions, "by hand");
  await nextSecond(redis);
  cloud.console.startBackup(INSTANCE, { mode: "Automated" });
  await cloud.settled();
  other.disconnect();
  cloud.crs.console.endTask(sessions);
  cloud.console.endJob(INSTANCE, "Success");
  expect(await project.up()).toMatchObject({ ...QUIET, steps: [] });
  const [own] = cloud.backups(INSTANCE);
  const [theirs] = cloud.crs.backups(sessions);
  const of = (ms = "") => ms.replace(/\.\d+/, "");
  expect((await project.outputs())["backups"]).toMatchObject([
    {
      ...{ id: own?.backupId, instanceId: INSTANCE, type: "Automated", status: "Success" },
      ...{ startTime: of(own?.startTime), sizeBytes: own?.sizeBytes },
    },
    {
      ...{ id: theirs?.backupId, instanceId: sessions, type: "Manual", status: "Success" },
      ...{ startTime: of(theirs?.startTime), expireTime: of(theirs?.expireTime) },
    },
  ]);
});

it("examples/big-keys reports the keys that are really big, once a month", async () => {
  await begin("big-keys");
  await redis.rpush("queue:mails", ...Array.from({ length: 5000 }, (_, n) => `mail ${n}`));
  await redis.set("session:7", "x".repeat(9000), "EX", 3600);
  await redis.set("session:8", "small", "EX", 3600);
  expect(await project.up()).toMatchObject({ exitCode: 0, errors: [], steps: ["create big-keys"] });
  const biggest = [
    expect.stringMatching(/^\d{5} bytes: queue:mails \(list, 5000\)$/),
    expect.stringMatching(/^\d{4,5} bytes: session:7 \(string, 1\)$/),
    expect.stringMatching(/^\d+ bytes: session:8 \(string, 1\)$/),
  ];
  const outputs = await project.outputs();
  expect(outputs).toMatchObject({ biggest, biggestThatStay: biggest.slice(0, 1) });
  expect(outputs["byPrefix"]).toContainEqual(
    expect.objectContaining({ prefix: "session", keys: 2 }),
  );
  expect(await project.up("--expect-no-changes")).toMatchObject(QUIET);
});
