import { z } from "zod";
import type { Client } from "../api/client";
import { show } from "../core/check";
import { field } from "../core/field";
import { originOutputs } from "../core/origin";
import { policyHandler } from "../core/policy";
import { onDeleteOfPolicy, policyOutputs } from "../core/policy-fields";
import type { Stronger } from "../core/policy-kind";
import { defineResource } from "../core/resource";
import {
  fromUtc,
  sortDays,
  startHour,
  toUtc,
  WEEKDAYS,
  zoneProblem,
  type Weekday,
} from "./backup-window";
import { instanceId, onlyInstance, retentionDays } from "./fields";
import { LONG_DAYS, lookAhead, rowsToGoBy, sizeOfNewest, storageWarning } from "./forecast";
import { eachInstance } from "./instances";
import {
  findPolicy,
  livePolicy,
  refuseImpossibleFlashback,
  partialPolicyShape,
  policyShape,
  writePolicy,
  type Policy,
} from "./policy";
import type { TairContext } from "./session";

const weekday = z.enum(WEEKDAYS);
const sameDays = (a: readonly Weekday[], b: readonly Weekday[]) =>
  sortDays(a).join() === sortDays(b).join();

const inputs = {
  instanceId: instanceId(),
  preferredBackupPeriod: field(
    z
      .array(weekday)
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, "names a day twice"),
    {
      description:
        "Days of the week on which automatic backups are taken, in UTC or in `timeZone`. A set: the order means nothing.",
      expected: `a list of one to seven different days out of ${WEEKDAYS.join(", ")}`,
      live: true,
      same: sameDays,
    },
  ),
  preferredBackupTime: field(z.string(), {
    description:
      "The hour in which automatic backups start: one whole hour in UTC, such as `02:00Z-03:00Z`; with `timeZone`, in that zone, such as `02:00-03:00`.",
    expected:
      'one whole hour such as "02:00Z-03:00Z" in UTC, or "02:00-03:00" together with timeZone',
    live: true,
  }),
  timeZone: field(z.string().optional(), {
    description:
      "IANA time zone in which the window and the days are given, such as `Asia/Shanghai`. Both are converted to UTC, which may shift the days; after a daylight-saving change the next `up` corrects them. Zones whose offset is not a whole number of hours are refused.",
    expected: 'a time zone name such as "Asia/Shanghai"',
  }),
  backupRetentionPeriod: field(retentionDays.optional(), {
    description: "Days for which automatic backups are kept. Unset: not managed, kept as it is.",
    expected: "a whole number of days from 7 to 730",
    live: true,
  }),
  enableBackupLog: field(z.boolean().optional(), {
    description:
      "Data flashback: restore to any second. Only on Tair DRAM-based and persistent memory-optimized instances with `appendonly` at `yes`. `false` switches it off. Unset: not managed, kept as it is.",
    expected: "true or false",
    live: true,
  }),
  onDelete: onDeleteOfPolicy(
    "lowers a retention and never switches flashback off",
    "retention 7 and flashback off",
  ),
};

const outputs = {
  effectiveBackupTime: field(z.string(), {
    description:
      "The window in UTC, as this resource last wrote it, or found it at an import; `getBackupPolicy` has the live one.",
  }),
  effectiveBackupPeriod: field(z.array(weekday), {
    description:
      "The days in UTC, as this resource last wrote them, or found them at an import; `getBackupPolicy` has the live ones.",
  }),
  ...policyOutputs(policyShape, partialPolicyShape, ", in UTC"),
  ...originOutputs("Alibaba Cloud"),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type Effective = Pick<Outputs, "effectiveBackupTime" | "effectiveBackupPeriod">;

/** The automatic backup policy of an instance. */
export const backupPolicy = defineResource<TairContext>()({
  token: "tair:BackupPolicy",
  kind: "setting",
  settingOf: "instanceId",
  description:
    "The automatic backup policy of a Tair or ApsaraDB for Redis instance: when backups are taken, how long they are kept, and data flashback. Fields that are not set are left as they are.",
  inputs,
  outputs,
  listInputs: { instanceId: onlyInstance() },
  rules: [
    {
      needs: ["timeZone"],
      check: ({ timeZone }, { now }) => {
        const problem = timeZone === undefined ? undefined : zoneProblem(timeZone, now);
        return problem === undefined
          ? []
          : [{ property: "timeZone", reason: `${show(timeZone)} ${problem}.` }];
      },
    },
    {
      needs: ["preferredBackupTime", "timeZone"],
      check: ({ preferredBackupTime, timeZone }) => {
        const problem = windowProblem(preferredBackupTime, timeZone);
        return problem === undefined ? [] : [{ property: "preferredBackupTime", reason: problem }];
      },
    },
  ],
  shifted: ({ state, inputs, now }) => {
    if (inputs.timeZone === undefined || state.effectiveBackupTime === undefined) return [];
    const wanted = utcWindow(inputs, now);
    return [
      ...(wanted.time === state.effectiveBackupTime ? [] : ["preferredBackupTime"]),
      ...(sameDays(wanted.days, state.effectiveBackupPeriod) ? [] : ["preferredBackupPeriod"]),
    ];
  },
  handler: {
    ...policyHandler<Client, TairContext, Inputs, Policy, Effective>({
      live: livePolicy,
      find: findPolicy,
      write: writePolicy,
      declared,
      managed: managedOf,
      inputsOf,
      outputsOf: (policy) => ({
        effectiveBackupTime: policy.preferredBackupTime,
        effectiveBackupPeriod: policy.preferredBackupPeriod,
      }),
      reset: (live) => ({ ...live, backupRetentionPeriod: 7, enableBackupLog: false }),
      stronger,
      describe,
      lookAhead: forecast,
    }),
    list: async function* (ctx, filter) {
      for await (const { instanceId, name } of eachInstance(ctx, filter)) {
        yield { id: instanceId, name };
      }
    },
  },
});

function windowProblem(time: string, timeZone: string | undefined): string | undefined {
  if (timeZone === undefined) {
    if (startHour(time, "utc") !== undefined) return undefined;
    const local = startHour(time, "local") === undefined ? "" : " Times without Z need timeZone.";
    return `${show(time)} is not a UTC window of one whole hour such as "02:00Z-03:00Z".${local}`;
  }
  if (startHour(time, "local") !== undefined) return undefined;
  const utc =
    startHour(time, "utc") === undefined ? "" : " Z means UTC: leave out either Z or timeZone.";
  return `${show(time)} is not a window of one whole hour in ${timeZone} such as "02:00-03:00".${utc}`;
}

function utcWindow(inputs: Inputs, now: number) {
  return toUtc(
    { days: inputs.preferredBackupPeriod, time: inputs.preferredBackupTime },
    inputs.timeZone,
    now,
  );
}

/** What the user declares, in UTC: the managed fields and nothing else. */
function declared(inputs: Inputs, now: number): Policy {
  const { days, time } = utcWindow(inputs, now);
  return managedOf(inputs, {
    preferredBackupTime: time,
    preferredBackupPeriod: days,
    backupRetentionPeriod: inputs.backupRetentionPeriod,
    enableBackupLog: inputs.enableBackupLog,
  });
}

/** The part of a policy that the user manages. */
function managedOf(inputs: Inputs, policy: Policy): Policy {
  const { preferredBackupTime, preferredBackupPeriod } = policy;
  return {
    preferredBackupTime,
    preferredBackupPeriod,
    ...(inputs.backupRetentionPeriod === undefined
      ? {}
      : { backupRetentionPeriod: policy.backupRetentionPeriod }),
    ...(inputs.enableBackupLog === undefined ? {} : { enableBackupLog: policy.enableBackupLog }),
  };
}

function inputsOf(live: Policy, prior: Inputs | undefined, now: number): Partial<Inputs> {
  const { days, time } = fromUtc(
    { days: live.preferredBackupPeriod, time: live.preferredBackupTime },
    prior?.timeZone,
    now,
  );
  return {
    preferredBackupPeriod: days,
    preferredBackupTime: time,
    backupRetentionPeriod: live.backupRetentionPeriod,
    enableBackupLog: live.enableBackupLog,
  };
}

/** What a write would run into, by reads alone. */
async function forecast(ctx: TairContext, inputs: Inputs, live: Policy): Promise<void> {
  const { instanceId, enableBackupLog, backupRetentionPeriod, preferredBackupPeriod } = inputs;
  const instance = await lookAhead(ctx, instanceId);
  if (enableBackupLog === true && live.enableBackupLog !== true) {
    await refuseImpossibleFlashback(ctx, instance);
  }
  const isLonger = (backupRetentionPeriod ?? 0) > (live.backupRetentionPeriod ?? Infinity);
  if (backupRetentionPeriod === undefined || !isLonger) return;
  const how = `a retention of ${backupRetentionPeriod} days`;
  const rows = await rowsToGoBy(ctx, instance, how);
  if (rows === undefined) return;
  const bytesEach = sizeOfNewest(rows);
  if (bytesEach === undefined && backupRetentionPeriod < LONG_DAYS) return;
  const warning = storageWarning(instance, {
    copies: Math.ceil((backupRetentionPeriod / 7) * preferredBackupPeriod.length),
    bytesEach,
    how,
  });
  if (warning !== undefined) ctx.log.warn(warning);
}

/** What the policy from before would weaken. */
function stronger(live: Policy, target: Policy): Stronger<Policy>[] {
  const { backupRetentionPeriod, enableBackupLog } = live;
  const lowers = (backupRetentionPeriod ?? 0) > (target.backupRetentionPeriod ?? 0);
  const switchesOff = enableBackupLog === true && target.enableBackupLog === false;
  return [
    ...(lowers
      ? [
          {
            kept: { backupRetentionPeriod },
            because: `kept the retention of ${backupRetentionPeriod} days, which is stronger than the ${target.backupRetentionPeriod} days from before (onDelete: restorePreviousExactly would lower it)`,
          },
        ]
      : []),
    ...(switchesOff
      ? [
          {
            kept: { enableBackupLog },
            because:
              "kept flashback on, which is stronger than off as before (onDelete: restorePreviousExactly would switch it off)",
          },
        ]
      : []),
  ];
}

function describe(policy: Policy): string {
  const log = policy.enableBackupLog === true ? ", flashback on" : "";
  return `${policy.preferredBackupPeriod.join(", ")} ${policy.preferredBackupTime}, kept ${policy.backupRetentionPeriod ?? "?"} days${log}`;
}
