/**
 * CreateCacheAnalysisJob
 * [D] documented: cn-shanghai serves all regions; BackupSetId is one backup or several, comma separated, required for
 *     cluster and read/write splitting; NodeId is ignored with it; without it the service takes a backup first; instances
 *     on disks (`storage`) are not supported; RAM on all resources.
 * [C] seen in code: the envelope, with Code and Success as strings; TaskState BACKUP, ANALYZING, FINISHED or FAILED.
 * [I] assumed: the code without a BackupSetId on a cluster (`analysisWithoutBackup`), and that of
 *     instances on disks (`analysisOnDisk`); unknown and failed backups are
 *     refused as for a restore; the form of a JobId.
 */
import { ApiError } from "../../api-error";
import { isComplete, isVisible } from "../../model/backup";
import { startAnalysis } from "../../model/analysis";
import { isRunning } from "../../model/backup-job";
import type { Instance } from "../../model/instance";
import { startBackup } from "../../model/start-backup";
import { valueAt } from "../../model/dated";
import { optional, type Action, type Call } from "../action";
import { ALL_RESOURCES, refusal } from "../r-kvstore/instance-of";
import { analysedInstance, enveloped, jobFields } from "./instance-of";

const SEPARATORS = ":;,_-+@=|#";

export const createCacheAnalysisJob: Action = {
  name: "CreateCacheAnalysisJob",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "hdm:CreateCacheAnalysisJob", resource: ALL_RESOURCES },
  run(call) {
    const instance = analysedInstance(call);
    if (instance.storage !== "memory") throw refusal(call, "analysisOnDisk");
    const ids = optional(call, "BackupSetId")?.split(",");
    const source = ids === undefined ? withBackup(call, instance) : ofBackups(call, instance, ids);
    const hasFailed = instance.nextAnalysisFails;
    instance.nextAnalysisFails = false;
    const analysis = {
      ...source,
      jobId: call.world.store.random.uuid().toLowerCase(),
      api: "das" as const,
      separators: optional(call, "Separators") ?? SEPARATORS,
      startedAt: call.now,
      endsAt: source.analysingFrom + instance.analysisSeconds * 1000,
      hasFailed,
    };
    startAnalysis(call.world, instance, analysis);
    call.world.store.onChange();
    return enveloped(jobFields(instance, analysis, call.now));
  },
};

function ofBackups(call: Call, instance: Instance, ids: readonly string[]) {
  const files = ids.map((backupId) => {
    const found = instance.backups.find((backup) => backup.backupId === backupId);
    if (found === undefined || !isVisible(found, call.now) || !isComplete(found, call.now))
      throw new ApiError("InvalidBackupSetID.NotFound");
    if (found.outcome === "Failed") throw new ApiError("IncorrectBackupSetState");
    return { nodeId: found.nodeInstanceId, backupId };
  });
  return { files, analysingFrom: call.now };
}

/** A backup nobody asked for, with its place in the quota and its storage. */
function withBackup(call: Call, instance: Instance) {
  if (instance.architecture !== "standard") throw refusal(call, "analysisWithoutBackup");
  if (valueAt(instance.statuses, call.now) !== "Normal")
    throw new ApiError("IncorrectDBInstanceState");
  if (instance.jobs.some((job) => isRunning(job, call.now))) throw new ApiError("BackupJobExists");
  const job = startBackup(call.world, instance, { mode: "Manual", at: call.now });
  const taken = instance.backups.find(({ jobId }) => job.jobIds.includes(jobId));
  const backupId = instance.redis ? (taken?.backupId ?? null) : null;
  const planned = instance.redis ? call.now + instance.jobSeconds * 1000 : undefined;
  return {
    files: [{ nodeId: instance.instanceId, backupId }],
    analysingFrom: job.endsAt ?? planned ?? Number.MAX_SAFE_INTEGER,
  };
}
