/**
 * DescribeInstanceAttribute
 * [D] documented: the fields and their types; a missing instance is 404.
 * [C] seen in code: two elements when the instance has a public endpoint (`publicEndpoint`); HasRenewChangeOrder is the
 *     string "false"; Storage is a string.
 * [I] assumed: CloudType and ComputingType tell classic from cloud-native; the values of fields that only describe the
 *     machine; a running backup leaves the status Normal.
 */
import { valueAt } from "../../model/dated";
import type { Instance } from "../../model/instance";
import { toSeconds } from "../../model/wire-time";
import type { Action, Call } from "../action";
import { instanceResource, readInstance } from "./instance-of";

export const describeInstanceAttribute: Action = {
  name: "DescribeInstanceAttribute",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:DescribeInstanceAttribute", resource: instanceResource },
  run(call) {
    const instance = readInstance(call);
    const connections = instance.publicEndpoint ? ["", ".pub"] : [""];
    return {
      Instances: {
        DBInstanceAttribute: connections.map((suffix) => toAttribute(call, instance, suffix)),
      },
    };
  },
};

function toAttribute(call: Call, instance: Instance, suffix: string): object {
  const { instanceId, regionId } = instance;
  const since = valueAt(instance.policies, call.readAt).backupLogStartTime;
  return {
    InstanceId: instanceId,
    InstanceName: instance.name,
    InstanceStatus: valueAt(instance.statuses, call.readAt),
    RegionId: regionId,
    ZoneId: `${regionId}-a`,
    ArchitectureType: instance.architecture,
    InstanceType: instance.instanceType,
    Engine: "Redis",
    EngineVersion: instance.engineVersion,
    InstanceClass: instance.cloudNative ? "tair.rdb.1g" : "redis.master.small.default",
    NodeType: instance.singleNode ? "single" : "double",
    Capacity: instance.capacityMb,
    ShardCount: instance.architecture === "cluster" ? instance.shardCount : 1,
    CloudType: instance.cloudNative ? "CloudNative" : "Classic",
    ComputingType: instance.cloudNative ? "containerized" : "classic",
    ChargeType: "PostPaid",
    NetworkType: "VPC",
    PackageType: "standard",
    CreateTime: toSeconds(Date.parse(instance.createdAt)),
    ConnectionDomain: `${instanceId}${suffix}.redis.rds.aliyuncs.invalid`,
    Port: 6379,
    HasRenewChangeOrder: "false",
    IsOrderCompleted: true,
    InstanceReleaseProtection: false,
    ReplicaCount: instance.singleNode ? 0 : 1,
    ReadOnlyCount: 0,
    Storage: "",
    QPS: 80_000,
    Bandwidth: 96,
    Connections: 20_000,
    ...(since === null ? {} : { BackupLogStartTime: toSeconds(since) }),
    Tags: { Tag: Object.entries(instance.tags).map(([Key, Value]) => ({ Key, Value })) },
  };
}
