/**
 * DescribeInstances
 * [D] documented: Limit 20 unless given; Offset a multiple of Limit; Status 0 being made, 1 in a flow, 2 running, -2 isolated,
 *     -3 to be deleted; Createtime without a zone; Size in MB.
 * [I] assumed: Limit is 100 at most; newest instance first; an instance whose backup runs is in a flow; InstanceId of an
 *     instance that does not exist gives an empty list; the other filters and orders filter and order nothing.
 */
import { isLocked, type CrsInstance } from "../../model/crs-instance";
import { crsTime } from "../../model/crs-time";
import { valueAt } from "../../model/dated";
import { list, pageOf, text, type CrsAction, type CrsCall } from "../crs-action";
import { ownInstances } from "./describe-task-info";

export const describeInstances: CrsAction = {
  name: "DescribeInstances",
  params: {
    Limit: "integer",
    Offset: "integer",
    InstanceId: "string",
    InstanceIds: "strings",
    InstanceName: "string",
    OrderBy: "string",
    OrderType: "integer",
    ProjectIds: "integers",
    SearchKey: "string",
    Status: "integers",
  },
  required: [],
  permission: "*",
  run(call) {
    const { limit, offset } = pageOf(call);
    const rows = ownInstances(call)
      .filter((instance) => isWanted(call, instance))
      .sort((a, b) => createdAt(b) - createdAt(a))
      .map((instance) => toRow(call, instance));
    return { TotalCount: rows.length, InstanceSet: rows.slice(offset, offset + limit) };
  },
};

function isWanted(call: CrsCall, { instanceId, name }: CrsInstance): boolean {
  const ids = list<string>(call, "InstanceIds");
  return (
    (text(call, "InstanceId") ?? instanceId) === instanceId &&
    (ids === undefined || ids.length === 0 || ids.includes(instanceId)) &&
    name.includes(text(call, "InstanceName") ?? "")
  );
}

const createdAt = ({ configs }: CrsInstance): number => configs[0]?.from ?? 0;

function toRow({ world, readAt }: CrsCall, instance: CrsInstance) {
  const status = valueAt(instance.statuses, readAt);
  return {
    InstanceName: instance.name,
    InstanceId: instance.instanceId,
    Status: status === 2 && isLocked(instance, readAt) ? 1 : status,
    Createtime: crsTime(world, createdAt(instance)),
    Size: 1024 * instance.shards,
    Engine: instance.engine === "CKV" ? "CKV" : "Redis",
    ProductType: instance.shards > 1 ? "cluster" : "standalone",
    RedisShardNum: instance.shards,
    RedisShardSize: 1024,
    Region: instance.regionId,
    BackupMode: instance.backupMode,
  };
}
