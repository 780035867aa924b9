import { z } from "zod";
import { describeClusterBackupList } from "../api/alibaba/operations/describe-cluster-backup-list";
import { minuteOf } from "../api/wire";
import { days, minutes } from "../core/clock";
import type { ApiError } from "../core/errors";
import {
  allBackups,
  allClusterBackups,
  type Storage,
  type WireBackup,
  type WireClusterBackup,
} from "./backup-pages";
import type { TairContext } from "./session";

/** One file of a backup: the whole of a standard instance, or one node of a cluster. */
export const backupShape = z.object({
  backupId: z.string(),
  nodeInstanceId: z.string().optional(),
  backupSize: z.number().optional(),
  backupStartTime: z.string().optional(),
  backupEndTime: z.string().optional(),
  backupMethod: z.string().optional(),
  backupType: z.string().optional(),
  engineVersion: z.string().optional(),
  status: z.string(),
});

export type Backup = z.infer<typeof backupShape>;

/** By what a file is known among all instances. */
export const fileOf = (instanceId: string, { backupId }: Pick<Backup, "backupId">): string =>
  `${instanceId}:${backupId}`;

/** A file together with what says whose it is. */
export interface BackupRow extends Backup {
  readonly jobId: string | undefined;
  readonly clusterBackupId: string | undefined;
  readonly isManual: boolean;
  /** Whether the cloud calls the backup valid as a whole; only the list of clusters tells. */
  readonly isRestorable: boolean;
  /** Absent where the backup never expires, or where the API release doesn't tell. */
  readonly expireTime: string | undefined;
}

/** Where the backups of an instance are listed. */
export type Listing = "backups" | "clusterBackups";

/** Wide enough for every backup there is, as the API takes no open range. */
const EVER = { fromMs: Date.parse("2010-01-01T00:00Z"), toMs: Date.parse("2099-01-01T00:00Z") };

export interface RowFilter {
  readonly jobId?: string;
  readonly backupId?: string;
  readonly clusterBackupId?: string;
  /** Start of the backups, in milliseconds since 1970; all there are where unset. */
  readonly fromMs?: number;
}

/** Cloud-native clusters have a list of their own; every other instance answers that it is none. */
export async function listingOf(
  ctx: TairContext,
  instanceId: string,
  isCluster: boolean,
): Promise<Listing> {
  if (!isCluster) return "backups";
  const now = ctx.api.now();
  const probe = await ctx.api.attempt(
    describeClusterBackupList,
    {
      RegionId: ctx.api.region,
      InstanceId: instanceId,
      StartTime: minuteOf(now - days(1)),
      EndTime: minuteOf(now + minutes(1)),
      NoShardBackup: "True",
      PageSize: 5,
    },
    "NotACloudNativeCluster",
    "NotSupported",
    "AccessDenied",
  );
  return probe.ok ? "clusterBackups" : "backups";
}

type Rows =
  | { readonly ok: true; readonly rows: BackupRow[]; readonly storage: Storage }
  | { readonly ok: false; readonly error: ApiError };

/** Every row that fits, from all pages; `undefined` when the instance is not found. */
export async function findRows(
  ctx: TairContext,
  instanceId: string,
  listing: Listing,
  filter: RowFilter = {},
): Promise<BackupRow[] | undefined> {
  const list = await READ[listing](ctx, instanceId, filter);
  return list.ok ? list.rows : undefined;
}

/** The same where the instance must be there. */
export async function listRows(
  ctx: TairContext,
  instanceId: string,
  listing: Listing,
  filter: RowFilter = {},
): Promise<BackupRow[]> {
  return (await listStored(ctx, instanceId, listing, filter)).rows;
}

/** With what all of them take. */
export async function listStored(
  ctx: TairContext,
  instanceId: string,
  listing: Listing,
  filter: RowFilter = {},
): Promise<{ readonly rows: BackupRow[]; readonly storage: Storage }> {
  const list = await READ[listing](ctx, instanceId, filter);
  if (!list.ok) throw list.error;
  return list;
}

const READ: Record<
  Listing,
  (ctx: TairContext, instanceId: string, filter: RowFilter) => Promise<Rows>
> = { backups: nodeRows, clusterBackups: clusterRows };

async function nodeRows(ctx: TairContext, instanceId: string, filter: RowFilter) {
  const list = await allBackups(ctx, {
    InstanceId: instanceId,
    ...range(filter),
    ...(filter.jobId === undefined ? {} : { BackupJobId: filter.jobId }),
    ...(filter.backupId === undefined ? {} : { BackupId: filter.backupId }),
  });
  return list.ok ? { ok: true as const, rows: list.rows.map(nodeRow), storage: list.beside } : list;
}

function nodeRow(row: WireBackup): BackupRow {
  return {
    backupId: row.BackupId ?? "",
    nodeInstanceId: row.NodeInstanceId,
    backupSize: row.BackupSize,
    backupStartTime: row.BackupStartTime,
    backupEndTime: row.BackupEndTime,
    backupMethod: row.BackupMethod,
    backupType: row.BackupType,
    engineVersion: row.EngineVersion,
    status: row.BackupStatus ?? "",
    jobId: row.BackupJobID,
    clusterBackupId: undefined,
    isManual: row.BackupMode === "Manual",
    isRestorable: true,
    expireTime: row.ExpectExpireTime,
  };
}

async function clusterRows(ctx: TairContext, instanceId: string, filter: RowFilter) {
  const list = await allClusterBackups(ctx, {
    InstanceId: instanceId,
    ...range(filter),
    ...(filter.clusterBackupId === undefined ? {} : { ClusterBackupId: filter.clusterBackupId }),
  });
  return list.ok
    ? { ok: true as const, rows: list.rows.flatMap(shardRows), storage: list.beside }
    : list;
}

/** A backup whose shards aren't listed yet is one row without an id. */
function shardRows(set: WireClusterBackup): BackupRow[] {
  const shards = set.Backups.length === 0 ? [undefined] : set.Backups;
  return shards.map((shard) => ({
    backupId: shard?.BackupId ?? "",
    nodeInstanceId: shard?.InstanceName,
    backupSize: shard?.BackupSize,
    backupStartTime: shard?.BackupStartTime ?? set.ClusterBackupStartTime,
    backupEndTime: shard?.BackupEndTime ?? set.ClusterBackupEndTime,
    backupType: "FullBackup",
    engineVersion: shard?.ExtraInfo?.CustinsDbVersion,
    status: clusterStatus(set.ClusterBackupStatus, shard?.BackupStatus),
    jobId: undefined,
    clusterBackupId: set.ClusterBackupId,
    isManual: set.ClusterBackupMode === "Manual",
    isRestorable: set.IsAvail !== 0,
    expireTime: set.ExpectExpireTime,
  }));
}

/** `OK`, `RUNNING`, `Failed` and `ERROR` in the words of the other list. */
function clusterStatus(set: string | undefined, file: string | undefined): string {
  if (set === "RUNNING") return "Running";
  if (set === "Failed" || file === "ERROR") return "Failed";
  return set === "OK" && (file === "OK" || file === undefined) ? "Success" : (file ?? set ?? "");
}

function range(filter: RowFilter) {
  return {
    StartTime: `${new Date(filter.fromMs ?? EVER.fromMs).toISOString().slice(0, 16)}Z`,
    EndTime: minuteOf(EVER.toMs),
  };
}

/** What of a row belongs into state. */
export function backupOf(row: BackupRow): Backup {
  const {
    jobId: _job,
    clusterBackupId: _set,
    isManual: _manual,
    isRestorable: _restorable,
    expireTime: _expiry,
    ...backup
  } = row;
  return backup;
}
