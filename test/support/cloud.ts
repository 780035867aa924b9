import { startEmulator, type Emulator, type EmulatorOptions, type Seed } from "../../emulator/src";

import type { Run } from "./run";

/** The account that programs use where a test doesn't say otherwise. */
export const OURS = {
  accountId: "1111111111111111",
  accessKeyId: "LTAI5tCanaryOfOurAccount",
  accessKeySecret: "Canary/of+ours=&0123%456789 ☂",
  regionId: "cn-hangzhou",
};

/** The account at Tencent Cloud. */
export const OURS_AT_TENCENT = {
  accountId: "100000000001",
  secretId: "AKIDCanaryOfOurAccount",
  secretKey: "Canary/of+tencent=&0123%456789",
};

/** Another account, whose keys are good. */
export const THEIRS = {
  accountId: "2222222222222222",
  accessKeyId: "LTAI5tCanaryOfTheirAccount",
  accessKeySecret: "Canary/of+theirs=&9876%543210",
  regionId: "cn-hangzhou",
};

const running: Emulator[] = [];

/**
 * An emulator whose jobs are quick, and which takes no automatic backups: it runs in real time, and tests
 * run at any hour of the day. Closed when the tests of the file are over.
 */
export async function startCloud(
  seed: Seed = {},
  options: Omit<EmulatorOptions, "seed"> = {},
): Promise<Emulator> {
  const { defaults, accounts, crs, ...rest } = seed;
  const emulator = await startEmulator({
    ...options,
    seed: {
      ...rest,
      accounts: accounts ?? [OURS, THEIRS],
      defaults: {
        ...defaults,
        instance: {
          automaticBackups: false,
          jobSeconds: 1,
          rowDelaySeconds: 0,
          ...defaults?.instance,
        },
      },
      crs: {
        ...crs,
        accounts: crs?.accounts ?? [OURS_AT_TENCENT],
        defaults: {
          ...crs?.defaults,
          instance: { automaticBackups: false, taskSeconds: 1, ...crs?.defaults?.instance },
        },
      },
    },
  });
  running.push(emulator);
  return emulator;
}

afterAll(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** The environment that makes a program use one account. */
export function keysOf(account: typeof OURS): Record<string, string> {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: account.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: account.accessKeySecret,
    ALIBABA_CLOUD_REGION_ID: account.regionId,
  };
}

/** The actions on instances that were asked for since the journal was last emptied, in order. */
export function calls(emulator: Emulator): string[] {
  return emulator.requests
    .map(({ action }) => action)
    .filter((action) => action !== "GetCallerIdentity" && action !== "AssumeRole");
}

const WRITES = new Set([
  "CreateBackup",
  "DeleteBackup",
  "ModifyBackupExpireTime",
  "ManualBackupInstance",
  "ModifyAutoBackupConfig",
  "ModifyBackupPolicy",
  "RestoreInstance",
]);

/** The actions that change something which were asked for since the journal was last emptied, in order. */
export function writes(emulator: Emulator, instanceIdPrefix = ""): string[] {
  return emulator.requests
    .filter(({ action }) => WRITES.has(action))
    .filter(({ params }) => params["InstanceId"]?.startsWith(instanceIdPrefix))
    .map(({ action }) => action);
}

/** Ends when `isThere` has been true during a run; asks in short intervals, and fails when the run ends first. */
export async function during(
  run: Promise<Run>,
  what: string,
  isThere: () => boolean,
): Promise<void> {
  let ended: Run | undefined;
  void run.then((result) => (ended = result));
  while (!isThere()) {
    if (ended !== undefined) throw new Error(`the run ended before ${what}:\n${ended.output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
