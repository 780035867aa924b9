import { z } from "zod";
import type { Client } from "../api/client";
import { field } from "../core/field";
import { originOutputs } from "../core/origin";
import { policyHandler } from "../core/policy";
import { onDeleteOfPolicy, policyOutputs } from "../core/policy-fields";
import type { Stronger } from "../core/policy-kind";
import { defineResource } from "../core/resource";
import { instanceId, onlyInstance, storageDays } from "./fields";
import { lookAhead, warnOfTicket } from "./forecast";
import { listPolicies } from "./lists";
import {
  findPolicy,
  livePolicy,
  partialPolicyShape,
  policyShape,
  writePolicy,
  type Policy,
} from "./policy";
import type { CrsContext } from "./session";

const inputs = {
  instanceId: instanceId(),
  timePeriod: field(z.string().refine(isWholeHour, "is not one whole hour"), {
    description:
      "The hour in which the daily automatic backup starts, in China time: one whole hour such as `02:00-03:00`.",
    expected: 'one whole hour in China time such as "02:00-03:00", or "23:00-00:00"',
    live: true,
  }),
  backupStorageDays: field(storageDays.optional(), {
    description:
      "Days for which automatic backups are kept; other than 7 needs a ticket with the vendor. Unset: not managed, kept as it is.",
    expected: "a whole number of days from 1 to 1825",
    live: true,
  }),
  onDelete: onDeleteOfPolicy("lowers a retention", "the retention to 7 days"),
};

const outputs = {
  ...policyOutputs(policyShape, partialPolicyShape),
  ...originOutputs("Tencent Cloud"),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;

/** The automatic backup policy of an instance. */
export const backupPolicy = defineResource<CrsContext>()({
  token: "crs:BackupPolicy",
  kind: "setting",
  settingOf: "instanceId",
  description:
    "The automatic backup policy of a TencentDB for Redis instance: in which hour the daily backup is taken, and how long it is kept. Fields that are not set are left as they are.",
  inputs,
  outputs,
  listInputs: { instanceId: onlyInstance() },
  refusedInputs: {
    weekDays:
      "can't be had: the API takes days of the week and ignores them, and backs up every day.",
  },
  handler: {
    ...policyHandler<Client, CrsContext, Inputs, Policy, object>({
      live: livePolicy,
      find: findPolicy,
      write: writePolicy,
      declared: (inputs) => managedOf(inputs, inputs),
      managed: managedOf,
      inputsOf: (live) => live,
      outputsOf: () => ({}),
      reset: (live) => ({ ...live, backupStorageDays: WITHOUT_TICKET }),
      stronger,
      describe: ({ timePeriod, backupStorageDays }) =>
        `${timePeriod} China time, kept ${backupStorageDays ?? "?"} days`,
      lookAhead: forecast,
    }),
    list: listPolicies,
  },
});

/** Days that automatic backups can be kept without asking the vendor. */
const WITHOUT_TICKET = 7;

/** On the hour, and the next hour after it; the last of the day ends at midnight. */
function isWholeHour(text: string): boolean {
  const match = /^([01]\d|2[0-3]):00-([01]\d|2[0-3]):00$/.exec(text);
  return match !== null && (Number(match[1]) + 1) % 24 === Number(match[2]);
}

/** The part of a policy that the user manages. */
function managedOf(inputs: Inputs, policy: Policy): Policy {
  const { timePeriod, backupStorageDays } = policy;
  return inputs.backupStorageDays === undefined
    ? { timePeriod }
    : { timePeriod, backupStorageDays };
}

/** What the policy from before would weaken. */
function stronger(live: Policy, target: Policy): Stronger<Policy>[] {
  const { backupStorageDays } = live;
  if ((backupStorageDays ?? 0) <= (target.backupStorageDays ?? 0)) return [];
  return [
    {
      kept: { backupStorageDays },
      because: `kept the retention of ${backupStorageDays} days, which is stronger than the ${target.backupStorageDays} days from before (onDelete: restorePreviousExactly would lower it)`,
    },
  ];
}

/** What a write would run into. */
async function forecast(
  ctx: CrsContext,
  { instanceId, backupStorageDays }: Inputs,
  live: Policy,
): Promise<void> {
  await lookAhead(ctx, instanceId, "`up` has to wait until that is over");
  const isNew = backupStorageDays !== live.backupStorageDays;
  if (isNew && backupStorageDays !== undefined && backupStorageDays !== WITHOUT_TICKET) {
    warnOfTicket(ctx, "backupStorageDays", backupStorageDays, "other than 7");
  }
}
