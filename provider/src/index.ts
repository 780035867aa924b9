import {
  dynamicResource,
  outputFunction,
  plainFunction,
  type ArgsOf,
  type ResourceOf,
} from "./hosts/dynamic";
import { crs as crsDefinitions, tair as definitions } from "./package";

const { resources, functions } = definitions;

/** Alibaba Cloud: Tair and ApsaraDB for Redis. */
export namespace tair {
  /** The automatic backup policy of an instance: when backups are taken, how long they are kept, flashback. */
  export const BackupPolicy = dynamicResource(resources.BackupPolicy);
  export type BackupPolicy = ResourceOf<
    typeof resources.BackupPolicy.inputs,
    typeof resources.BackupPolicy.outputs
  >;
  export type BackupPolicyArgs = ArgsOf<typeof resources.BackupPolicy.inputs>;

  /** A manual backup, taken when the resource is created and kept until its expiry. */
  export const ManualBackup = dynamicResource(resources.ManualBackup);
  export type ManualBackup = ResourceOf<
    typeof resources.ManualBackup.inputs,
    typeof resources.ManualBackup.outputs
  >;
  export type ManualBackupArgs = ArgsOf<typeof resources.ManualBackup.inputs>;

  /** A restore of a classic instance in place, carried out once; it overwrites live data. */
  export const Restore = dynamicResource(resources.Restore);
  export type Restore = ResourceOf<
    typeof resources.Restore.inputs,
    typeof resources.Restore.outputs
  >;
  export type RestoreArgs = ArgsOf<typeof resources.Restore.inputs>;

  /** An analysis of the keys of an instance, carried out once, from its backups. */
  export const CacheAnalysis = dynamicResource(resources.CacheAnalysis);
  export type CacheAnalysis = ResourceOf<
    typeof resources.CacheAnalysis.inputs,
    typeof resources.CacheAnalysis.outputs
  >;
  export type CacheAnalysisArgs = ArgsOf<typeof resources.CacheAnalysis.inputs>;

  /** The live automatic backup policy of an instance, with the time of the next backup. */
  export const getBackupPolicy = plainFunction(functions.getBackupPolicy);
  export const getBackupPolicyOutput = outputFunction(functions.getBackupPolicy);

  /** The backups of an instance, newest first. */
  export const getBackups = plainFunction(functions.getBackups);
  export const getBackupsOutput = outputFunction(functions.getBackups);

  /** The backup jobs of an instance that have not ended. */
  export const getBackupTasks = plainFunction(functions.getBackupTasks);
  export const getBackupTasksOutput = outputFunction(functions.getBackupTasks);

  /** The backups of a cloud-native cluster, each with its shards. */
  export const getClusterBackups = plainFunction(functions.getClusterBackups);
  export const getClusterBackupsOutput = outputFunction(functions.getClusterBackups);

  /** The instances of the account in the region, by tag, name and status. */
  export const getInstances = plainFunction(functions.getInstances);
  export const getInstancesOutput = outputFunction(functions.getInstances);

  /** How well the data of an instance is protected now. */
  export const getBackupHealth = plainFunction(functions.getBackupHealth);
  export const getBackupHealthOutput = outputFunction(functions.getBackupHealth);

  /** The arguments that restore a backup or a point in time into a new instance. */
  export const getRestoreArguments = plainFunction(functions.getRestoreArguments);
  export const getRestoreArgumentsOutput = outputFunction(functions.getRestoreArguments);

  /** What a cache analysis has found. */
  export const getCacheAnalysisReport = plainFunction(functions.getCacheAnalysisReport);
  export const getCacheAnalysisReportOutput = outputFunction(functions.getCacheAnalysisReport);

  /** The cache analyses of an instance. */
  export const getCacheAnalysisReportList = plainFunction(functions.getCacheAnalysisReportList);
  export const getCacheAnalysisReportListOutput = outputFunction(
    functions.getCacheAnalysisReportList,
  );
}

/** Tencent Cloud: TencentDB for Redis (CRS). */
export namespace crs {
  const { resources, functions } = crsDefinitions;

  /** The automatic backup policy of an instance: in which hour backups are taken, how long they are kept. */
  export const BackupPolicy = dynamicResource(resources.BackupPolicy);
  export type BackupPolicy = ResourceOf<
    typeof resources.BackupPolicy.inputs,
    typeof resources.BackupPolicy.outputs
  >;
  export type BackupPolicyArgs = ArgsOf<typeof resources.BackupPolicy.inputs>;

  /** A manual backup, taken when the resource is created and kept until its expiry. */
  export const ManualBackup = dynamicResource(resources.ManualBackup);
  export type ManualBackup = ResourceOf<
    typeof resources.ManualBackup.inputs,
    typeof resources.ManualBackup.outputs
  >;
  export type ManualBackupArgs = ArgsOf<typeof resources.ManualBackup.inputs>;

  /** A restore of an instance in place, once, when the resource is created. */
  export const Restore = dynamicResource(resources.Restore);
  export type Restore = ResourceOf<
    typeof resources.Restore.inputs,
    typeof resources.Restore.outputs
  >;
  export type RestoreArgs = ArgsOf<typeof resources.Restore.inputs>;

  /** The live automatic backup policy of an instance. */
  export const getBackupPolicy = plainFunction(functions.getBackupPolicy);
  export const getBackupPolicyOutput = outputFunction(functions.getBackupPolicy);

  /** The backups of an instance, newest first, in the form that they have for both clouds. */
  export const getBackups = plainFunction(functions.getBackups);
  export const getBackupsOutput = outputFunction(functions.getBackups);

  /** Signed links to the files of a backup; only the Output form gives them, since they are secret. */
  export const getBackupDownloadUrls = plainFunction(functions.getBackupDownloadUrls);
  export const getBackupDownloadUrlsOutput = outputFunction(functions.getBackupDownloadUrls);

  /** The tasks of an instance, such as backups and restores. */
  export const getTasks = plainFunction(functions.getTasks);
  export const getTasksOutput = outputFunction(functions.getTasks);
}
