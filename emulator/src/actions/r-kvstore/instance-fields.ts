import { valueAt } from "../../model/dated";
import type { Instance } from "../../model/instance";
import { toSeconds } from "../../model/wire-time";

/** What DescribeInstanceAttribute and DescribeInstances answer alike; the rest differs in its type [C]. */
export function instanceFields(instance: Instance, time: number) {
  const { instanceId, regionId } = instance;
  return {
    InstanceId: instanceId,
    InstanceName: instance.name,
    InstanceStatus: valueAt(instance.statuses, time),
    RegionId: regionId,
    ZoneId: `${regionId}-a`,
    ArchitectureType: instance.architecture,
    InstanceType: instance.instanceType,
    EngineVersion: instance.engineVersion,
    InstanceClass: classOf(instance),
    Capacity: instance.capacityMb,
    ShardCount: instance.architecture === "cluster" ? instance.shardCount : 1,
    CloudType: instance.cloudNative ? "CloudNative" : "Classic",
    ComputingType: instance.cloudNative ? "containerized" : "classic",
    ChargeType: "PostPaid",
    NetworkType: "VPC",
    VpcId: "vpc-emulator",
    VSwitchId: "vsw-emulator",
    PrivateIp: "172.16.0.10",
    ResourceGroupId: "rg-emulator",
    PackageType: "standard",
    CreateTime: toSeconds(Date.parse(instance.createdAt)),
    ConnectionDomain: connectionDomain(instance),
    Port: 6379,
    ReplicaCount: instance.singleNode ? 0 : 1,
    QPS: 80_000,
    Bandwidth: 96,
    Connections: 20_000,
    Tags: { Tag: Object.entries(instance.tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}

const SERIES = { memory: "rdb", essd: "essd", localSsd: "localssd" };

function classOf({ cloudNative, storage }: Instance): string {
  return cloudNative ? `tair.${SERIES[storage]}.1g` : "redis.master.small.default";
}

export function connectionDomain(instance: Instance, suffix = ""): string {
  return `${instance.instanceId}${suffix}.redis.rds.aliyuncs.invalid`;
}
