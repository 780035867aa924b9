/**
 * DescribeBackups
 * [D] documented: StartTime and EndTime to the minute; PageSize 30, 50, 100, 200, 300; a row per node, whose
 *     NodeInstanceId is the instance itself on standard ones; BackupMode, BackupType, BackupMethod, BackupStatus.
 * [C] seen in code: newest first; the row comes seconds after its job left the task list, or before it has a BackupId
 *     (`rowShape`); BackupJobID and BackupId are integers; no match is an empty list; URLs are signed and expire; rows of a
 *     cloud-native cluster although the newer page says no (`clusterRows`).
 * [I] assumed: 30 rows when no PageSize is given; the range is on the start of the backup and excludes its end; a failed
 *     row has an id, size 0 and no URL; a set that never expires has no ExpectExpireTime; NeedAof adds no rows.
 */
import { byNewest, isComplete, isVisible, type Backup } from "../../model/backup";
import { valueAt } from "../../model/dated";
import { downloadUrls } from "../../model/download-urls";
import { hasClusterBackups, type Instance } from "../../model/instance";
import { toSeconds } from "../../model/wire-time";
import { WireInteger } from "../../wire-integer";
import { digits, oneOf, type Action, type Call } from "../action";
import { instanceResource, readInstance, refusal } from "./instance-of";
import { shiftPages } from "./shift-pages";
import { storageSizes } from "./storage-sizes";
import { page, slice, timeRange } from "./time-range";

const PAGE_SIZES = [30, 50, 100, 200, 300];

export const describeBackups: Action = {
  name: "DescribeBackups",
  methods: ["GET", "POST"],
  required: ["InstanceId", "StartTime", "EndTime"],
  permission: { action: "kvstore:DescribeBackups", resource: instanceResource },
  run(call) {
    const range = timeRange(call);
    const backupId = digits(call, "BackupId");
    const jobId = digits(call, "BackupJobId");
    oneOf(call, "NeedAof", ["0", "1"]);
    const { number, size } = page(call, PAGE_SIZES);
    const instance = readInstance(call);
    const isRefused = hasClusterBackups(instance) && instance.clusterRows === "refused";
    if (isRefused) throw refusal(call, "clusterInDescribeBackups");
    shiftPages(call, instance, range, number);

    const rows = instance.backups
      .filter((backup) => isVisible(backup, call.readAt))
      .filter(({ startedAt }) => startedAt >= range.from && startedAt < range.to)
      .filter((backup) => jobId === undefined || backup.jobId === jobId)
      .filter(
        (backup) =>
          backupId === undefined ||
          (backup.backupId === backupId && isComplete(backup, call.readAt)),
      )
      .sort(byNewest);
    return {
      PageNumber: number,
      PageSize: size,
      TotalCount: rows.length,
      ...storageSizes(instance, call.readAt),
      Backups: {
        Backup: slice(rows, { number, size }).map((row) => toRow(call, instance, row)),
      },
    };
  },
};

function toRow(call: Call, instance: Instance, backup: Backup): object {
  const known = {
    BackupJobID: new WireInteger(backup.jobId),
    BackupMode: backup.mode,
    BackupType: "FullBackup",
    BackupMethod: "Physical",
    BackupStartTime: toSeconds(backup.startedAt),
    BackupDBNames: "all",
    EngineVersion: instance.engineVersion,
    NodeInstanceId: backup.nodeInstanceId,
  };
  if (!isComplete(backup, call.readAt)) {
    const BackupStatus = instance.rowShape === "rowFirstAsSuccess" ? "Success" : "Running";
    return { ...known, BackupStatus, BackupSize: 0 };
  }
  const expiry = valueAt(backup.expiry, call.readAt);
  return {
    BackupId: new WireInteger(backup.backupId),
    ...known,
    BackupStatus: backup.outcome,
    BackupEndTime: toSeconds(backup.endedAt ?? backup.startedAt),
    BackupSize: backup.sizeBytes,
    RecoverConfigMode: '{"whitelist":true,"config":true,"account":true}',
    ...downloadUrls(call.world, instance, backup, call.now),
    ...(expiry === null ? {} : { ExpectExpireTime: toSeconds(expiry) }),
  };
}
