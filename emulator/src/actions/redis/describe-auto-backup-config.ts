/**
 * DescribeAutoBackupConfig
 * [D] documented: the fields and their types; AutoBackupType and BinlogStorageDays mean nothing.
 * [I] assumed: the week days are all seven, whatever was sent.
 */
import { valueAt } from "../../model/dated";
import { WEEKDAYS } from "../../model/weekdays";
import { readCrsInstance, type CrsAction } from "../crs-action";

export const describeAutoBackupConfig: CrsAction = {
  name: "DescribeAutoBackupConfig",
  params: { InstanceId: "string" },
  required: ["InstanceId"],
  permission: "instance",
  run(call) {
    const { timePeriod, backupStorageDays } = valueAt(readCrsInstance(call).configs, call.readAt);
    return {
      AutoBackupType: 1,
      WeekDays: [...WEEKDAYS],
      TimePeriod: timePeriod,
      BackupStorageDays: backupStorageDays,
      BinlogStorageDays: 7,
    };
  },
};
