import { z } from "zod";
import { describeAutoBackupConfig } from "../api/tencent/operations/describe-auto-backup-config";
import { modifyAutoBackupConfig } from "../api/tencent/operations/modify-auto-backup-config";
import { minutes } from "../core/clock";
import { agrees } from "../core/policy";
import { waitUntil } from "../core/wait";
import type { CrsContext } from "./session";

/** When automatic backups are taken, in China time, and how long they are kept. */
export const policyShape = z.object({
  timePeriod: z.string(),
  /** Absent where the API release doesn't tell. */
  backupStorageDays: z.number().optional(),
});

export const partialPolicyShape = policyShape.partial();

export type Policy = z.infer<typeof policyShape>;

const EVERY_DAY = [
  ...["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];

/** The live policy; an instance that is not found is an error. */
export async function livePolicy(ctx: CrsContext, instanceId: string): Promise<Policy> {
  return policyOf(await ctx.api.call(describeAutoBackupConfig, { InstanceId: instanceId }));
}

/** The live policy; absent when the instance is not found, which is no proof yet that it is gone. */
export async function findPolicy(ctx: CrsContext, instanceId: string): Promise<Policy | undefined> {
  const answer = await ctx.api.attempt(
    describeAutoBackupConfig,
    { InstanceId: instanceId },
    "InstanceNotFound",
  );
  return answer.ok ? policyOf(answer.value) : undefined;
}

export function policyOf(answer: z.output<typeof describeAutoBackupConfig.output>): Policy {
  return { timePeriod: answer.TimePeriod, backupStorageDays: answer.BackupStorageDays };
}

/**
 * Sends the whole policy, since the API may reset what is left out, and returns when the cloud shows it.
 * The days of the week change nothing, and older releases ask for them.
 */
export async function writePolicy(
  ctx: CrsContext,
  instanceId: string,
  { timePeriod, backupStorageDays }: Policy,
): Promise<void> {
  await ctx.api.call(modifyAutoBackupConfig, {
    InstanceId: instanceId,
    WeekDays: EVERY_DAY,
    TimePeriod: timePeriod,
    AutoBackupType: 1,
    ...(backupStorageDays === undefined ? {} : { BackupStorageDays: backupStorageDays }),
  });
  await waitUntil(ctx, {
    what: `the new policy of ${instanceId} to show`,
    upToMs: ctx.timeLimit?.ms ?? minutes(15),
    boundBy: ctx.timeLimit?.setBy,
    advice: "Run again: the policy was sent, and the next run only looks.",
    poll: async () =>
      agrees(await livePolicy(ctx, instanceId), { timePeriod, backupStorageDays })
        ? { state: "done", value: undefined }
        : { state: "pending", saw: "the policy before" },
  });
}
