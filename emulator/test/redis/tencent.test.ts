import { createHash, createHmac } from "node:crypto";
import type { Redis } from "ioredis";
import type { CrsInstanceSeed, Emulator } from "../../src";
import { contents, fill } from "../support/keys";
import { connected, starting } from "../support/real";
import { ask3, CRS, KEY, send2 } from "../support/tencent";

const InstanceId = CRS;

async function realCrs(seed: Partial<CrsInstanceSeed> = {}) {
  const instance = { instanceId: CRS, redis: true, taskSeconds: 0, ...seed };
  const emulator = await starting({ seed: { crs: { instances: [instance] } } });
  return { emulator, redis: connected(emulator.crs.instances.get(CRS).redisUrl) };
}

/** The only backup, and the keys it was taken of, which are gone now. */
async function backedUp(emulator: Emulator, redis: Redis) {
  await fill(redis);
  const keys = await contents(redis);
  await ask3(emulator, "ManualBackupInstance", { InstanceId });
  await redis.flushall();
  await emulator.settled();
  const { BackupSet } = await ask3(emulator, "DescribeInstanceBackups", { InstanceId });
  expect(BackupSet).toHaveLength(1);
  return { BackupId: `${BackupSet[0].BackupId}`, keys };
}

const hmac = (key: string, text: string) => createHmac("sha1", key).update(text).digest("hex");

/** COS: the key is good for a time, the text is the time and a digest of the request. */
function signature(path: string, time: string): string {
  const request = createHash("sha1").update(`get\n${path}\n\n\n`).digest("hex");
  return hmac(hmac("emulator-cos-secret-not-real", time), `sha1\n${time}\n${request}\n`);
}

const answer = async (url: URL) => {
  const response = await fetch(url);
  const [, code] = /<Code>(.*)<\/Code>/.exec(await response.text()) ?? [];
  return code === undefined ? response.status : `${response.status} ${code}`;
};

describe("an instance of Tencent Cloud with real keys", () => {
  it("takes backups that are real files, behind the links of both APIs", async () => {
    const { emulator, redis } = await realCrs();
    const { BackupId } = await backedUp(emulator, redis);
    const { BackupInfos } = await ask3(emulator, "DescribeBackupUrl", { InstanceId, BackupId });
    const [{ FileName, FileSize, DownloadUrl }] = BackupInfos;
    const params = { redisId: CRS, backupId: BackupId };
    const { data } = await send2(emulator, "GetBackupDownloadUrl", params);
    for (const url of [DownloadUrl, data.extranet]) {
      const file = Buffer.from(await (await fetch(url)).arrayBuffer());
      expect([file.subarray(0, 5).toString(), file.length]).toEqual(["REDIS", FileSize]);
    }
    expect(FileName).toMatch(/\.rdb$/);
    const [from, to] = (new URL(data.extranet).searchParams.get("q-sign-time") ?? "").split(";");
    expect(Number(to) - Number(from)).toBe(12 * 3600);
  });

  it("signs its links as COS does, and refuses those that have expired or were changed", async () => {
    const { emulator, redis } = await realCrs();
    const { BackupId } = await backedUp(emulator, redis);
    const { DownloadUrl } = await ask3(emulator, "DescribeBackupUrl", { InstanceId, BackupId });
    const changed = (values: Record<string, string>) => {
      const other = new URL(DownloadUrl[0]);
      for (const [name, value] of Object.entries(values)) other.searchParams.set(name, value);
      return other;
    };
    const { searchParams, pathname } = changed({});
    const time = searchParams.get("q-sign-time") ?? "";
    expect(searchParams.get("q-signature")).toBe(signature(pathname, time));
    const past = `1;${Math.floor(Date.now() / 1000) - 1}`;
    const expired = { "q-sign-time": past, "q-signature": signature(pathname, past) };
    expect(await answer(changed(expired))).toBe("403 AccessDenied");
    expect(await answer(changed({ "q-sign-time": `${time}0` }))).toBe("403 SignatureDoesNotMatch");
    expect(await answer(changed({ "q-sign-time": "tomorrow" }))).toBe("403 AccessDenied");
    expect(await answer(changed({ "q-ak": "another" }))).toBe("403 InvalidAccessKeyId");
    emulator.crs.console.deleteBackup(CRS, BackupId);
    expect(await answer(changed({}))).toBe("404 NoSuchKey");
  });

  it("is overwritten by a restore, and its task ends with the keys there", async () => {
    const { emulator, redis } = await realCrs({ engine: "CKV", rowAppears: "atEnd" });
    const { BackupId, keys } = await backedUp(emulator, redis);
    await redis.set("order:2", "after the backup");
    const { TaskId } = await ask3(emulator, "RestoreInstance", { InstanceId, BackupId });
    await emulator.settled();
    expect((await ask3(emulator, "DescribeTaskInfo", { TaskId })).Status).toBe("succeed");
    expect(await contents(redis)).toEqual(keys);
  });

  it.each<[string, Partial<CrsInstanceSeed>, RegExp]>([
    ["several shards", { shards: 3 }, /only one shard is emulated with real keys, not 3/],
    ["seeded backups", { backups: [{}] }, /its backups are taken, not seeded/],
  ])("refuses %s", async (_, seed, message) => {
    await expect(realCrs(seed)).rejects.toThrow(message);
  });

  it("is no part of a snapshot", async () => {
    const { emulator } = await realCrs();
    expect(() => emulator.restore(emulator.snapshot())).toThrow(/a snapshot has no keys/);
    expect(JSON.stringify(emulator.requests)).not.toContain(KEY.secretKey);
  });
});
