import { z } from "zod";
import { describeBackupTasks } from "../api/alibaba/operations/describe-backup-tasks";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { instanceId } from "./fields";
import type { TairContext } from "./session";

/** The backup jobs of an instance that have not ended. */
export const getBackupTasks = defineFunction<TairContext>()({
  token: "tair:getBackupTasks",
  description: "The backup jobs of an instance that have not ended, with their progress.",
  inputs: {
    instanceId: instanceId(),
    backupJobId: field(z.string().regex(/^\d+$/).optional(), {
      description: "Only this job.",
      expected: "the number of a job, as a string",
    }),
    jobMode: field(z.enum(["Automated", "Manual"]).optional(), {
      description: "Only jobs of this kind; both where unset.",
      expected: '"Automated" or "Manual"',
    }),
  },
  outputs: {
    backupJobs: field(
      z.array(
        z.object({
          backupJobId: z.string(),
          backupProgressStatus: z.string().optional(),
          jobMode: z.string().optional(),
          nodeId: z.string().optional(),
          progress: z.number().optional(),
          startTime: z.string().optional(),
          taskAction: z.string().optional(),
        }),
      ),
      { description: "The jobs; `progress` in percent, times in UTC." },
    ),
  },
  answer: async (ctx, { instanceId, backupJobId, jobMode }) => {
    const { BackupJobs } = await ctx.api.call(describeBackupTasks, {
      InstanceId: instanceId,
      ...(backupJobId === undefined ? {} : { BackupJobId: backupJobId }),
      ...(jobMode === undefined ? {} : { JobMode: jobMode }),
    });
    return {
      backupJobs: BackupJobs.map((job) => ({
        backupJobId: job.BackupJobID,
        backupProgressStatus: job.BackupProgressStatus,
        jobMode: job.JobMode,
        nodeId: job.NodeId,
        progress: job.Progress,
        startTime: job.StartTime,
        taskAction: job.TaskAction,
      })),
    };
  },
});
