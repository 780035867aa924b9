import type { Action } from "./action";
import { createBackup } from "./r-kvstore/create-backup";
import { deleteBackup } from "./r-kvstore/delete-backup";
import { describeBackupPolicy } from "./r-kvstore/describe-backup-policy";
import { describeBackupTasks } from "./r-kvstore/describe-backup-tasks";
import { describeBackups } from "./r-kvstore/describe-backups";
import { describeClusterBackupList } from "./r-kvstore/describe-cluster-backup-list";
import { describeInstanceAttribute } from "./r-kvstore/describe-instance-attribute";
import { describeInstances } from "./r-kvstore/describe-instances";
import { describeParameters } from "./r-kvstore/describe-parameters";
import { modifyBackupExpireTime } from "./r-kvstore/modify-backup-expire-time";
import { modifyBackupPolicy } from "./r-kvstore/modify-backup-policy";
import { restoreInstance } from "./r-kvstore/restore-instance";
import { assumeRole } from "./sts/assume-role";
import { getCallerIdentity } from "./sts/get-caller-identity";

/** R-kvstore and STS: on one port the version tells them apart. */
const PRODUCTS = new Map(
  Object.entries({
    "2015-01-01": [
      createBackup,
      deleteBackup,
      describeBackupPolicy,
      describeBackupTasks,
      describeBackups,
      describeClusterBackupList,
      describeInstanceAttribute,
      describeInstances,
      describeParameters,
      modifyBackupExpireTime,
      modifyBackupPolicy,
      restoreInstance,
    ],
    "2015-04-01": [assumeRole, getCallerIdentity],
  }).map(([version, actions]) => [version, byName(actions)]),
);

export function product(version: string): ReadonlyMap<string, Action> | undefined {
  return PRODUCTS.get(version);
}

function byName(actions: Action[]): Map<string, Action> {
  return new Map(actions.map((action) => [action.name, action]));
}
