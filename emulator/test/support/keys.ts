import { setTimeout as delay } from "node:timers/promises";
import type { Redis } from "ioredis";

/** As a restore point is written. */
export const wire = (second: number): string =>
  `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;

/** The second that has just begun, by the server; what is written now belongs to it. */
export async function nextSecond(redis: Redis): Promise<number> {
  const [before] = await redis.time();
  for (;;) {
    const [second, micros] = (await redis.time()).map(Number);
    if (second !== Number(before)) return second ?? 0;
    await delay(Math.max(1, 1000 - Math.floor((micros ?? 0) / 1000)));
  }
}

/** Every key of every database, with its value as DUMP has it and the end of its life. */
export async function contents(redis: Redis): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [, db = ""] of (await redis.info("keyspace")).matchAll(/^db(\d+):/gm)) {
    await redis.select(Number(db));
    for (const key of await redis.keys("*")) {
      found[`${db} ${key}`] = `${await value(redis, key)} ${await redis.pexpiretime(key)}`;
    }
  }
  await redis.select(0);
  return found;
}

/** DUMP; but a set that is a hash table has no order of its own, and two dumps of it differ. */
async function value(redis: Redis, key: string): Promise<string> {
  if ((await redis.type(key)) === "set") return (await redis.smembers(key)).sort().join();
  return (await redis.dumpBuffer(key))?.toString("hex") ?? "gone";
}

/** A key of each type, in two databases, one with an end. */
export async function fill(redis: Redis): Promise<void> {
  await redis.set("order:1", "first", "PX", 3_600_000);
  await redis.set(Buffer.from("order:binary"), Buffer.from([0, 255, 13, 10]));
  await redis.rpush("queue", ...Array.from({ length: 300 }, (_, n) => `job ${n}`));
  await redis.hset("cart:7", { apples: 3, pears: 4 });
  await redis.sadd("tags", "red", "green");
  await redis.zadd("scores", ...Array.from({ length: 200 }, (_, n) => [n, `player ${n}`]).flat());
  await redis.xadd("events", "*", "kind", "paid");
  await redis.select(3);
  await redis.set("elsewhere", "third");
  await redis.select(0);
}
