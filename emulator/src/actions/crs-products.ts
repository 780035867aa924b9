import type { CrsAction } from "./crs-action";
import { describeAutoBackupConfig } from "./redis/describe-auto-backup-config";
import { describeBackupDetail } from "./redis/describe-backup-detail";
import { describeBackupDownloadRestriction } from "./redis/describe-backup-download-restriction";
import { describeBackupUrl } from "./redis/describe-backup-url";
import { describeInstanceBackups } from "./redis/describe-instance-backups";
import { describeInstances } from "./redis/describe-instances";
import { describeTaskInfo } from "./redis/describe-task-info";
import { describeTaskList } from "./redis/describe-task-list";
import { manualBackupInstance } from "./redis/manual-backup-instance";
import { modifyAutoBackupConfig } from "./redis/modify-auto-backup-config";
import { modifyBackupDownloadRestriction } from "./redis/modify-backup-download-restriction";
import { modifyInstanceBackupMode } from "./redis/modify-instance-backup-mode";
import { restoreInstance } from "./redis/restore-instance";
import { legacyTaskInfo } from "./redis-v2/describe-task-info";
import { getBackupDownloadUrl } from "./redis-v2/get-backup-download-url";
import { getRedisBackupList } from "./redis-v2/get-redis-backup-list";
import { getRedisTaskList } from "./redis-v2/get-redis-task-list";
import { legacyManualBackup } from "./redis-v2/manual-backup-instance";
import { legacyRestore } from "./redis-v2/restore-instance";
import { tencentCallerIdentity } from "./tencent-sts/get-caller-identity";

export interface CrsProduct {
  /** What a signature is made for. */
  readonly service: string;
  readonly actions: ReadonlyMap<string, CrsAction>;
}

/** API 3.0 by version: on one port it tells the products apart. */
export const CRS_PRODUCTS: ReadonlyMap<string, CrsProduct> = new Map([
  [
    "2018-04-12",
    product("redis", [
      describeAutoBackupConfig,
      describeBackupDetail,
      describeBackupDownloadRestriction,
      describeBackupUrl,
      describeInstanceBackups,
      describeInstances,
      describeTaskInfo,
      describeTaskList,
      manualBackupInstance,
      modifyAutoBackupConfig,
      modifyBackupDownloadRestriction,
      modifyInstanceBackupMode,
      restoreInstance,
    ]),
  ],
  ["2018-08-13", product("sts", [tencentCallerIdentity])],
]);

export const LEGACY_PRODUCT = product("redis", [
  getBackupDownloadUrl,
  getRedisBackupList,
  getRedisTaskList,
  legacyManualBackup,
  legacyRestore,
  legacyTaskInfo,
]);

function product(service: string, actions: CrsAction[]): CrsProduct {
  return { service, actions: new Map(actions.map((action) => [action.name, action])) };
}
