import { filled, type Filled } from "../filled";
import type { AnalysisSeed, BackupSeed, InstanceSeed } from "../instance-seed";
import type { World } from "../world";
import type { Backup } from "./backup";
import { backupPolicy } from "./backup-policy";
import { valueAt } from "./dated";
import {
  hasClusterBackups,
  hasJobPerNode,
  INSTANCE_DEFAULTS,
  nodesOf,
  type Instance,
} from "./instance";
import { refuseSeededBackup, startRealKeys, wantRealKeys } from "./real-keys";
import { DAY } from "./start-backup";

const HOUR = 3_600_000;

/** Adds an instance with all that its seed says; a released one of the same id is replaced. */
export function addInstance(world: World, seed: InstanceSeed): Instance {
  const { state } = world.store;
  const existing = state.instances[seed.instanceId];
  if (existing !== undefined && existing.releasedAt === null) {
    throw new Error(`instance ${seed.instanceId} exists already`);
  }
  const { policy, flashbackSince, backups, analyses, status, ...fixed } = seed;
  const {
    policy: defaultPolicy,
    flashbackSince: defaultSince,
    status: defaultStatus,
    ...defaults
  } = world.settings.instance;
  const accountId = seed.accountId ?? defaults.accountId ?? state.accounts[0]?.accountId ?? "";
  const owner = state.accounts.find((account) => account.accountId === accountId);
  const now = world.clock.time();
  const kind = { ...INSTANCE_DEFAULTS, ...defaults, ...fixed };
  const isTair = kind.instanceType === "Tair";
  const since = flashbackSince ?? defaultSince;
  const from = since === undefined ? now : Date.parse(since);
  const config = filled<Filled<typeof fixed>>(
    {
      ...INSTANCE_DEFAULTS,
      instanceId: seed.instanceId,
      accountId,
      regionId: owner?.regionId ?? "cn-hangzhou",
      seriesWithFlashback: isTair && kind.storage === "memory",
      restoresInPlace: isTair && !kind.cloudNative && !kind.singleNode,
    },
    defaults as Partial<Filled<typeof fixed>>,
    fixed as Partial<Filled<typeof fixed>>,
  );
  const instance: Instance = {
    ...config,
    releasedAt: null,
    redisUrl: null,
    automaticUntil: now,
    statuses: [{ from: now, value: status ?? defaultStatus ?? "Normal" }],
    policies: [{ from: now, value: backupPolicy(from, { ...defaultPolicy, ...policy }) }],
    jobs: [],
    restores: [],
    analyses: [],
    backups: [],
  };
  if (instance.redis) wantRealKeys(world, instance, missing(instance, from < now));
  for (const backup of backups ?? []) addBackup(world, instance, backup);
  for (const analysis of analyses ?? []) addAnalysis(instance, analysis, now);
  state.instances[seed.instanceId] = instance;
  if (instance.redis) startRealKeys(world, instance);
  world.store.onChange();
  return instance;
}

/** What real keys need that this instance has not. */
function missing({ architecture }: Instance, isBackdated: boolean): string | undefined {
  if (architecture === "cluster") {
    return "only one node is emulated with real keys, not the architecture cluster";
  }
  if (isBackdated) {
    return "its keys are recorded from its start on, so that flashbackSince cannot be set";
  }
  return undefined;
}

function addAnalysis(instance: Instance, seed: AnalysisSeed, now: number): void {
  const { jobId, api = "das", hoursAgo = 1 } = seed;
  const startedAt = now - hoursAgo * HOUR;
  instance.analyses.push({
    jobId,
    api,
    files: nodesOf(instance).map((nodeId) => ({ nodeId, backupId: null })),
    separators: "",
    startedAt,
    analysingFrom: startedAt,
    endsAt: startedAt,
    hasFailed: false,
  });
}

/** A backup that was there before; answers the ids of its rows. */
export function addBackup(world: World, instance: Instance, seed: BackupSeed): string[] {
  if (instance.redis) refuseSeededBackup(instance);
  const now = world.clock.time();
  const startedAt =
    seed.startTime === undefined ? now - (seed.hoursAgo ?? 1) * HOUR : Date.parse(seed.startTime);
  const endedAt =
    seed.endTime === undefined
      ? Math.min(startedAt + instance.jobSeconds * 1000, Math.max(now, startedAt))
      : Date.parse(seed.endTime);
  const nodes = nodesOf(instance);
  const outcome = seed.status ?? "Success";
  const size = seed.sizeBytes ?? instance.sizeBytes;
  const days = valueAt(instance.policies, now).backupRetentionPeriod;
  const jobId = world.store.nextJobId();
  const clusterBackupId = hasClusterBackups(instance) ? `cb-${world.store.random.text(16)}` : null;
  const rows = nodes.map<Backup>((nodeInstanceId, n) => ({
    backupId: world.store.nextBackupId(),
    jobId: n > 0 && hasJobPerNode(instance) ? world.store.nextJobId() : jobId,
    nodeInstanceId,
    clusterBackupId,
    mode: seed.mode ?? "Manual",
    outcome,
    sizeBytes: outcome === "Failed" ? 0 : Math.floor(size / nodes.length),
    startedAt,
    endedAt,
    visibleFrom: endedAt,
    completeFrom: endedAt,
    expiry: [{ from: startedAt, value: expiryOf(seed, startedAt, days) }],
    deletedAt: null,
  }));
  instance.backups.push(...rows);
  // The job it came from counts for the limits of its day.
  instance.jobs.push({
    jobIds: [...new Set(rows.map((row) => row.jobId))],
    mode: seed.mode ?? "Manual",
    startedAt,
    endsAt: endedAt,
    outcome,
  });
  world.store.onChange();
  return rows.map((row) => row.backupId);
}

function expiryOf(seed: BackupSeed, startedAt: number, days: number): number | null {
  if (seed.expectExpireTime === undefined) return startedAt + days * DAY;
  return seed.expectExpireTime === null ? null : Date.parse(seed.expectExpireTime);
}
