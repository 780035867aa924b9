import { jobsOf } from "./backup-job";
import type { BackupRow, Listing } from "./backup-sets";
import type { Instance } from "./instance";

/** All files that were taken together. */
export interface WholeBackup {
  readonly rows: readonly BackupRow[];
  /** Of the first file, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly isManual: boolean;
  /** Every node has a file, and every file is a success with something in it. */
  readonly isUsable: boolean;
  readonly hasFailed: boolean;
}

/** Oldest first. What still runs is neither usable nor failed. */
export function wholeBackups(
  instance: Pick<Instance, "isCluster" | "shardCount">,
  listing: Listing,
  all: readonly BackupRow[],
): WholeBackup[] {
  const full = all.filter((row) => row.backupType !== "IncrementalBackup");
  const expected = instance.isCluster ? (instance.shardCount ?? 1) : 1;
  const parts = new Map<string, BackupRow[]>();
  for (const row of full) {
    const key = row.clusterBackupId ?? row.jobId ?? row.backupId;
    parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  return jobsOf({ isCluster: instance.isCluster, listing }, [], full)
    .map((job) => (job.clusterBackupId === undefined ? job.ids : [job.clusterBackupId]))
    .map((keys) => keys.flatMap((key) => parts.get(key) ?? []))
    .map((rows) => ({
      rows,
      startedAt: Math.min(...rows.map((row) => Date.parse(row.backupStartTime ?? ""))),
      isManual: rows.every((row) => row.isManual),
      isUsable: rows.length >= expected && rows.every(isUsable),
      hasFailed: rows.some((row) => row.status === "Failed" || isEmpty(row)),
    }))
    .sort((a, b) => a.startedAt - b.startedAt);
}

const isEmpty = (row: BackupRow): boolean => row.backupId !== "" && row.backupSize === 0;
const isUsable = (row: BackupRow): boolean =>
  row.status === "Success" && row.backupId !== "" && !isEmpty(row);
