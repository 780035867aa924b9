import { jobsOf } from "./backup-job";
import type { BackupRow, Listing } from "./backup-sets";
import type { Instance } from "./instance";

/** All files that were taken together. */
export interface WholeBackup {
  readonly rows: readonly BackupRow[];
  /** Of the first file, in milliseconds since 1970; `NaN` where the cloud doesn't tell. */
  readonly startedAt: number;
  readonly isManual: boolean;
  /** Every node has a file, and every file is a success with something in it. */
  readonly isUsable: boolean;
  /** A file has failed, has nothing in it, or can't be restored. */
  readonly hasFailed: boolean;
  /** It is over, and a node has no file; of a young one it may only not be listed yet. */
  readonly isIncomplete: boolean;
  /** Of the last file that is listed, likewise. */
  readonly endedAt: number;
  /** When its first file goes, in milliseconds since 1970; `Infinity` where it never does. */
  readonly expiresAt: number;
}

/** Oldest first, and before those what has no time. What still runs is neither usable nor failed. */
export function wholeBackups(
  instance: Pick<Instance, "isCluster" | "shardCount">,
  listing: Listing,
  all: readonly BackupRow[],
): WholeBackup[] {
  const full = all.filter((row) => row.backupType !== "IncrementalBackup");
  const sets = setsOf(instance, listing, full);
  return sets.map((rows) => whole(rows, nodesOf(instance, sets))).sort(byStart);
}

/** The files of each backup. One that names no job stands for itself. */
function setsOf(
  { isCluster }: Pick<Instance, "isCluster">,
  listing: Listing,
  full: readonly BackupRow[],
): BackupRow[][] {
  const parts = new Map<string, BackupRow[]>();
  for (const row of full) {
    const key = row.clusterBackupId ?? row.jobId;
    if (key !== undefined) parts.set(key, [...(parts.get(key) ?? []), row]);
  }
  const jobs = jobsOf({ isCluster, listing }, [], full)
    .map((job) => (job.clusterBackupId === undefined ? job.ids : [job.clusterBackupId]))
    .map((keys) => keys.flatMap((key) => parts.get(key) ?? []));
  const others = full.filter((row) => (row.clusterBackupId ?? row.jobId) === undefined);
  return [...jobs, ...others.map((row) => [row])];
}

/** How many files make a backup whole; where no answer says, as many as the largest backup has. */
function nodesOf(
  { isCluster, shardCount }: Pick<Instance, "isCluster" | "shardCount">,
  sets: readonly (readonly BackupRow[])[],
): number {
  return isCluster ? (shardCount ?? Math.max(...sets.map(nodesIn))) : 1;
}

const nodesIn = (rows: readonly BackupRow[]): number =>
  new Set(rows.map(({ nodeInstanceId, backupId }) => nodeInstanceId ?? backupId)).size;

function whole(rows: readonly BackupRow[], nodes: number): WholeBackup {
  const hasFailed = rows.some(isBroken);
  const isWhole = nodesIn(rows) >= nodes && rows.every(isUsable);
  return {
    rows,
    startedAt: Math.min(
      ...rows.map((row) => Date.parse(row.backupStartTime ?? row.backupEndTime ?? "")),
    ),
    isManual: rows.every((row) => row.isManual),
    isUsable: isWhole,
    hasFailed,
    isIncomplete: !hasFailed && !isWhole && rows.every(isOver),
    endedAt: Math.max(
      ...rows.map((row) => Date.parse(row.backupEndTime ?? row.backupStartTime ?? "")),
    ),
    expiresAt: Math.min(
      ...rows.map(({ expireTime }) =>
        expireTime === undefined ? Infinity : Date.parse(expireTime),
      ),
    ),
  };
}

const byStart = (a: WholeBackup, b: WholeBackup): number =>
  placeOf(a.startedAt) - placeOf(b.startedAt);
/** No number is as large as `-Infinity` is small, and two of those have no difference. */
const placeOf = (at: number): number => (Number.isNaN(at) ? -Number.MAX_VALUE : at);

const isEmpty = (row: BackupRow): boolean => row.backupId !== "" && row.backupSize === 0;
const isBroken = (row: BackupRow): boolean =>
  row.status === "Failed" || isEmpty(row) || (row.status === "Success" && !row.isRestorable);
const isUsable = (row: BackupRow): boolean =>
  row.status === "Success" && row.backupId !== "" && !isBroken(row);
/** A row may call a job that runs a success, but then it has no id, and no end. */
const isOver = (row: BackupRow): boolean =>
  row.status === "Success" && (row.backupId !== "" || row.backupEndTime !== undefined);
