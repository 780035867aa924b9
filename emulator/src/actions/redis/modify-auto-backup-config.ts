/**
 * ModifyAutoBackupConfig
 * [D] documented: WeekDays are accepted and change nothing, and older pages ask for them (`weekDaysRequired`);
 *     TimePeriod is one of 24 whole hours without a zone; AutoBackupType is 1; BackupStorageDays 7 without a ticket
 *     (`longRetention`); the answer echoes the four.
 * [I] assumed: what is left out is reset, the hour to 02:00-03:00 and the days to 7; the instance need not run, but no
 *     flow may hold it.
 */
import { CrsError } from "../../crs-error";
import { record } from "../../model/dated";
import { isCrsWindow } from "../../model/crs-window";
import { isWeekday, WEEKDAYS } from "../../model/weekdays";
import { list, text, whole, writableCrsInstance, type CrsAction } from "../crs-action";

export const modifyAutoBackupConfig: CrsAction = {
  name: "ModifyAutoBackupConfig",
  params: {
    InstanceId: "string",
    WeekDays: "strings",
    TimePeriod: "string",
    AutoBackupType: "integer",
    BackupStorageDays: "integer",
  },
  required: ["InstanceId"],
  permission: "instance",
  run(call) {
    const weekDays = list<string>(call, "WeekDays");
    if (weekDays === undefined && call.world.crsSettings.weekDaysRequired) {
      throw new CrsError("MissingParameter", "The parameter WeekDays is required.");
    }
    const areDays = weekDays === undefined || (weekDays.length > 0 && weekDays.every(isWeekday));
    if (!areDays) throw new CrsError("InvalidParameterValue.WeekDaysIsInvalid");
    const timePeriod = text(call, "TimePeriod") ?? "02:00-03:00";
    if (!isCrsWindow(timePeriod)) throw new CrsError("InvalidParameter.Period");
    if ((whole(call, "AutoBackupType") ?? 1) !== 1)
      throw new CrsError("InvalidParameter.NotSupported");
    const days = whole(call, "BackupStorageDays") ?? 7;
    const instance = writableCrsInstance(call);
    const isAllowed = days === 7 || (instance.longRetention && days >= 1 && days <= 1825);
    if (!isAllowed) throw new CrsError("InvalidParameter.NotSupported");
    record(instance.configs, call.now, { timePeriod, backupStorageDays: days });
    call.world.store.onChange();
    return {
      AutoBackupType: 1,
      WeekDays: [...WEEKDAYS],
      TimePeriod: timePeriod,
      BackupStorageDays: days,
    };
  },
};
