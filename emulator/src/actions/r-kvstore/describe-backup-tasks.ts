/**
 * DescribeBackupTasks
 * [D] documented: JobMode filters; BackupJobID is an integer here; Progress is a percentage in a string, Process is dead;
 *     TempBackupTask is manual, NormalBackupTask automatic; NoStart, Preparing, Waiting, Uploading, Checking, Finished.
 *     RAM on all resources, as the harsher of two pages has it.
 * [C] seen in code: Finished is never seen, the job leaves the list (`finishedSeconds` shows it).
 * [I] assumed: the order of the states; a cluster has an entry per node (`clusterTasks`: one entry, or refused as the older
 *     page says); an unknown BackupJobId gives an empty list.
 */
import { jobNodes, jobProgressAt, jobStateAt } from "../../model/backup-job";
import { toSeconds } from "../../model/wire-time";
import { WireInteger } from "../../wire-integer";
import { digits, oneOf, type Action } from "../action";
import { ALL_RESOURCES, readInstance, refusal } from "./instance-of";

export const describeBackupTasks: Action = {
  name: "DescribeBackupTasks",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:DescribeBackupTasks", resource: ALL_RESOURCES },
  run(call) {
    const wantedId = digits(call, "BackupJobId");
    const wantedMode = oneOf(call, "JobMode", ["Automated", "Manual"]);
    const instance = readInstance(call);
    const isRefused = instance.architecture !== "standard" && instance.clusterTasks === "refused";
    if (isRefused) throw refusal(call, "clusterInDescribeBackupTasks");
    const BackupJobs = instance.jobs
      .filter((job) => wantedMode === undefined || job.mode === wantedMode)
      .flatMap((job) => {
        const state = jobStateAt(instance, job, call.readAt);
        if (state === undefined) return [];
        return jobNodes(instance, job)
          .filter(({ jobId }) => wantedId === undefined || jobId === wantedId)
          .map(({ nodeId, jobId }) => ({
            BackupJobID: new WireInteger(jobId),
            BackupProgressStatus: state,
            JobMode: job.mode,
            NodeId: nodeId,
            Process: "0",
            Progress: `${jobProgressAt(instance, job, call.readAt)}`,
            StartTime: toSeconds(job.startedAt),
            TaskAction: job.mode === "Manual" ? "TempBackupTask" : "NormalBackupTask",
          }));
      });
    return { InstanceId: instance.instanceId, BackupJobs };
  },
};
