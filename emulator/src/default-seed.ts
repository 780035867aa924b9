import type { Seed } from "./seed";

/** What there is when no seed is given: one instance of each kind that behaves in its own way. */
export const DEFAULT_SEED: Seed = {
  instances: [
    {
      instanceId: "r-emulator-tair",
      name: "standard, cloud-native, with flashback",
      changingSeconds: 3,
      backups: [{ mode: "Automated", hoursAgo: 26 }],
    },
    {
      instanceId: "r-emulator-cluster",
      name: "cluster, cloud-native",
      architecture: "cluster",
      shardCount: 3,
    },
    {
      instanceId: "r-emulator-old-cluster",
      name: "cluster from before one job id stood for all nodes",
      architecture: "cluster",
      createdAt: "2022-03-01T00:00:00Z",
    },
    {
      instanceId: "r-emulator-flashback",
      name: "classic Tair with flashback on: can be restored in place",
      cloudNative: false,
      engineVersion: "5.0",
      policy: { enableBackupLog: true },
    },
    {
      instanceId: "r-emulator-classic",
      name: "classic: backups keep the expiry of the policy and cannot be deleted",
      instanceType: "Redis",
      engineVersion: "5.0",
      cloudNative: false,
    },
  ],
  crs: {
    instances: [
      {
        instanceId: "crs-emulator",
        name: "Redis 6.2: backups are cloned, not restored",
        backups: [{ mode: "Automated", hoursAgo: 26 }],
      },
      {
        instanceId: "crs-emulator-ckv",
        name: "CKV: can be restored in place",
        engine: "CKV",
        backups: [{ mode: "Automated", hoursAgo: 26 }],
      },
    ],
  },
};
