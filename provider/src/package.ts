import type { FunctionDefinition } from "./core/function";
import type { ResourceDefinition } from "./core/resource";
import { backupPolicy } from "./tair/backup-policy";
import { getBackupPolicy } from "./tair/get-backup-policy";
import { getBackupTasks } from "./tair/get-backup-tasks";
import { getBackups } from "./tair/get-backups";
import { getClusterBackups } from "./tair/get-cluster-backups";
import { manualBackup } from "./tair/manual-backup";
import type { TairContext } from "./tair/session";

/** The name of the package in tokens and configuration. */
export const PACKAGE = "redis-backup";

/** THE list: what isn't here doesn't exist for any host. */
export const tair = {
  resources: { BackupPolicy: backupPolicy, ManualBackup: manualBackup },
  functions: { getBackupPolicy, getBackups, getBackupTasks, getClusterBackups },
} as const;

type AnyResource = ResourceDefinition<TairContext, never, never>;
type AnyFunction = FunctionDefinition<TairContext, never, never>;

export const resources: readonly AnyResource[] = Object.values(tair.resources) as never;
export const functions: readonly AnyFunction[] = Object.values(tair.functions) as never;
