import type { FunctionDefinition } from "./core/function";
import type { ResourceDefinition } from "./core/resource";
import type { CloudContext } from "./core/session";
import type { Client } from "./api/client";
import { backupPolicy } from "./tair/backup-policy";
import { getBackupPolicy } from "./tair/get-backup-policy";
import { getBackupTasks } from "./tair/get-backup-tasks";
import { getBackups } from "./tair/get-backups";
import { getClusterBackups } from "./tair/get-cluster-backups";
import { manualBackup } from "./tair/manual-backup";
import { openTairSession } from "./tair/open-session";

/** The name of the package in tokens and configuration. */
export const PACKAGE = "redis-backup";

/** THE list: what isn't here doesn't exist for any host. */
export const tair = {
  openSession: openTairSession,
  resources: { BackupPolicy: backupPolicy, ManualBackup: manualBackup },
  // Most runs call none of them, and their schemas are half of all.
  get functions() {
    return { getBackupPolicy, getBackups, getBackupTasks, getClusterBackups } as const;
  },
} as const;

/** By the first part of a token; the session that a host opens is the one that its handlers take. */
export const modules = { tair } as const;

type AnyContext = CloudContext<Client>;
type AnyResource = ResourceDefinition<AnyContext, never, never>;
type AnyFunction = FunctionDefinition<AnyContext, never, never>;

const everyModule = Object.values(modules);
export const resources: readonly AnyResource[] = everyModule.flatMap((module) =>
  Object.values(module.resources),
) as never;
export const functions = (): readonly AnyFunction[] =>
  everyModule.flatMap((module) => Object.values(module.functions)) as never;
