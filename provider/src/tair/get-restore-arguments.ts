import { z } from "zod";
import { describeBackupPolicy } from "../api/alibaba/operations/describe-backup-policy";
import { show } from "../core/check";
import { InvalidInputs, Refused } from "../core/errors";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { moment } from "./moment";
import { findRows, listingOf, type BackupRow } from "./backup-sets";
import { instanceId } from "./fields";
import { describeInstance, type Instance } from "./instance";
import { futureFailures, secondOf } from "./restore-point";
import type { TairContext } from "./session";

const TAIR_INSTANCE = "alicloud.redis.TairInstance";
const INSTANCE = "alicloud.kvstore.Instance";

/** The arguments that restore into a new instance. */
export const getRestoreArguments = defineFunction<TairContext>()({
  token: "tair:getRestoreArguments",
  description:
    "The arguments of `alicloud.redis.TairInstance` or `alicloud.kvstore.Instance` (of the `alicloud` provider) that restore a backup or a point in time into a new instance like this one. On most instances that is the only way to restore. Name, password, whitelist and billing are not among them.",
  inputs: {
    instanceId: instanceId(),
    backupId: field(z.string().regex(/^\d+$/).optional(), {
      description:
        "The backup to restore; on a cloud-native cluster the one of any shard stands for the whole. One of `backupId`, `clusterBackupId` and `restoreTime`.",
      expected: "the number of a backup, as a string",
    }),
    clusterBackupId: field(
      z
        .string()
        .regex(/^cb-[\w-]+$/)
        .optional(),
      {
        description: "The backup of a cloud-native cluster to restore.",
        expected: 'the id of a cluster backup such as "cb-hyxdof5x9kqb0001"',
      },
    ),
    restoreTime: field(z.iso.datetime({ offset: true, precision: 0 }).optional(), {
      description: "The second, in RFC 3339, to restore; flashback has to cover it.",
      expected: 'a time in RFC 3339 with whole seconds such as "2026-11-02T08:59:30Z"',
    }),
  },
  outputs: {
    resource: field(z.string(), {
      description: `The resource that takes the arguments: \`${TAIR_INSTANCE}\` or \`${INSTANCE}\`.`,
    }),
    arguments: field(z.record(z.string(), z.unknown()), {
      description: "Its arguments, by their names in Pulumi.",
    }),
  },
  answer: async (ctx, source) => {
    refuseAmbiguous(source);
    const instance = await describeInstance(ctx, source.instanceId);
    const point = await pointOf(ctx, instance, source);
    return medium(instance) === undefined
      ? { resource: INSTANCE, arguments: instanceArguments(instance, point) }
      : { resource: TAIR_INSTANCE, arguments: tairArguments(instance, point) };
  },
});

interface Source {
  readonly instanceId: string;
  readonly backupId?: string | undefined;
  readonly clusterBackupId?: string | undefined;
  readonly restoreTime?: string | undefined;
}

type Point =
  | { readonly backupId: string }
  | { readonly clusterBackupId: string }
  | { readonly restoreTime: string };

function refuseAmbiguous({ backupId, clusterBackupId, restoreTime }: Source): void {
  const given = Object.entries({ backupId, clusterBackupId, restoreTime }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 1) return;
  const [, second] = given;
  throw new InvalidInputs([
    second === undefined
      ? {
          property: "restoreTime",
          reason: "is required, or backupId or clusterBackupId: what to restore.",
        }
      : {
          property: second[0],
          reason: `${show(second[1])} is given together with ${given[0]?.[0]} (${given[0]?.[1]}): give one of them.`,
        },
  ]);
}

/** What is there to restore, in the form in which a new instance takes it. */
async function pointOf(ctx: TairContext, instance: Instance, source: Source): Promise<Point> {
  const { instanceId, isCluster } = instance;
  const { restoreTime } = source;
  if (restoreTime !== undefined) {
    await refuseUncovered(ctx, instance, restoreTime);
    return { restoreTime: secondOf(restoreTime) };
  }
  const { backupId, clusterBackupId } = source;
  const listing = await listingOf(ctx, instanceId, isCluster);
  const all = await findRows(ctx, instanceId, listing, {
    ...(backupId === undefined ? {} : { backupId }),
    ...(clusterBackupId === undefined ? {} : { clusterBackupId }),
  });
  const named = (all ?? []).find((row) =>
    clusterBackupId === undefined
      ? row.backupId === backupId
      : row.clusterBackupId === clusterBackupId,
  );
  const id = backupId ?? clusterBackupId ?? "";
  if (named === undefined) {
    throw new Refused(
      `backup ${id} of ${instanceId} does not exist: it was never taken there, has expired or was deleted. tair.getBackups and tair.getClusterBackups list those that do.`,
    );
  }
  const whole = (all ?? []).filter((row) =>
    named.clusterBackupId === undefined
      ? row.backupId === backupId
      : row.clusterBackupId === named.clusterBackupId,
  );
  const problem = whole.map((row) => problemOf(row, ctx.api.now())).find(Boolean);
  if (problem !== undefined) {
    throw new Refused(`backup ${id} of ${instanceId} can't be restored: ${problem}.`);
  }
  return named.clusterBackupId === undefined
    ? { backupId: named.backupId }
    : { clusterBackupId: named.clusterBackupId };
}

/** Why a file brings nothing back. */
function problemOf(
  { nodeInstanceId = "it", status, backupSize, isRestorable, expireTime }: BackupRow,
  now: number,
): string | undefined {
  if (status !== "Success") return `the status of ${nodeInstanceId} is ${status}`;
  if (backupSize === 0) return `the file of ${nodeInstanceId} is empty`;
  if (!isRestorable) return "the cloud calls it invalid, as when a shard of it was deleted";
  const hasExpired = expireTime !== undefined && Date.parse(expireTime) <= now;
  return hasExpired ? `it has expired at ${expireTime}` : undefined;
}

async function refuseUncovered(
  ctx: TairContext,
  instance: Instance,
  restoreTime: string,
): Promise<void> {
  const { instanceId } = instance;
  const policy = await ctx.api.call(describeBackupPolicy, { InstanceId: instanceId });
  const ahead = futureFailures({ instanceId, restoreTime }, ctx.api.now());
  if (ahead.length > 0) throw new InvalidInputs(ahead);
  const told = policy.BackupLogStartTime ?? instance.backupLogStartTime;
  const earliest = Date.parse(moment(told) ?? "");
  if (policy.EnableBackupLog !== false && !(Date.parse(restoreTime) < earliest)) return;
  const why =
    policy.EnableBackupLog === false
      ? "flashback is off"
      : `flashback goes back to ${new Date(earliest).toISOString()}`;
  throw new Refused(
    `${restoreTime} can't be restored from ${instanceId}: ${why}. Restore the newest backup from before it (tair.getBackups).`,
  );
}

/** The storage of the vendor's newer Tair instances, by their class; others are made by another resource. */
function medium({ instanceClass }: Instance): string | undefined {
  const found = /^tair\.(rdb|scm|essd)\./.exec(instanceClass ?? "")?.[1];
  return found === undefined ? undefined : `tair_${found}`;
}

function tairArguments(instance: Instance, point: Point): Record<string, unknown> {
  if ("restoreTime" in point) {
    throw new Refused(
      `${TAIR_INSTANCE} takes no point in time, and ${instance.instanceId} (${instance.instanceClass}) can't be made by another resource. Restore ${point.restoreTime} into a new instance in the console, or with the vendor's CreateTairInstance (SrcDBInstanceId, RestoreTime), or restore the newest backup from before it.`,
    );
  }
  return defined({
    srcDbInstanceId: instance.instanceId,
    ...point,
    instanceType: medium(instance),
    instanceClass: instance.instanceClass,
    engineVersion: instance.engineVersion,
    shardCount: instance.isCluster ? instance.shardCount : undefined,
    zoneId: instance.zoneId,
    vpcId: instance.vpcId,
    vswitchId: instance.vswitchId,
  });
}

function instanceArguments(instance: Instance, point: Point): Record<string, unknown> {
  if ("clusterBackupId" in point) {
    throw new Refused(
      `${INSTANCE} takes no backup of a cloud-native cluster (${point.clusterBackupId}), and ${instance.instanceId} (${instance.instanceClass ?? "of an unknown class"}) can't be made by another resource. Restore it into a new instance in the console, or with the vendor's CreateInstance (SrcDBInstanceId, ClusterBackupId).`,
    );
  }
  return defined({
    srcdbInstanceId: instance.instanceId,
    ...point,
    instanceType: "Redis",
    instanceClass: instance.instanceClass,
    engineVersion: instance.engineVersion,
    zoneId: instance.zoneId,
    vswitchId: instance.vswitchId,
  });
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
