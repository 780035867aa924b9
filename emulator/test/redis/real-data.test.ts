import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EmulatorOptions, InstanceSeed } from "../../src";
import { ALWAYS, ask, INSTANCE, send } from "../support/client";
import { contents, fill, nextSecond, wire } from "../support/keys";
import { connected, realWith, starting } from "../support/real";

const HERE = { InstanceId: INSTANCE };

describe("a restore of real keys", () => {
  it("brings back exactly the keys of a second", async () => {
    const { emulator, redis } = await realWith();
    await fill(redis);
    const full = await contents(redis);
    const accident = await nextSecond(redis);
    await redis.flushall();
    await nextSecond(redis);
    await redis.set("order:2", "after");
    const later = await contents(redis);
    await nextSecond(redis);
    await redis.set("order:3", "much later");

    const restored = async (second: number) => {
      const point = { ...HERE, RestoreType: 1, RestoreTime: wire(second) };
      await ask(emulator, "RestoreInstance", point);
      await emulator.settled();
      return contents(redis);
    };
    expect(Object.keys(full)).toHaveLength(8);
    expect(await restored(accident - 1)).toEqual(full);
    expect(await restored(accident)).toEqual({});
    expect(await restored(accident + 1)).toEqual(later);
    expect(await restored(accident - 1)).toEqual(full);
  });

  it("takes a backup that is a real file, and restores it", async () => {
    const { emulator, redis } = await realWith();
    await fill(redis);
    const full = await contents(redis);
    await ask(emulator, "CreateBackup", HERE);
    await redis.flushall();
    await emulator.settled();
    const { Backups } = await ask(emulator, "DescribeBackups", { ...HERE, ...ALWAYS });
    const [row] = Backups.Backup;
    const file = Buffer.from(await (await fetch(row.BackupDownloadURL)).arrayBuffer());
    expect([file.subarray(0, 5).toString(), file.length]).toEqual(["REDIS", row.BackupSize]);
    await redis.set("order:2", "after");
    await ask(emulator, "RestoreInstance", { ...HERE, RestoreType: 0, BackupId: row.BackupId });
    await emulator.settled();
    expect(await contents(redis)).toEqual(full);
  });

  it("brings back the keys that an expression matches as a whole, and leaves all others", async () => {
    const { emulator, redis } = await realWith();
    await redis.mset({
      "order:1": "1",
      "order:2": "2",
      "reorder:1": "1",
      "cart:7": "7",
      "cart:77": "77",
    });
    const point = await nextSecond(redis);
    await nextSecond(redis);
    await redis.mset({ "order:1": "lost", "reorder:1": "new", "cart:77": "new", other: "new" });
    await redis.del("order:2", "cart:7");
    const FilterKey = "order:.*,cart:7";
    const asked = { ...HERE, RestoreType: 1, RestoreTime: wire(point), FilterKey };
    await ask(emulator, "RestoreInstance", asked);
    await emulator.settled();
    const names = ["order:1", "order:2", "cart:7", "reorder:1", "cart:77", "other"];
    expect(await redis.mget(names)).toEqual(["1", "2", "7", "new", "new", "new"]);
    expect(await redis.dbsize()).toBe(names.length);
  });

  it("gives keys the rest of their lives again from TimeShift on", async () => {
    const { emulator, redis } = await realWith();
    await redis.set("short", "1", "PX", 2_200);
    await redis.set("long", "1", "PX", 3_600_000);
    const ends = await Promise.all([redis.pexpiretime("short"), redis.pexpiretime("long")]);
    const point = await nextSecond(redis);
    await nextSecond(redis);
    const TimeShift = wire(await nextSecond(redis));
    const asked = { ...HERE, RestoreType: 1, RestoreTime: wire(point), TimeShift };
    await ask(emulator, "RestoreInstance", asked);
    await emulator.settled();
    const shift = Date.parse(TimeShift) - point * 1000;
    expect(await Promise.all([redis.pexpiretime("short"), redis.pexpiretime("long")])).toEqual(
      ends.map((end) => end + shift),
    );
  });

  it("changes nothing before the instance is BackupRecovering, and is over with the keys there", async () => {
    const { emulator, redis } = await realWith({ restoreDelaySeconds: 1, restoreSeconds: 1 });
    await redis.set("a", "1");
    const point = await nextSecond(redis);
    await nextSecond(redis);
    await redis.set("a", "2");
    await ask(emulator, "RestoreInstance", { ...HERE, RestoreType: 1, RestoreTime: wire(point) });
    expect(await redis.get("a")).toBe("2");
    expect(emulator.restores()[0]).not.toHaveProperty("endTime");
    await emulator.settled();
    expect(await redis.get("a")).toBe("1");
    expect(emulator.restores()[0]).toHaveProperty("endTime");
    expect(emulator.instances.get(INSTANCE).status).toBe("BackupRecovering");
  });
});

describe("a backup of real keys", () => {
  it("has the keys of the moment it was asked for, and ends no earlier than its file is there", async () => {
    const { emulator, redis } = await realWith();
    await redis.set("a", "1");
    await ask(emulator, "CreateBackup", HERE);
    await redis.set("a", "2");
    await emulator.settled();
    const [backup] = emulator.backups();
    const asked = { ...HERE, RestoreType: 0, BackupId: backup?.backupId ?? "" };
    await ask(emulator, "RestoreInstance", asked);
    await emulator.settled();
    expect(await redis.get("a")).toBe("1");
  });

  it("that fails has no file and no link", async () => {
    const { emulator } = await realWith({ nextJobFails: true });
    await ask(emulator, "CreateBackup", HERE);
    await emulator.settled();
    const { Backups } = await ask(emulator, "DescribeBackups", { ...HERE, ...ALWAYS });
    expect(Backups.Backup[0]).toMatchObject({ BackupStatus: "Failed", BackupSize: 0 });
    expect(Backups.Backup[0]).not.toHaveProperty("BackupDownloadURL");
  });
});

describe("a cache analysis of real keys", () => {
  const das = { version: "2020-01-16" };

  it("reports the keys of the backup it takes", async () => {
    const { emulator, redis } = await realWith();
    await fill(redis);
    const { Data } = await ask(emulator, "CreateCacheAnalysisJob", HERE, das);
    await redis.flushall();
    await emulator.settled();
    expect(emulator.backups()).toHaveLength(1);
    const job = { ...HERE, JobId: Data.JobId as string };
    const found = (await ask(emulator, "DescribeCacheAnalysisJob", job, das)).Data;
    expect(found.TaskState).toBe("FINISHED");
    const keys = found.BigKeys.KeyInfo;
    expect(keys).toHaveLength(8);
    expect(keys.slice(0, 2)).toEqual([
      expect.objectContaining({ Key: "scores", Type: "zset", Encoding: "skiplist", Count: 200 }),
      expect.objectContaining({ Key: "queue", Type: "list", Encoding: "quicklist", Count: 300 }),
    ]);
    expect(keys).toContainEqual(expect.objectContaining({ Key: "elsewhere", Db: 3, Count: 1 }));
    const expiring = keys.filter(
      (key: { ExpirationTimeMillis: number }) => key.ExpirationTimeMillis,
    );
    expect(expiring).toMatchObject([{ Key: "order:1", Type: "string" }]);
    expect(Math.min(...keys.map((key: { Bytes: number }) => key.Bytes))).toBeGreaterThan(40);
  });

  it("reports the keys of a backup that is named, and by the retired operation those of now", async () => {
    const { emulator, redis } = await realWith();
    await redis.set("before", "1");
    await ask(emulator, "CreateBackup", HERE);
    await emulator.settled();
    await redis.rename("before", "after");
    const BackupSetId = emulator.backups()[0]?.backupId ?? "";
    const { Data } = await ask(emulator, "CreateCacheAnalysisJob", { ...HERE, BackupSetId }, das);
    await ask(emulator, "CreateCacheAnalysisTask", HERE);
    await emulator.settled();
    const job = { ...HERE, JobId: Data.JobId as string };
    const found = (await ask(emulator, "DescribeCacheAnalysisJob", job, das)).Data;
    expect(found.BigKeys.KeyInfo).toMatchObject([{ Key: "before" }]);
    const day = {
      ...HERE,
      Date: `${new Date().toISOString().slice(0, 10)}Z`,
      AnalysisType: "BigKey",
    };
    const { BigKeys } = await ask(emulator, "DescribeCacheAnalysisReport", day);
    expect(BigKeys).toMatchObject([{ key: "after", keyType: "string", size: 1 }]);
  });
});

describe("an instance with real keys", () => {
  it("shows the address of its server, which ends with it or with the emulator", async () => {
    const { emulator, redis } = await realWith();
    const { redisUrl } = emulator.instances.get(INSTANCE);
    expect(redisUrl).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    expect(JSON.stringify(emulator.snapshot())).toContain(redisUrl);
    const state = await (await fetch(`${emulator.url}/_emulator/state`)).json();
    expect(state).toMatchObject({ instances: [{ redisUrl }] });
    const pid = Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
    expect(() => process.kill(pid, 0)).not.toThrow();
    emulator.instances.release(INSTANCE);
    await emulator.settled();
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("can be added later, with keys of its own", async () => {
    const { emulator, redis } = await realWith();
    const body = JSON.stringify({ instanceId: "r-later", redis: true });
    await fetch(`${emulator.url}/_emulator/instances`, { method: "POST", body });
    const other = connected(emulator.instances.get("r-later").redisUrl);
    await redis.set("a", "1");
    expect(await other.dbsize()).toBe(0);
    await other.set("b", "2");
    expect(await redis.keys("*")).toEqual(["a"]);
  });

  const startingWith = (seed: Partial<InstanceSeed>, options: EmulatorOptions = {}) =>
    starting({ seed: { instances: [{ instanceId: INSTANCE, redis: true, ...seed }] }, ...options });

  const refused: [string, Partial<InstanceSeed>, EmulatorOptions, RegExp][] = [
    ["a clock that stands still", {}, { clock: "manual" }, /in real time: use the clock "real"/],
    ["another time", {}, { startAt: "2026-01-07T10:00:00Z" }, /in real time/],
    ["a speed", {}, { clock: { speed: 2 } }, /in real time/],
    ["several nodes", { architecture: "cluster" }, {}, /not the architecture cluster/],
    ["an older flashback", { flashbackSince: "2026-01-07T10:00:00Z" }, {}, /flashbackSince/],
    ["seeded backups", { backups: [{}] }, {}, /its backups are taken, not seeded/],
    ["a state file", {}, { stateFile: "state.json" }, /a state file \(state.json\)/],
  ];

  it.each(refused)("refuses %s", async (_, seed, options, message) => {
    await expect(startingWith(seed, options)).rejects.toThrow(message);
  });

  it("holds the clock, and what would need its keys elsewhere", async () => {
    const { emulator } = await realWith();
    expect(() => emulator.clock.advance(1000)).toThrow(/cannot be advanced: r-test0001 has/);
    expect(() => emulator.reset()).toThrow(/cannot be reset/);
    expect(() => emulator.restore(emulator.snapshot())).toThrow(/a snapshot has no keys/);
  });

  it("says what to install where redis-server is not on PATH", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "only-a-shell-"));
    const shell = execFileSync("sh", ["-c", "command -v sh"], { encoding: "utf8" }).trim();
    symlinkSync(shell, path.join(folder, "sh"));
    const { PATH } = process.env;
    process.env["PATH"] = folder;
    try {
      await expect(startingWith({})).rejects.toThrow(/not on PATH: .*apt-get install/);
    } finally {
      process.env["PATH"] = PATH;
      rmSync(folder, { recursive: true });
    }
  });

  it("answers nothing more after its server has failed", async () => {
    const { emulator, redis } = await realWith();
    const pid = Number(/process_id:(\d+)/.exec(await redis.info("server"))?.[1]);
    redis.options.retryStrategy = () => null;
    const gone = new Promise((resolve) => redis.once("end", resolve));
    process.kill(pid, "SIGKILL");
    await gone;
    const { status, text } = await send(emulator, "CreateBackup", HERE);
    expect([status, text]).toEqual([500, expect.stringMatching(/Redis server of r-test0001/)]);
  });
});
