import type { Redis } from "ioredis";
import type { KeySeed } from "../instance-seed";

const BATCH = 500;

/** Copies keys with their values and expiry times; those of the same name are replaced. */
export async function copyKeys(
  from: Redis,
  to: Redis,
  isWanted: (key: string) => boolean,
): Promise<void> {
  for await (const { db, keys } of batches(from)) {
    await to.select(db);
    const wanted = keys.filter((key) => isWanted(key.toString()));
    const copies = to.pipeline();
    for (const key of wanted) {
      const [value, expiry] = await Promise.all([from.dumpBuffer(key), from.pexpiretime(key)]);
      // It has expired since it was listed.
      if (value === null) continue;
      copies.restore(key, Math.max(expiry, 0), value, "REPLACE", "ABSTTL");
    }
    for (const [error] of (await copies.exec()) ?? []) if (error !== null) throw error;
  }
  await to.select(0);
}

/** Every key with its size in memory. */
export async function measuredKeys(client: Redis): Promise<KeySeed[]> {
  const found: KeySeed[] = [];
  for await (const { db, keys } of batches(client)) {
    const sizes = await Promise.all(keys.map((key) => measured(client, key, db)));
    found.push(...sizes.filter((key) => key !== undefined));
  }
  return found;
}

async function measured(client: Redis, key: Buffer, db: number): Promise<KeySeed | undefined> {
  const [type, encoding, bytes, expiry] = await Promise.all([
    client.type(key),
    client.object("ENCODING", key) as Promise<string | null>,
    client.memory("USAGE", key, "SAMPLES", 0),
    client.pexpiretime(key),
  ]);
  if (bytes === null || encoding === null) return undefined;
  return {
    key: key.toString(),
    type,
    encoding,
    bytes,
    count: await count(client, key, type),
    db,
    ...(expiry < 0 ? {} : { expireTime: new Date(expiry).toISOString() }),
  };
}

const COUNTING: Readonly<Record<string, string>> = {
  list: "LLEN",
  hash: "HLEN",
  set: "SCARD",
  zset: "ZCARD",
  stream: "XLEN",
};

/** Its elements; a string is one. */
async function count(client: Redis, key: Buffer, type: string): Promise<number> {
  const command = COUNTING[type];
  return command === undefined ? 1 : ((await client.call(command, key)) as number);
}

async function* batches(client: Redis): AsyncGenerator<{ db: number; keys: Buffer[] }> {
  for (const [, number] of (await client.info("keyspace")).matchAll(/^db(\d+):/gm)) {
    const db = Number(number);
    await client.select(db);
    let cursor = "0";
    do {
      const [next, keys] = await client.scanBuffer(cursor, "COUNT", BATCH);
      yield { db, keys };
      cursor = next.toString();
    } while (cursor !== "0");
  }
  await client.select(0);
}
