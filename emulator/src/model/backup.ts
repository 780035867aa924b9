import { valueAt, type Dated } from "./dated";
import { nodesOf, type Instance } from "./instance";

export type BackupMode = "Automated" | "Manual";
export type BackupOutcome = "Success" | "Failed";

/** The backup of one node: written when its job starts, seen when its moments have come. */
export interface Backup {
  readonly backupId: string;
  readonly jobId: string;
  readonly nodeInstanceId: string;
  readonly clusterBackupId: string | null;
  readonly mode: BackupMode;
  outcome: BackupOutcome;
  sizeBytes: number;
  readonly startedAt: number;
  /** Null while its job is stuck. */
  endedAt: number | null;
  /** When a row shows up, and when that row is complete: the same unless the row comes before its id. */
  visibleFrom: number | null;
  completeFrom: number | null;
  /** Null never expires. */
  readonly expiry: Dated<number | null>[];
  deletedAt: number | null;
}

export function isVisible(backup: Backup, time: number): boolean {
  return backup.visibleFrom !== null && backup.visibleFrom <= time && !isGone(backup, time);
}

export function isComplete(backup: Backup, time: number): boolean {
  return backup.completeFrom !== null && backup.completeFrom <= time;
}

export function isGone(backup: Backup, time: number): boolean {
  if (backup.deletedAt !== null && backup.deletedAt <= time) return true;
  const expiry = valueAt(backup.expiry, time);
  return expiry !== null && expiry <= time;
}

/** Newest first; among those of one second the higher id first. */
export function byNewest(a: Backup, b: Backup): number {
  return b.startedAt - a.startedAt || (BigInt(b.backupId) > BigInt(a.backupId) ? 1 : -1);
}

/** The backups of all nodes that one job took on a cloud-native cluster. */
export interface ClusterBackup {
  readonly clusterBackupId: string;
  readonly mode: BackupMode;
  readonly status: "OK" | "RUNNING" | "Failed";
  readonly shards: Backup[];
  /** Some shard is missing: it was deleted on its own. */
  readonly isWhole: boolean;
}

/** Unlike single rows, these are listed while their job runs, from its first shard on. Newest first. */
export function clusterBackups(instance: Instance, time: number): ClusterBackup[] {
  const groups = new Map<string, Backup[]>();
  for (const backup of [...instance.backups].sort(byNewest)) {
    const { clusterBackupId } = backup;
    if (clusterBackupId === null || isGone(backup, time)) continue;
    groups.set(clusterBackupId, [...(groups.get(clusterBackupId) ?? []), backup]);
  }
  const begun = [...groups].filter(([, shards]) => shards.some((shard) => shard.startedAt <= time));
  return begun.map(([clusterBackupId, shards]) => {
    shards.sort((a, b) => (BigInt(a.backupId) < BigInt(b.backupId) ? -1 : 1));
    const failed = shards.some((shard) => shard.outcome === "Failed");
    const running = !shards.every((shard) => isComplete(shard, time));
    return {
      clusterBackupId,
      mode: shards[0]?.mode ?? "Manual",
      status: running ? "RUNNING" : failed ? "Failed" : "OK",
      shards,
      isWhole: shards.length === nodesOf(instance).length,
    };
  });
}
