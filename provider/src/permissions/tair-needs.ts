import { createBackup } from "../api/alibaba/operations/create-backup";
import { createCacheAnalysisJob } from "../api/alibaba/operations/create-cache-analysis-job";
import { createCacheAnalysisTask } from "../api/alibaba/operations/create-cache-analysis-task";
import { deleteBackup } from "../api/alibaba/operations/delete-backup";
import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { describeBackupTasks } from "../api/alibaba/operations/describe-backup-tasks";
import { describeBackups } from "../api/alibaba/operations/describe-backups";
import { describeCacheAnalysisJob } from "../api/alibaba/operations/describe-cache-analysis-job";
import { describeCacheAnalysisJobs } from "../api/alibaba/operations/describe-cache-analysis-jobs";
import { describeCacheAnalysisReport } from "../api/alibaba/operations/describe-cache-analysis-report";
import { describeCacheAnalysisReportList } from "../api/alibaba/operations/describe-cache-analysis-report-list";
import { describeClusterBackupList } from "../api/alibaba/operations/describe-cluster-backup-list";
import { describeInstanceAttribute } from "../api/alibaba/operations/describe-instance-attribute";
import { describeInstances } from "../api/alibaba/operations/describe-instances";
import { describeParameters } from "../api/alibaba/operations/describe-parameters";
import { modifyBackupExpireTime } from "../api/alibaba/operations/modify-backup-expire-time";
import { modifyBackupPolicy } from "../api/alibaba/operations/modify-backup-policy";
import { restoreInstance } from "../api/alibaba/operations/restore-instance";
import { asking, type Need } from "./need";

const NEVER_EXPIRES = -1;

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

const isByDas: Need["when"] = ({ api }) => api !== "r-kvstore";
const isRetired: Need["when"] = ({ api }) => api === "r-kvstore";

/** Cloud-native clusters list their backups apart; only a finished backup tells that it is of another. */
const mayBeOfCloudNativeCluster: Need["when"] = ({ clusterBackupId, status }) =>
  isSet(clusterBackupId) || (status !== "Success" && status !== "Expired");

/** A backup that is taken before something else is done. */
const takingABackup = (when: NonNullable<Need["when"]>): readonly Need[] => [
  { operation: createBackup, steps: ["create", "update"], when },
  {
    operation: describeBackupTasks,
    steps: ["preview", "create", "update"],
    when,
    loss: "the progress of the backup is not shown",
  },
];

/**
 * Which operations each resource and function of Alibaba Cloud uses, and in which of its steps. An update of an
 * action carries out what its creation could not.
 */
export const tairNeeds: Readonly<Record<string, readonly Need[]>> = {
  "tair:BackupPolicy": [
    { operation: describeBackupPolicy, steps: ["read", "preview", "create", "update", "delete"] },
    { operation: modifyBackupPolicy, steps: ["create", "update"] },
    { operation: describeInstanceAttribute, steps: ["preview", "create", "update"] },
    ...[modifyBackupPolicy, describeInstanceAttribute].map((operation): Need => ({
      operation,
      steps: ["delete"],
      when: ({ onDelete }) => onDelete !== "retain",
    })),
    {
      operation: describeParameters,
      steps: ["preview", "create", "update"],
      when: ({ enableBackupLog }) => enableBackupLog === true,
      loss: "flashback that is impossible because appendonly is off is refused by `up` only, and the error names two possible causes",
    },
    // A preview says what a longer retention would store.
    ...[describeBackups, describeClusterBackupList].map((operation): Need => ({
      operation,
      steps: ["preview"],
      when: ({ backupRetentionPeriod }) => isSet(backupRetentionPeriod),
      loss: "a preview does not say how much a longer retention stores",
    })),
    { operation: describeInstances, steps: ["list"] },
  ],

  "tair:ManualBackup": [
    { operation: describeInstanceAttribute, steps: ["preview", "create"] },
    {
      operation: describeInstanceAttribute,
      steps: ["read", "update", "delete"],
      when: ({ status }) => status !== "Success" && status !== "Expired",
    },
    {
      operation: describeBackups,
      steps: ["read", "preview", "create", "update", "delete", "list"],
    },
    {
      operation: describeClusterBackupList,
      steps: ["read", "preview", "create", "update", "delete", "list"],
      when: mayBeOfCloudNativeCluster,
    },
    {
      operation: describeBackupTasks,
      steps: ["preview", "create", "update", "delete"],
      loss: 'the progress of a backup is not shown; whether a job that runs already is a manual one can\'t be told, which only `ifBackupRunning: "wait"` gets along with',
    },
    { operation: createBackup, steps: ["create"] },
    {
      operation: modifyBackupExpireTime,
      steps: ["create"],
      when: ({ expectExpireTime }) => isSet(expectExpireTime),
    },
    {
      operation: modifyBackupExpireTime,
      steps: ["update"],
      when: ({ backupRetentionPeriod, expectExpireTime }) =>
        isSet(expectExpireTime) ||
        (isSet(backupRetentionPeriod) && backupRetentionPeriod !== NEVER_EXPIRES),
    },
    {
      operation: deleteBackup,
      steps: ["delete"],
      when: ({ onDelete, adopted }) =>
        onDelete !== "retain" && (adopted !== true || onDelete === "deleteAdopted"),
    },
    { operation: describeInstances, steps: ["list"] },
  ],

  "tair:Restore": [
    { operation: describeInstanceAttribute, steps: ["preview", "create", "update"] },
    {
      operation: describeBackupPolicy,
      steps: ["preview", "create", "update"],
      when: ({ restoreTime }) => isSet(restoreTime),
    },
    {
      operation: describeBackups,
      steps: ["preview", "create", "update"],
      when: ({ backupId, backupBefore }) => isSet(backupId) || backupBefore !== false,
    },
    ...takingABackup(({ backupBefore }) => backupBefore !== false),
    // Only classic instances are restored in place; a classic cluster is asked, and has no such list.
    {
      operation: describeClusterBackupList,
      steps: ["preview", "create", "update"],
      isDispensable: true,
    },
    { operation: restoreInstance, steps: ["create", "update"] },
  ],

  "tair:CacheAnalysis": [
    { operation: describeInstanceAttribute, steps: ["preview", "create", "update"] },
    ...[describeBackups, describeClusterBackupList].map((operation): Need => ({
      operation,
      steps: ["preview", "create", "update"],
      when: isByDas,
    })),
    ...takingABackup(({ takeBackup, api }) => takeBackup === true && api !== "r-kvstore"),
    { operation: createCacheAnalysisJob, steps: ["create", "update"], when: isByDas },
    { operation: describeCacheAnalysisJobs, steps: ["create", "update"], when: isByDas },
    { operation: describeCacheAnalysisJob, steps: ["create", "update"], when: isByDas },
    { operation: createCacheAnalysisTask, steps: ["create"], when: isRetired },
    { operation: describeCacheAnalysisReportList, steps: ["create", "update"], when: isRetired },
  ],

  // `redis-backup report`, of every instance of an account or of some.
  "tair:survey": [
    { operation: describeInstances, steps: ["list"] },
    { operation: describeInstanceAttribute, steps: ["ask"] },
    ...[describeBackupPolicy, describeBackups, describeClusterBackupList].map(
      (operation): Need => ({ operation, steps: ["list", "ask"] }),
    ),
  ],

  "tair:getBackupPolicy": asking(describeBackupPolicy),
  "tair:getBackups": asking(describeBackups),
  "tair:getBackupTasks": asking(describeBackupTasks),
  "tair:getClusterBackups": asking(describeClusterBackupList),
  "tair:getInstances": asking(describeInstances),
  "tair:getBackupHealth": asking(
    describeInstanceAttribute,
    describeBackupPolicy,
    describeBackups,
    describeClusterBackupList,
  ),
  "tair:getRestoreArguments": asking(
    describeInstanceAttribute,
    describeBackupPolicy,
    describeBackups,
    describeClusterBackupList,
  ),
  "tair:getCacheAnalysisReport": asking(describeCacheAnalysisJob, describeCacheAnalysisReport),
  "tair:getCacheAnalysisReportList": asking(
    describeCacheAnalysisJobs,
    describeCacheAnalysisReportList,
  ),
};
