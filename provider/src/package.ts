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

/**
 * THE list: what isn't here doesn't exist for any host. A definition is loaded when it is asked for: most
 * runs need one or two, and few call a function.
 */
export const tair = {
  regionKey: "region",
  get openSession() {
    return openTairSession;
  },
  resources: {
    get BackupPolicy() {
      return backupPolicy;
    },
    get ManualBackup() {
      return manualBackup;
    },
    get Restore() {
      return restore;
    },
    get CacheAnalysis() {
      return cacheAnalysis;
    },
  },
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
  regionKey: "tencentRegion",
  get openSession() {
    return openCrsSession;
  },
  resources: {
    get BackupPolicy() {
      return crsBackupPolicy;
    },
    get ManualBackup() {
      return crsManualBackup;
    },
    get Restore() {
      return crsRestore;
    },
  },
  get functions() {
    return {
      getBackupDownloadUrls,
      getBackupPolicy: getCrsBackupPolicy,
      getBackups: getCrsBackups,
      getTasks,
    } as const;
  },
} as const;

/** By the first part of a token; the session that a host opens is the one that its handlers take. */
export const modules = { tair, crs } as const;

type AnyContext = CloudContext<Client>;
type AnyResource = ResourceDefinition<AnyContext, never, never>;
type AnyFunction = FunctionDefinition<AnyContext, never, never>;

interface AnyModule {
  readonly resources: Readonly<Record<string, AnyResource>>;
  readonly functions: Readonly<Record<string, AnyFunction>>;
}
const everyModule = Object.entries(modules) as unknown as [string, AnyModule][];

/** What there is, such as `tair:BackupPolicy`, without loading any of it. */
export const resourceTokens: readonly string[] = everyModule.flatMap(([module, { resources }]) =>
  Object.keys(resources).map((name) => `${module}:${name}`),
);

export function resourceOf(token: string): AnyResource | undefined {
  if (!resourceTokens.includes(token)) return undefined;
  const [module = "", name = ""] = token.split(":");
  return everyModule.find(([other]) => other === module)?.[1].resources[name];
}

export const resources = (): readonly AnyResource[] =>
  everyModule.flatMap(([, { resources }]) => Object.values(resources));
export const functions = (): readonly AnyFunction[] =>
  everyModule.flatMap(([, { functions }]) => Object.values(functions));
