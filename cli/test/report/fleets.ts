import {
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type Seed,
} from "pulumi-redis-backup/emulator";
import { fleetOf, type FleetOptions } from "../../src/report/fleet";
import { contentsOf } from "../../src/report/stack-contents";
import { DEFAULT_PRICE } from "../../src/report/price";

export const NOW = "2026-11-02T09:00:00Z";
export const ACCOUNT = "1234567890123456";
export const EVERY_DAY = [
  ...(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const),
];

export const begin = (seed: Seed, options: EmulatorOptions = {}): Promise<Emulator> =>
  startEmulator({ clock: "manual", startAt: NOW, random: 1, seed, ...options });

/** A stack that declares a policy for each. */
export const declaring = (
  ...instances: (string | { id: string; accountId?: string; regionId?: string })[]
) => ({
  ok: true as const,
  contents: contentsOf(
    "prod",
    JSON.stringify({
      deployment: {
        resources: instances.map((one) => {
          const { id, ...origin } = typeof one === "string" ? { id: one } : one;
          return {
            urn: `urn:pulumi:prod::shop::redis-backup:tair:BackupPolicy::${id}`,
            type: id.startsWith("crs-")
              ? "redis-backup:crs:BackupPolicy"
              : "redis-backup:tair:BackupPolicy",
            id,
            outputs: { instanceId: id, ...origin },
          };
        }),
      },
    }),
  ),
});

export const reportOf = (emulator: Emulator, options: Partial<FleetOptions> = {}) =>
  fleetOf({
    stacks: [],
    accounts: [{ cloud: "alibaba", region: "cn-hangzhou" }],
    homes: { alibaba: "cn-hangzhou", tencent: "ap-guangzhou" },
    objectiveSeconds: 26 * 3600,
    price: DEFAULT_PRICE,
    failOn: "low",
    now: Date.parse(NOW),
    look: {
      environment: emulator.environment,
      log: { progress: () => undefined, info: () => undefined, warn: () => undefined },
      clock: {
        now: () => emulator.clock.now().getTime(),
        sleep: async (ms) => emulator.clock.advance(ms),
      },
    },
    ...options,
  });
