/**
 * CreateBackup
 * [D] documented: BackupRetentionPeriod 7 to 730 or -1, only on cloud-native instances; BackupJobID is a string, and on a
 *     cluster from before 2023-12-05 one id per node, comma separated; one job at a time; 30 manual backups in 24 hours;
 *     single-node instances cannot be backed up; the instance must be Normal. It answers before anything is backed up.
 * [C] seen in vendor samples: ids with quotes inside the string (`quotedJobIds`).
 * [I] assumed: the codes of the refusals on single-node and on classic instances; the day is a rolling one; jobs that
 *     failed count as well.
 */
import { ApiError } from "../../api-error";
import { isRunning } from "../../model/backup-job";
import { DAY, startBackup } from "../../model/start-backup";
import { integer, type Action } from "../action";
import { instanceResource, refusal, writableInstance } from "./instance-of";

const MANUAL_BACKUPS_A_DAY = 30;

export const createBackup: Action = {
  name: "CreateBackup",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:CreateBackup", resource: instanceResource },
  run(call) {
    const retentionDays = integer(
      call,
      "BackupRetentionPeriod",
      (days) => days === -1 || (days >= 7 && days <= 730),
      "InvalidBackupRetentionPeriod.Malformed",
    );
    const instance = writableInstance(call);
    if (instance.singleNode) throw refusal(call, "singleNodeBackup");
    if (retentionDays !== undefined && !instance.cloudNative)
      throw refusal(call, "expiryOnClassic");
    if (instance.jobs.some((job) => isRunning(job, call.now)))
      throw new ApiError("BackupJobExists");
    const today = instance.jobs.filter(
      (job) => job.mode === "Manual" && job.startedAt > call.now - DAY,
    );
    if (today.length >= MANUAL_BACKUPS_A_DAY) throw new ApiError("BackupTimesExceeded");

    const request = {
      mode: "Manual",
      at: call.now,
      retentionDays,
      action: "CreateBackup",
    } as const;
    const job = startBackup(call.world, instance, request);
    call.world.store.onChange();
    const ids = job.jobIds.join(",");
    return { BackupJobID: instance.quotedJobIds ? `"${ids}"` : ids };
  },
};
