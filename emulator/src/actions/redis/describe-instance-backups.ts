/**
 * DescribeInstanceBackups
 * [D] documented: Limit 20 unless given and 100 at most; Offset a multiple of Limit; BeginTime and EndTime without a
 *     zone, 30 days at most between them, on the start of a backup and both ends included; Status 2 alone unless given;
 *     BackupType is a string; Status, Locked and the sizes are integers; ExpireTime is the start plus the days.
 * [C] seen in samples: BackupType 0 is manual and 1 automatic; BackupId is three numbers with dashes; lifetimes of 20 to 40 s.
 * [I] assumed: newest first; InstanceId is required; one of the two times alone is refused; the row of a running backup is
 *     there from its start with Status 1 and no EndTime (`rowAppears`); expired ones are listed for a month.
 */
import { CrsError } from "../../crs-error";
import {
  crsStatus,
  crsType,
  isListed,
  type CrsBackup,
  type CrsInstance,
} from "../../model/crs-instance";
import { addCrsBackup, DAY } from "../../model/crs-flows";
import { crsTime } from "../../model/crs-time";
import {
  list,
  moment,
  pageOf,
  readCrsInstance,
  text,
  type CrsAction,
  type CrsCall,
} from "../crs-action";

const STATUSES = [1, 2, 3, 4, -1, -2];
export const CRS_BACKUP_TYPES = { Manual: "0", Automated: "1", Change: "2" } as const;

export const describeInstanceBackups: CrsAction = {
  name: "DescribeInstanceBackups",
  params: {
    InstanceId: "string",
    Limit: "integer",
    Offset: "integer",
    BeginTime: "string",
    EndTime: "string",
    Status: "integers",
    InstanceName: "string",
  },
  required: ["InstanceId"],
  permission: "instance",
  run(call) {
    const { limit, offset } = pageOf(call);
    const range = rangeOf(call);
    const statuses = list<number>(call, "Status") ?? [2];
    if (!statuses.every((status) => STATUSES.includes(status))) throw CrsError.invalid("Status");
    const instance = readCrsInstance(call);
    if (offset > 0 && call.pagesShift()) {
      const newest = Math.max(
        ...instance.backups.map(({ startedAt }) => startedAt),
        call.now - DAY,
      );
      const startTime = new Date(Math.min(newest + 1000, call.now)).toISOString();
      addCrsBackup(call.world, instance, { mode: "Automated", startTime });
    }
    const rows = rowsOf(call, instance, range).filter((backup) =>
      statuses.includes(crsStatus(backup, call.readAt)),
    );
    const isNamed = instance.name.includes(text(call, "InstanceName") ?? "");
    const found = isNamed ? rows : [];
    return {
      TotalCount: found.length,
      BackupSet: found.slice(offset, offset + limit).map((row) => toRow(call, instance, row)),
    };
  },
};

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Newest first, expired ones included. */
export function rowsOf({ readAt }: CrsCall, instance: CrsInstance, range: Range): CrsBackup[] {
  return instance.backups
    .filter((backup) => isListed(backup, readAt))
    .filter(({ startedAt }) => startedAt >= range.from && startedAt <= range.to + 999)
    .sort((a, b) => b.startedAt - a.startedAt);
}

function rangeOf(call: CrsCall): Range {
  const from = moment(call, "BeginTime");
  const to = moment(call, "EndTime");
  if (from === undefined && to === undefined) return { from: call.now - 30 * DAY, to: call.now };
  if (from === undefined) throw CrsError.invalid("BeginTime");
  if (to === undefined || to < from || to - from > 30 * DAY) throw CrsError.invalid("EndTime");
  return { from, to };
}

function toRow({ world, readAt }: CrsCall, instance: CrsInstance, backup: CrsBackup): object {
  const status = crsStatus(backup, readAt);
  return {
    StartTime: crsTime(world, backup.startedAt),
    BackupId: backup.backupId,
    BackupType: CRS_BACKUP_TYPES[backup.mode],
    Status: status,
    Remark: backup.remark,
    Locked: status === 1 ? 1 : 0,
    BackupSize: status === 1 ? 0 : backup.sizeBytes,
    FullBackup: 1,
    InstanceType: crsType(instance),
    InstanceId: instance.instanceId,
    InstanceName: instance.name,
    Region: instance.regionId,
    EndTime: status === 1 || backup.endedAt === null ? "" : crsTime(world, backup.endedAt),
    FileType: `RDB-Redis ${instance.engine}`,
    ExpireTime: crsTime(world, backup.expiresAt),
    Encrypted: false,
  };
}
