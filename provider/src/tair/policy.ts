import { z } from "zod";
import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { describeParameters } from "../api/alibaba/operations/describe-parameters";
import { modifyBackupPolicy } from "../api/alibaba/operations/modify-backup-policy";
import { minutes } from "../core/clock";
import { Refused } from "../core/errors";
import { agrees } from "../core/policy";
import { waitUntil } from "../core/wait";
import { sortDays, WEEKDAYS, type Weekday } from "./backup-window";
import { describeInstance, isOnDisks, type Instance } from "./instance";
import type { TairContext } from "./session";

/** The automatic backup policy of an instance as the cloud holds it, in UTC. */
export const policyShape = z.object({
  preferredBackupTime: z.string(),
  preferredBackupPeriod: z.array(z.enum(WEEKDAYS)),
  /** Days; absent where the API release doesn't tell. */
  backupRetentionPeriod: z.number().optional(),
  enableBackupLog: z.boolean().optional(),
});

export const partialPolicyShape = policyShape.partial();

export type Policy = z.infer<typeof policyShape>;

/** The live policy; an instance that is not found is an error. */
export async function livePolicy(ctx: TairContext, instanceId: string): Promise<Policy> {
  return policyOf(await ctx.api.call(describeBackupPolicy, { InstanceId: instanceId }));
}

/** The live policy; absent when the instance is not found, which is no proof yet that it is gone. */
export async function findPolicy(
  ctx: TairContext,
  instanceId: string,
): Promise<Policy | undefined> {
  const answer = await ctx.api.attempt(
    describeBackupPolicy,
    { InstanceId: instanceId },
    "InstanceNotFound",
  );
  return answer.ok ? policyOf(answer.value) : undefined;
}

export function policyOf(answer: z.output<typeof describeBackupPolicy.output>): Policy {
  return {
    preferredBackupTime: answer.PreferredBackupTime,
    preferredBackupPeriod: sortDays(
      answer.PreferredBackupPeriod.split(",").map((day) => day.trim() as Weekday),
    ),
    backupRetentionPeriod: answer.BackupRetentionPeriod,
    enableBackupLog: answer.EnableBackupLog,
  };
}

const UP_TO_MS = minutes(15);
const FLASHBACK_SHOWS_WITHIN_MS = minutes(2);

/**
 * Sends the whole policy, since the API resets what is left out, and returns when the cloud shows it
 * and the instance is Normal again.
 */
export async function writePolicy(
  ctx: TairContext,
  instanceId: string,
  policy: Policy,
): Promise<void> {
  await send(ctx, instanceId, policy);
  const began = ctx.clock.now();
  await waitUntil(ctx, {
    what: `the new policy of ${instanceId} to take effect`,
    upToMs: ctx.timeLimit?.ms ?? UP_TO_MS,
    boundBy: ctx.timeLimit?.setBy,
    advice: "Run again: the policy was sent, and the next run only looks.",
    poll: async () => {
      const live = await livePolicy(ctx, instanceId);
      if (!agrees(live, policy)) {
        const isFlashbackLate = ctx.clock.now() - began > FLASHBACK_SHOWS_WITHIN_MS;
        if (isFlashbackLate && agrees(live, { ...policy, enableBackupLog: undefined })) {
          throw await noFlashback(ctx, instanceId, "the API accepted it but it does not show.");
        }
        return { state: "pending", saw: "the policy before" };
      }
      const { status } = await describeInstance(ctx, instanceId);
      if (status !== "Normal") return { state: "pending", saw: `the instance is ${status}` };
      return { state: "done", value: undefined };
    },
  });
}

async function send(ctx: TairContext, instanceId: string, policy: Policy): Promise<void> {
  const { enableBackupLog, backupRetentionPeriod } = policy;
  const request = {
    InstanceId: instanceId,
    PreferredBackupTime: policy.preferredBackupTime,
    PreferredBackupPeriod: policy.preferredBackupPeriod.join(","),
    ...(backupRetentionPeriod === undefined
      ? {}
      : { BackupRetentionPeriod: backupRetentionPeriod }),
    ...(enableBackupLog === undefined
      ? {}
      : { EnableBackupLog: enableBackupLog ? (1 as const) : (0 as const) }),
  };
  if (enableBackupLog !== true) {
    await ctx.api.call(modifyBackupPolicy, request);
    return;
  }
  const sent = await ctx.api.attempt(modifyBackupPolicy, request, "NotSupported", "InstanceBusy");
  if (sent.ok) return;
  // No document says by which code flashback is refused where appendonly is off.
  const appendonly = await readAppendonly(ctx, instanceId);
  const isReady = async () => (await describeInstance(ctx, instanceId)).status === "Normal";
  const mayBeOff = appendonly === undefined && (await isReady());
  if (sent.tag === "NotSupported" || appendonly === "no" || mayBeOff) {
    throw await noFlashback(ctx, instanceId, sent.error.message);
  }
  await ctx.api.call(modifyBackupPolicy, request);
}

/** Fails where it is certain before the call that flashback can't be switched on. */
export async function refuseImpossibleFlashback(
  ctx: TairContext,
  instance: Instance,
): Promise<void> {
  const { instanceId, instanceType } = instance;
  const isCommunity = instanceType === "Redis";
  if (isCommunity || isOnDisks(instance) || (await readAppendonly(ctx, instanceId)) === "no") {
    throw await noFlashback(ctx, instanceId, undefined);
  }
}

/** Why flashback can't be switched on: the edition, or `appendonly`; both where neither can be read. */
async function noFlashback(
  ctx: TairContext,
  instanceId: string,
  refusal: string | undefined,
): Promise<Refused> {
  const appendonly = await readAppendonly(ctx, instanceId);
  const editions = "Only Tair DRAM-based and persistent memory-optimized instances have flashback";
  const cause =
    appendonly === undefined
      ? `${editions}, and only with the parameter appendonly at "yes", which could not be read (kvstore:DescribeParameters): check both, or leave enableBackupLog out`
      : appendonly === "yes"
        ? `${editions}; appendonly is "yes", so this edition (${editionOf(await describeInstance(ctx, instanceId))}) has none: leave enableBackupLog out`
        : `its parameter appendonly is "${appendonly}": set it to "yes" first, or leave enableBackupLog out`;
  return new Refused(
    `enableBackupLog: true can't be had for ${instanceId}. ${cause}.${refusal === undefined ? "" : ` The cloud said: ${refusal}`}`,
  );
}

/** The class says where the data of a Tair instance is; all of Redis has one edition. */
function editionOf({ instanceType = "unknown", instanceClass }: Instance): string {
  return instanceType === "Tair" && instanceClass !== undefined
    ? `Tair, ${instanceClass}`
    : instanceType;
}

/** `undefined` where it can't be read. */
async function readAppendonly(ctx: TairContext, instanceId: string): Promise<string | undefined> {
  const answer = await ctx.api.attempt(
    describeParameters,
    { DBInstanceId: instanceId },
    "AccessDenied",
    "InstanceNotFound",
  );
  if (!answer.ok) return undefined;
  const parameters = answer.value.RunningParameters?.Parameter ?? [];
  return parameters.find(({ ParameterName }) => ParameterName === "appendonly")?.ParameterValue;
}
