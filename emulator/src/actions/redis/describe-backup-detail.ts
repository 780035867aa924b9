/**
 * DescribeBackupDetail
 * [D] documented: the fields and their types; sizes in bytes, memory of a shard in MB.
 * [I] assumed: BackupType as in the list (the page says the reverse, its own sample does not); no encryption, whose fields
 *     are empty.
 */
import { crsStatus, crsType } from "../../model/crs-instance";
import { crsTime } from "../../model/crs-time";
import { readCrsInstance, text, type CrsAction } from "../crs-action";
import { CRS_BACKUP_TYPES } from "./describe-instance-backups";
import { usableBackup } from "./describe-backup-url";

export const describeBackupDetail: CrsAction = {
  name: "DescribeBackupDetail",
  params: { InstanceId: "string", BackupId: "string" },
  required: ["InstanceId", "BackupId"],
  permission: "instance",
  run(call) {
    const instance = readCrsInstance(call);
    const backup = usableBackup(call, instance, text(call, "BackupId"));
    return {
      BackupId: backup.backupId,
      StartTime: crsTime(call.world, backup.startedAt),
      EndTime: crsTime(call.world, backup.endedAt ?? backup.startedAt),
      BackupType: CRS_BACKUP_TYPES[backup.mode],
      Status: crsStatus(backup, call.readAt),
      Remark: backup.remark,
      Locked: 0,
      BackupSize: backup.sizeBytes,
      InstanceType: crsType(instance),
      MemSize: 1024,
      ShardNum: instance.shards,
      ReplicasNum: 1,
      Encrypted: false,
      DecryptKey: "",
      KmsKeyId: "",
      KeyAlgorithm: "",
    };
  },
};
