/**
 * DescribeBackupPolicy
 * [D] documented: PreferredNextBackupTime in minutes; EnableBackupLog 0 or 1; DbsInstance.
 * [C] seen in code: BackupRetentionPeriod and DbsInstance are strings, EnableBackupLog is an integer; the order of the days
 *     means nothing.
 * [I] assumed: the days are answered in the order of the week, whatever was sent; BackupLogStartTime only with flashback.
 */
import { nextAutomaticBackup } from "../../model/backup-policy";
import { valueAt } from "../../model/dated";
import { toMinutes, toSeconds } from "../../model/wire-time";
import type { Action } from "../action";
import { instanceResource, readInstance } from "./instance-of";

export const describeBackupPolicy: Action = {
  name: "DescribeBackupPolicy",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:DescribeBackupPolicy", resource: instanceResource },
  run(call) {
    const instance = readInstance(call);
    const policy = valueAt(instance.policies, call.readAt);
    const since = policy.backupLogStartTime;
    return {
      BackupRetentionPeriod: `${policy.backupRetentionPeriod}`,
      PreferredBackupPeriod: policy.preferredBackupPeriod.join(","),
      PreferredBackupTime: policy.preferredBackupTime,
      PreferredNextBackupTime: toMinutes(nextAutomaticBackup(instance, call.readAt)),
      EnableBackupLog: policy.enableBackupLog ? 1 : 0,
      DbsInstance: "0",
      ...(since === null ? {} : { BackupLogStartTime: toSeconds(since) }),
    };
  },
};
