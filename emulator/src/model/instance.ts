import type { Filled } from "../filled";
import type { InstanceSeed } from "../instance-seed";
import type { Analysis } from "./analysis";
import type { Backup } from "./backup";
import type { BackupJob } from "./backup-job";
import type { BackupPolicy } from "./backup-policy";
import type { Dated } from "./dated";
import type { Restore } from "./restore";

type Fixed = Omit<InstanceSeed, "policy" | "flashbackSince" | "backups" | "analyses" | "status">;

/** An instance: what it is, and what happened to it. What a reader sees follows from these facts and a time. */
export interface Instance extends Filled<Fixed> {
  /** A test may let the next job or analysis fail. */
  nextJobFails: boolean;
  nextAnalysisFails: boolean;
  releasedAt: number | null;
  /** Of its real Redis server, once that runs. */
  redisUrl: string | null;
  /** Automatic backups up to here are done. */
  automaticUntil: number;
  readonly statuses: Dated<string>[];
  readonly policies: Dated<BackupPolicy>[];
  jobs: BackupJob[];
  /** In the order in which they were asked for. */
  readonly restores: Restore[];
  readonly analyses: Analysis[];
  backups: Backup[];
}

export const INSTANCE_DEFAULTS: Omit<
  Filled<Fixed>,
  "instanceId" | "regionId" | "accountId" | "seriesWithFlashback" | "restoresInPlace"
> = {
  name: "",
  architecture: "standard",
  shardCount: 2,
  cloudNative: true,
  createdAt: "2024-06-01T00:00:00Z",
  singleNode: false,
  engineVersion: "7.0",
  instanceType: "Tair",
  storage: "memory",
  appendonly: "yes",
  capacityMb: 1024,
  tags: {},
  automaticBackups: true,
  jobSeconds: 30,
  rowDelaySeconds: 3,
  rowShape: "after",
  finishedSeconds: 0,
  nextJobFails: false,
  sizeBytes: 67_108_864,
  progressCurve: "linear",
  changingSeconds: 0,
  flashbackRefusal: "error",
  quotedJobIds: false,
  clusterRows: "perNode",
  clusterTasks: "perNode",
  redis: false,
  keys: [],
  analysisSeconds: 20,
  nextAnalysisFails: false,
  cacheAnalysisTask: "there",
  backupSetRestore: "accepted",
  restoreSeconds: 30,
  restoreDelaySeconds: 2,
  publicEndpoint: false,
};

const ONE_JOB_PER_CLUSTER_SINCE = Date.parse("2023-12-05T00:00:00Z");

export function nodesOf(instance: Instance): string[] {
  if (instance.architecture !== "cluster") return [instance.instanceId];
  return Array.from({ length: instance.shardCount }, (_, n) => `${instance.instanceId}-db-${n}`);
}

/** Before 2023-12-05 every node of a cluster had a backup job of its own. */
export function hasJobPerNode(instance: Instance): boolean {
  return (
    instance.architecture === "cluster" &&
    Date.parse(instance.createdAt) < ONE_JOB_PER_CLUSTER_SINCE
  );
}

/** DescribeClusterBackupList knows only these. */
export function hasClusterBackups(instance: Instance): boolean {
  return instance.architecture === "cluster" && instance.cloudNative;
}
