import { ALWAYS, ask, INSTANCE } from "../support/client";
import { contents, fill, nextSecond, realWith, wire } from "../support/real";

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
});
