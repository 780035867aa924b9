import type { z } from "zod";
import { describeInstanceAttribute } from "../api/alibaba/operations/describe-instance-attribute";
import { Refused } from "../core/errors";
import type { TairContext } from "./session";

export interface Instance {
  readonly instanceId: string;
  readonly status: string;
  readonly isCluster: boolean;
  /** Nodes that each give a row to a backup; undefined where the answer does not say. */
  readonly shardCount: number | undefined;
  readonly isSingleNode: boolean;
  /** `undefined` where the answer does not say. */
  readonly isCloudNative: boolean | undefined;
  readonly engineVersion: string | undefined;
  readonly instanceType: string | undefined;
  /** The earliest second that flashback goes back to; the policy tells it too. */
  readonly backupLogStartTime: string | undefined;
  readonly instanceClass: string | undefined;
  readonly createdAt: string | undefined;
  readonly zoneId: string | undefined;
  readonly vpcId: string | undefined;
  readonly vswitchId: string | undefined;
  /** Memory in MB, which is also the size of backups that is free of charge. */
  readonly capacityMb: number | undefined;
}

export async function describeInstance(ctx: TairContext, instanceId: string): Promise<Instance> {
  const answer = await ctx.api.call(describeInstanceAttribute, { InstanceId: instanceId });
  return instanceOf(instanceId, answer);
}

/** `undefined` when it is not found. */
export async function findInstance(
  ctx: TairContext,
  instanceId: string,
): Promise<Instance | undefined> {
  const query = { InstanceId: instanceId };
  const answer = await ctx.api.attempt(describeInstanceAttribute, query, "InstanceNotFound");
  return answer.ok ? instanceOf(instanceId, answer.value) : undefined;
}

/** The first element is the instance; others are further connections of it. */
function instanceOf(
  instanceId: string,
  { Instances }: z.output<typeof describeInstanceAttribute.output>,
): Instance {
  const attribute = Instances.DBInstanceAttribute[0];
  if (attribute === undefined) {
    throw new Refused(
      `DescribeInstanceAttribute on ${instanceId} answered without the instance; try again.`,
    );
  }
  return {
    instanceId,
    status: attribute.InstanceStatus,
    isCluster: attribute.ArchitectureType === "cluster",
    shardCount: attribute.ShardCount,
    isSingleNode: /^(single|stand_?alone)/i.test(attribute.NodeType ?? ""),
    isCloudNative: cloudNative(attribute.CloudType ?? attribute.ComputingType),
    engineVersion: attribute.EngineVersion,
    instanceType: attribute.InstanceType,
    backupLogStartTime: attribute.BackupLogStartTime,
    instanceClass: attribute.InstanceClass,
    createdAt: attribute.CreateTime,
    zoneId: attribute.ZoneId,
    vpcId: attribute.VpcId,
    vswitchId: attribute.VSwitchId,
    capacityMb: attribute.Capacity,
  };
}

function cloudNative(type: string | undefined): boolean | undefined {
  if (type === undefined) return undefined;
  if (/^classic/i.test(type)) return false;
  return /cloud.?native|container/i.test(type) ? true : undefined;
}

/** Whether the data is on disks (ESSD, SSD) and not in memory; only the class tells. */
export function isOnDisks({ instanceClass = "" }: Pick<Instance, "instanceClass">): boolean {
  return /^tair\.(essd|localssd)\./.test(instanceClass);
}
