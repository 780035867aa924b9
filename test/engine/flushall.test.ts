import { Redis } from "ioredis";
import type { Emulator } from "../../emulator/src";
import { contents, fill, nextSecond, wire } from "../../emulator/test/support/keys";
import { startCloud } from "../support/cloud";
import { HOST_NAMES } from "../support/hosts";
import type { Declarations } from "../support/program";
import { Stack } from "../support/stack";

const INSTANCE = "r-orders";
const HOUR = 3_600_000;

describe.each(HOST_NAMES)("an accidental FLUSHALL, on the %s host", (host) => {
  const SOON = wire(Math.floor((Date.now() + HOUR) / 1000));
  let cloud: Emulator;
  let redis: Redis;
  let stack: Stack;
  /** The second of the accident. */
  let accident: number;
  let before: Record<string, string>;
  let after: Record<string, string>;

  beforeAll(async () => {
    cloud = await startCloud({
      instances: [
        {
          instanceId: INSTANCE,
          redis: true,
          cloudNative: false,
          engineVersion: "5.0",
          policy: { enableBackupLog: true },
          // Long enough to be seen as BackupRecovering.
          restoreSeconds: 3,
          restoreDelaySeconds: 0,
        },
      ],
    });
    redis = new Redis(cloud.instances.get(INSTANCE).redisUrl ?? "");
    await nextSecond(redis);
    await fill(redis);
    before = await contents(redis);
    accident = await nextSecond(redis);
    await redis.flushall();
    await nextSecond(redis);
    await redis.set("order:2", "after the accident");
    after = await contents(redis);
    await nextSecond(redis);
    stack = await Stack.create({ host, emulator: cloud, program: {} });
  });

  afterAll(() => redis.disconnect());

  let declared: Declarations = {};

  const restored = async (name: string, second: number) => {
    const restoreTime = wire(second);
    const args = {
      instanceId: INSTANCE,
      restoreTime,
      overwrite: `${INSTANCE}@${restoreTime}`,
      runBefore: SOON,
    };
    declared = { ...declared, [name]: { type: "Restore", args } };
    stack.write(declared);
    const up = await stack.up();
    expect(up).toMatchObject({ exitCode: 0, errors: [], steps: [`create ${name}`] });
    return contents(redis);
  };

  it("is undone by a restore to the second before, with every key and its time to live", async () => {
    expect(Object.keys(before)).toHaveLength(8);
    expect(await restored("undo", accident - 1)).toEqual(before);
  });

  it("is there in its own second", async () => {
    expect(await restored("accident", accident)).toEqual({});
  });

  it("is followed by what was written a second later", async () => {
    expect(await restored("later", accident + 1)).toEqual(after);
  });

  it("had a backup before each restore, and one restore each", async () => {
    expect(cloud.restores(INSTANCE)).toHaveLength(3);
    expect(cloud.backups(INSTANCE).map(({ status }) => status)).toEqual(
      Array.from({ length: 3 }, () => "Success"),
    );
  });
});
