import { Redis } from "ioredis";
import { startEmulator, type Emulator, type EmulatorOptions, type InstanceSeed } from "../../src";
import { INSTANCE } from "./client";

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

export interface Real {
  readonly emulator: Emulator;
  /** Of the server that the instance is backed by. */
  readonly redis: Redis;
}

/** A classic instance with flashback whose keys are real, and whose jobs are quick; closed after the test. */
export async function realWith(seed: Partial<InstanceSeed> = {}): Promise<Real> {
  const instance = {
    instanceId: INSTANCE,
    redis: true,
    cloudNative: false,
    policy: { enableBackupLog: true },
    ...{ jobSeconds: 0, rowDelaySeconds: 0, analysisSeconds: 0 },
    ...{ restoreDelaySeconds: 0, restoreSeconds: 0 },
    ...seed,
  };
  const emulator = await starting({ seed: { instances: [instance] } });
  const redis = connected(emulator.instances.get(INSTANCE).redisUrl);
  return { emulator, redis };
}

/** Closed after the test, should it start although it must not. */
export async function starting(options: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  opened.push(emulator);
  return emulator;
}

export function connected(url = ""): Redis {
  const redis = new Redis(url);
  opened.push({ close: async () => redis.status === "end" || redis.disconnect() });
  return redis;
}
