import type { FunctionDefinition } from "./core/function";
import type { ResourceDefinition } from "./core/resource";
import type { CloudContext } from "./core/session";
import type { Client } from "./api/client";
import { backupPolicy as crsBackupPolicy } from "./crs/backup-policy";
import { getBackupDownloadUrls } from "./crs/get-backup-download-urls";
import { getBackupPolicy as getCrsBackupPolicy } from "./crs/get-backup-policy";
import { getBackups as getCrsBackups } from "./crs/get-backups";
import { getTasks } from "./crs/get-tasks";
import { manualBackup as crsManualBackup } from "./crs/manual-backup";
import { openCrsSession } from "./crs/open-session";
import { restore as crsRestore } from "./crs/restore";
import { backupPolicy } from "./tair/backup-policy";
import { cacheAnalysis } from "./tair/cache-analysis";
import { getBackupHealth } from "./tair/get-backup-health";
import { getBackupPolicy } from "./tair/get-backup-policy";
import { getBackupTasks } from "./tair/get-backup-tasks";
import { getBackups } from "./tair/get-backups";
import { getClusterBackups } from "./tair/get-cluster-backups";
import { getCacheAnalysisReport } from "./tair/get-cache-analysis-report";
import { getCacheAnalysisReportList } from "./tair/get-cache-analysis-report-list";
import { getInstances } from "./tair/get-instances";
import { getRestoreArguments } from "./tair/get-restore-arguments";
import { manualBackup } from "./tair/manual-backup";
import { openTairSession } from "./tair/open-session";
import { restore } from "./tair/restore";

/** The name of the package in tokens and configuration. */
export const PACKAGE = "redis-backup";

/** THE list: what isn't here doesn't exist for any host. */
export const tair = {
  openSession: openTairSession,
  resources: {
    BackupPolicy: backupPolicy,
    ManualBackup: manualBackup,
    Restore: restore,
    CacheAnalysis: cacheAnalysis,
  },
  // Most runs call none of them, and their schemas are half of all.
  get functions() {
    return {
      getBackupPolicy,
      getBackups,
      getBackupTasks,
      getClusterBackups,
      getInstances,
      getBackupHealth,
      getRestoreArguments,
      getCacheAnalysisReport,
      getCacheAnalysisReportList,
    } as const;
  },
} as const;

/** The same for Tencent Cloud. */
export const crs = {
  openSession: openCrsSession,
  resources: {
    BackupPolicy: crsBackupPolicy,
    ManualBackup: crsManualBackup,
    Restore: crsRestore,
  },
  functions: {
    getBackupDownloadUrls,
    getBackupPolicy: getCrsBackupPolicy,
    getBackups: getCrsBackups,
    getTasks,
  },
} as const;

/** By the first part of a token; the session that a host opens is the one that its handlers take. */
export const modules = { tair, crs } as const;

type AnyContext = CloudContext<Client>;
type AnyResource = ResourceDefinition<AnyContext, never, never>;
type AnyFunction = FunctionDefinition<AnyContext, never, never>;

const everyModule: readonly { readonly resources: object; readonly functions: object }[] =
  Object.values(modules);
export const resources: readonly AnyResource[] = everyModule.flatMap((module) =>
  Object.values(module.resources),
) as never;
export const functions = (): readonly AnyFunction[] =>
  everyModule.flatMap((module) => Object.values(module.functions)) as never;
