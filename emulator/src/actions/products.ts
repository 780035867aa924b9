import type { Action } from "./action";
import { createCacheAnalysisJob } from "./das/create-cache-analysis-job";
import { describeCacheAnalysisJob } from "./das/describe-cache-analysis-job";
import { describeCacheAnalysisJobs } from "./das/describe-cache-analysis-jobs";
import { createBackup } from "./r-kvstore/create-backup";
import { createCacheAnalysisTask } from "./r-kvstore/create-cache-analysis-task";
import { deleteBackup } from "./r-kvstore/delete-backup";
import { describeBackupPolicy } from "./r-kvstore/describe-backup-policy";
import { describeBackupTasks } from "./r-kvstore/describe-backup-tasks";
import { describeBackups } from "./r-kvstore/describe-backups";
import { describeCacheAnalysisReport } from "./r-kvstore/describe-cache-analysis-report";
import { describeCacheAnalysisReportList } from "./r-kvstore/describe-cache-analysis-report-list";
import { describeClusterBackupList } from "./r-kvstore/describe-cluster-backup-list";
import { describeInstanceAttribute } from "./r-kvstore/describe-instance-attribute";
import { describeInstances } from "./r-kvstore/describe-instances";
import { describeParameters } from "./r-kvstore/describe-parameters";
import { describeTasks } from "./r-kvstore/describe-tasks";
import { modifyBackupExpireTime } from "./r-kvstore/modify-backup-expire-time";
import { modifyBackupPolicy } from "./r-kvstore/modify-backup-policy";
import { restoreInstance } from "./r-kvstore/restore-instance";
import { assumeRole } from "./sts/assume-role";
import { getCallerIdentity } from "./sts/get-caller-identity";

/** R-kvstore, STS and DAS: on one port the version tells them apart. */
const PRODUCTS = new Map(
  Object.entries({
    "2015-01-01": [
      createBackup,
      createCacheAnalysisTask,
      deleteBackup,
      describeBackupPolicy,
      describeBackupTasks,
      describeBackups,
      describeCacheAnalysisReport,
      describeCacheAnalysisReportList,
      describeClusterBackupList,
      describeInstanceAttribute,
      describeInstances,
      describeParameters,
      describeTasks,
      modifyBackupExpireTime,
      modifyBackupPolicy,
      restoreInstance,
    ],
    "2015-04-01": [assumeRole, getCallerIdentity],
    "2020-01-16": [createCacheAnalysisJob, describeCacheAnalysisJob, describeCacheAnalysisJobs],
  }).map(([version, actions]) => [version, byName(actions)]),
);

export function product(version: string): ReadonlyMap<string, Action> | undefined {
  return PRODUCTS.get(version);
}

function byName(actions: Action[]): Map<string, Action> {
  return new Map(actions.map((action) => [action.name, action]));
}
