import type { CrsInstanceSeed } from "../crs-seed";
import type { Filled } from "../filled";
import type { Dated } from "./dated";

/** When automatic backups are taken, by the API's clock, and how long they are kept. */
export interface CrsConfig {
  readonly timePeriod: string;
  readonly backupStorageDays: number;
}

/** A flow: it holds the lock of the instance while it runs. */
export interface CrsTask {
  readonly taskId: number;
  readonly type: CrsTaskType;
  readonly startedAt: number;
  /** Null while it is stuck, or until real keys are there. */
  endsAt: number | null;
  isFailed: boolean;
}

/** The vendor's numbers. */
export const CRS_TASKS = {
  exportBackup: "009",
  restoreBackup: "010",
  backupInstance: "012",
  autoBackup: "017",
  backupMode: "070",
} as const;
export type CrsTaskType = keyof typeof CRS_TASKS;

export interface CrsBackup {
  readonly backupId: string;
  readonly mode: "Manual" | "Automated" | "Change";
  readonly remark: string;
  readonly taskId: number | null;
  readonly startedAt: number;
  /** Null while its task is stuck or runs. */
  endedAt: number | null;
  visibleFrom: number | null;
  readonly expiresAt: number;
  sizeBytes: number;
  deletedAt: number | null;
  /** A restore holds it until then. */
  lockedUntil: number | null;
}

/** What a restore did to an instance. */
export interface CrsRestore {
  readonly backupId: string;
  readonly at: number;
}

type Fixed = Omit<CrsInstanceSeed, "backups" | "status" | "timePeriod" | "backupStorageDays">;

export interface CrsInstance extends Filled<Omit<Fixed, "password">> {
  readonly password: string | null;
  /** Of its real Redis server, once that runs. */
  redisUrl: string | null;
  releasedAt: number | null;
  /** Automatic backups up to here are done. */
  automaticUntil: number;
  readonly statuses: Dated<number>[];
  readonly configs: Dated<CrsConfig>[];
  tasks: CrsTask[];
  backups: CrsBackup[];
  restores: CrsRestore[];
  backupMode: "SecondLevelBackup" | "NormalLevelBackup";
}

/** The network limits of download links: of an account in a region. */
export interface CrsRestriction {
  readonly LimitType: string;
  readonly VpcComparisonSymbol: string;
  readonly IpComparisonSymbol: string;
  readonly LimitVpc: readonly unknown[];
  readonly LimitIp: readonly unknown[];
}

export const isRunningTask = (task: CrsTask, time: number): boolean =>
  task.startedAt <= time && (task.endsAt === null || time < task.endsAt);

/** The number of version and architecture, first without and then with shards. */
const TYPES: Record<CrsInstance["engine"], readonly [standard: number, cluster: number]> = {
  "2.8": [2, 2],
  CKV: [3, 4],
  "4.0": [6, 7],
  "5.0": [8, 9],
  "6.2": [15, 16],
  "7.0": [17, 18],
};

export function crsType({ engine, shards }: CrsInstance): number {
  return TYPES[engine][shards > 1 ? 1 : 0];
}

/** A flow such as a backup runs. */
export const isLocked = (instance: CrsInstance, time: number): boolean =>
  instance.tasks.some((task) => isRunningTask(task, time));

export const isListed = (backup: CrsBackup, time: number): boolean =>
  backup.visibleFrom !== null &&
  backup.visibleFrom <= time &&
  (backup.deletedAt === null || time < backup.deletedAt);

/** 1 in a flow, 2 normal, -1 expired. */
export function crsStatus(backup: CrsBackup, time: number): number {
  if (backup.expiresAt <= time) return -1;
  const isHeld = backup.lockedUntil !== null && time < backup.lockedUntil;
  return isHeld || backup.endedAt === null || time < backup.endedAt ? 1 : 2;
}
