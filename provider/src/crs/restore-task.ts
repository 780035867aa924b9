import { chinaTime } from "../api/tencent/china-time";
import { describeTaskList } from "../api/tencent/operations/describe-task-list";
import { restoreInstance } from "../api/tencent/operations/restore-instance";
import { days, minutes, seconds } from "../core/clock";
import { Refused } from "../core/errors";
import { boundOf } from "../core/time-limit";
import { waitUntil, type Poll } from "../core/wait";
import { secondOf, taskOf } from "./backup-task";
import type { CrsContext } from "./session";

/** What to do where a restore in place can't be had. */
export const INSTEAD =
  "Clone the backup into a new instance instead (CloneInstances, or the console), and swap the addresses.";

/** RestoreInstance as it was sent: its task, or that the answer was lost. */
export interface Sent {
  /** By the cloud's clock. */
  readonly requestedAt: string;
  readonly taskId: string | undefined;
}

/** Sends RestoreInstance once. A refusal proves that nothing was started; a lost answer is a value. */
export async function sendRestore(
  ctx: CrsContext,
  { instanceId, backupId }: { instanceId: string; backupId: string },
): Promise<Sent> {
  const { password } = ctx.session;
  const requestedAt = secondOf(ctx.api.now());
  const outcome = await ctx.api.start(
    restoreInstance,
    {
      InstanceId: instanceId,
      BackupId: backupId,
      ...(password === undefined ? {} : { Password: password }),
    },
    // Not waited for: who restores next may overwrite what somebody has just brought back.
    "InstanceLocked",
    "InstanceNotReady",
    "BackupLocked",
    "NotSupported",
  );
  switch (outcome.state) {
    case "started":
      return { requestedAt, taskId: outcome.value.TaskId };
    case "unknown":
      return { requestedAt, taskId: undefined };
    case "refused": {
      const instead = outcome.tag === "NotSupported" ? ` ${INSTEAD}` : "";
      throw new Refused(`nothing was restored: ${outcome.error.message}${instead}`);
    }
  }
}

/** How long what the cloud has done may take to show in its lists. */
const SETTLES_WITHIN_MS = seconds(90);

/** The task of a restore whose answer was lost: exactly one that began since then. */
export function findRestoreTask(
  ctx: CrsContext,
  instanceId: string,
  requestedAt: string,
): Promise<string> {
  const began = ctx.clock.now();
  const requested = Date.parse(requestedAt);
  return waitUntil<string>(ctx, {
    what: `the restore of ${instanceId} to show in the list of tasks`,
    upToMs: 2 * SETTLES_WITHIN_MS,
    poll: async () => {
      const { Tasks } = await ctx.api.call(describeTaskList, {
        InstanceId: instanceId,
        Limit: 100,
        Offset: 0,
        TaskTypes: ["010"],
        BeginTime: chinaTime(requested - minutes(1)),
        EndTime: chinaTime(requested + days(1)),
      });
      const since = Tasks.filter((task) => Date.parse(task.StartTime ?? "") >= requested);
      const [task, ...more] = since;
      if (more.length > 0) throw undecided(instanceId, requestedAt, `${since.length} have`);
      if (task !== undefined) return { state: "done", value: task.TaskId };
      if (ctx.clock.now() - began <= SETTLES_WITHIN_MS)
        return { state: "pending", saw: "none yet" };
      throw undecided(instanceId, requestedAt, "none has");
    },
  });
}

/** A second restore would overwrite what was written after the first: only a person can decide. */
function undecided(instanceId: string, requestedAt: string, found: string): Refused {
  return new Refused(
    `whether ${instanceId} was restored is not known: the answer to RestoreInstance (sent ${requestedAt}) was lost, and of the tasks that restore ${found} begun since. It is not sent again by itself, since a second restore would overwrite what was written after the first. Look at the data and at the tasks of the instance (crs.getTasks). If it was restored, remove the restore from the program; if not, change triggers, with a new runBefore, to restore.`,
  );
}

/** How a restore ended: when, by the cloud's clock, or why it failed. */
export type Restored =
  | { readonly state: "restored"; readonly at: string }
  | { readonly state: "failed"; readonly reason: string };

/** Waits for the task to end; a failed one is a value. */
export function awaitRestore(
  ctx: CrsContext,
  { instanceId, taskId, requestedAt }: { instanceId: string; taskId: string; requestedAt: string },
): Promise<Restored> {
  return waitUntil<Restored>(ctx, {
    what: `${instanceId} to be restored`,
    ...boundOf(ctx, "restoreTimeoutMinutes"),
    sinceMs: Date.parse(requestedAt) - (ctx.api.now() - ctx.clock.now()),
    advice:
      "The restore goes on in the cloud: run `pulumi up` again to wait on, RestoreInstance is not sent again.",
    poll: async (): Promise<Poll<Restored>> => {
      const task = await taskOf(ctx, taskId);
      if (task === undefined) {
        throw new Refused(
          `how the restore of ${instanceId} goes can't be read (task ${taskId}): allow redis:DescribeTaskInfo on * for the identity of this run, and run \`pulumi up\` again; RestoreInstance is not sent again.`,
        );
      }
      switch (task.state) {
        case "unknown":
          if (ctx.api.now() - Date.parse(requestedAt) < minutes(5)) {
            return { state: "pending", saw: "the task is not known yet" };
          }
          throw new Refused(
            `task ${taskId}, which restores ${instanceId}, is not known to the cloud. Look at the instance in the console; the next \`pulumi up\` looks again, and does not restore again.`,
          );
        case "running":
          return { state: "pending", saw: task.saw };
        case "over":
          return { state: "done", value: { state: "restored", at: secondOf(ctx.api.now()) } };
        case "failed":
          return { state: "done", value: task };
      }
    },
  });
}
