import { describeAutoBackupConfig } from "../api/tencent/operations/describe-auto-backup-config";
import { describeBackupUrl } from "../api/tencent/operations/describe-backup-url";
import { describeInstanceBackups } from "../api/tencent/operations/describe-instance-backups";
import { describeInstances } from "../api/tencent/operations/describe-instances";
import { describeTaskInfo } from "../api/tencent/operations/describe-task-info";
import { describeTaskList } from "../api/tencent/operations/describe-task-list";
import { getRedisBackupList } from "../api/tencent/operations/get-redis-backup-list";
import { manualBackupInstance } from "../api/tencent/operations/manual-backup-instance";
import { modifyAutoBackupConfig } from "../api/tencent/operations/modify-auto-backup-config";
import { restoreInstance } from "../api/tencent/operations/restore-instance";
import { asking, type Need } from "./need";

/** A preview looks at the instance; a restore looks too, before it takes a backup. */
const lookingAhead = (steps: Need["steps"], loss: string): Need => ({
  operation: describeInstances,
  steps,
  loss,
});

const UNSEEN = "a preview does not say that the instance is isolated or in another operation";

/** Which operations each resource and function of Tencent Cloud uses, and in which of its steps. */
export const crsNeeds: Readonly<Record<string, readonly Need[]>> = {
  "crs:BackupPolicy": [
    { operation: describeInstances, steps: ["list"] },
    lookingAhead(["preview"], UNSEEN),
    {
      operation: describeAutoBackupConfig,
      steps: ["read", "preview", "create", "update", "delete"],
    },
    { operation: modifyAutoBackupConfig, steps: ["create", "update"] },
    {
      operation: modifyAutoBackupConfig,
      steps: ["delete"],
      when: ({ onDelete }) => onDelete !== "retain",
    },
  ],

  "crs:ManualBackup": [
    { operation: describeInstances, steps: ["list"] },
    lookingAhead(["preview"], UNSEEN),
    {
      operation: describeInstanceBackups,
      steps: ["read", "preview", "create", "update", "list"],
    },
    // Where an answer was lost, the next `up` sends it again.
    { operation: manualBackupInstance, steps: ["create", "update"] },
    {
      operation: describeTaskInfo,
      steps: ["create", "update"],
      loss: "a task that fails is not seen to fail: `up` waits for its backup until it times out",
    },
    // After a lost answer it keeps a second backup from being taken.
    { operation: describeTaskList, steps: ["create", "update"] },
  ],

  "crs:Restore": [
    lookingAhead(["preview"], UNSEEN),
    lookingAhead(
      ["preview", "create", "update"],
      "an instance that can't be restored in place is told by the refusal of the restore only, after the backup before it",
    ),
    { operation: describeInstanceBackups, steps: ["preview", "create", "update"] },
    {
      operation: manualBackupInstance,
      steps: ["create", "update"],
      when: ({ backupBefore }) => backupBefore !== false,
    },
    { operation: restoreInstance, steps: ["create", "update"] },
    { operation: describeTaskInfo, steps: ["create", "update"] },
    // The task of a restore whose answer was lost.
    { operation: describeTaskList, steps: ["create", "update"] },
  ],

  // `redis-backup report`, of every instance of an account or of some.
  "crs:survey": [
    { operation: describeInstances, steps: ["list"] },
    ...[describeAutoBackupConfig, describeInstanceBackups].map((operation): Need => ({
      operation,
      steps: ["list", "ask"],
    })),
  ],

  "crs:getBackupPolicy": asking(describeAutoBackupConfig),
  "crs:getBackups": asking(describeInstanceBackups, getRedisBackupList),
  "crs:getBackupDownloadUrls": asking(describeBackupUrl),
  "crs:getTasks": asking(describeTaskList),
};
