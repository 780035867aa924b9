/**
 * DescribeInstances
 * [D] documented: the parameters and the fields with their types; Limit 20 unless given and 1000 at most; Offset a multiple
 *     of Limit; Status 0, 1, 2, -2, -3; OrderBy projectId, createtime, instancename, type or curDeadline; OrderType 1, the
 *     default, is descending and 0 ascending; SearchKey is looked for in names; each of SearchKeys is part of a name or all
 *     of an id or address, and one of them has to fit; Type tells version and architecture by number; ProductType is
 *     standalone or cluster; times without a zone.
 * [I] assumed: by creation unless OrderBy is given; an instance that does not exist is left out and no error; one
 *     that a task has locked is in a flow, with Status 1; every filter
 *     has to fit; a tag fits by key and value; a value outside an enumeration is refused; Size is the memory of all shards;
 *     the values of fields that only describe the machine or the bill; a permission on everything.
 */
import { CrsError } from "../../crs-error";
import { crsTime } from "../../model/crs-time";
import { crsType, isLocked, type CrsInstance } from "../../model/crs-instance";
import { valueAt } from "../../model/dated";
import { list, pageOf, text, whole, type CrsAction, type CrsCall } from "../crs-action";
import { ownInstances } from "./describe-task-info";

const LARGEST_PAGE = 1000;
const ADDRESS = "172.16.0.20";
const SHARD_MB = 1024;
const REGION_IDS: Record<string, number> = {
  ...{ "ap-guangzhou": 1, "ap-shanghai": 4, "ap-hongkong": 5, "ap-shanghai-fsi": 7 },
  ...{ "ap-beijing": 8, "ap-singapore": 9, "ap-shenzhen-fsi": 11, "na-siliconvalley": 15 },
  ...{ "ap-chengdu": 16, "eu-frankfurt": 17, "ap-seoul": 18, "ap-chongqing": 19 },
  ...{ "na-ashburn": 22, "ap-bangkok": 23, "ap-tokyo": 25 },
};

type Row = ReturnType<typeof toRow>;
type Test = (row: Row) => boolean;

export const describeInstances: CrsAction = {
  name: "DescribeInstances",
  params: {
    ...{ Limit: "integer", Offset: "integer", InstanceId: "string", OrderBy: "string" },
    ...{ OrderType: "integer", VpcIds: "strings", SubnetIds: "strings", SearchKey: "string" },
    ...{ ProjectIds: "integers", InstanceName: "string", UniqVpcIds: "strings" },
    ...{ UniqSubnetIds: "strings", RegionIds: "integers", Status: "integers" },
    ...{ TypeVersion: "integer", EngineName: "string", AutoRenew: "integers" },
    ...{ BillingMode: "string", Type: "integer", SearchKeys: "strings", TypeList: "integers" },
    ...{ MonitorVersion: "string", InstanceTags: "objects", TagKeys: "strings" },
    ...{ ProductVersions: "strings", InstanceIds: "strings", AzMode: "string" },
  },
  required: [],
  permission: "*",
  run(call) {
    const { limit, offset } = pageOf(call, LARGEST_PAGE);
    const tests = testsOf(call);
    const rows = ownInstances(call)
      .map((instance) => toRow(call, instance))
      .filter((row) => tests.every((test) => test(row)))
      .sort(orderOf(call));
    return { TotalCount: rows.length, InstanceSet: rows.slice(offset, offset + limit) };
  },
};

function testsOf(call: CrsCall): Test[] {
  const statuses = oneEach(call, "Status", [0, 1, 2, -2, -3]);
  const [name, key] = [text(call, "InstanceName"), text(call, "SearchKey")];
  const keys = list<string>(call, "SearchKeys") ?? [];
  const tags = list<{ TagKey?: unknown; TagValue?: unknown }>(call, "InstanceTags") ?? [];
  const tagKeys = list<string>(call, "TagKeys") ?? [];
  const among = <K extends keyof Row>(parameter: string, field: K): Test => {
    const wanted = list<Row[K]>(call, parameter) ?? [];
    return (row) => wanted.length === 0 || wanted.includes(row[field]);
  };
  const is = <K extends keyof Row>(wanted: Row[K] | undefined, field: K): Test => {
    return (row) => wanted === undefined || row[field] === wanted;
  };
  return [
    is(text(call, "InstanceId"), "InstanceId"),
    among("InstanceIds", "InstanceId"),
    (row) => statuses.length === 0 || statuses.includes(row.Status),
    (row) => row.InstanceName.includes(name ?? "") && row.InstanceName.includes(key ?? ""),
    ({ InstanceName, InstanceId, WanIp }) =>
      keys.length === 0 ||
      keys.some((one) => InstanceName.includes(one) || one === InstanceId || one === WanIp),
    is(whole(call, "Type"), "Type"),
    among("TypeList", "Type"),
    among("ProjectIds", "ProjectId"),
    among("RegionIds", "RegionId"),
    among("UniqVpcIds", "UniqVpcId"),
    among("UniqSubnetIds", "UniqSubnetId"),
    among("ProductVersions", "ProductVersion"),
    among("AutoRenew", "AutoRenewFlag"),
    isTypeVersion(oneOf(call, "TypeVersion", whole(call, "TypeVersion"), [1, 2, 3])),
    isEngine(text(call, "EngineName")),
    isBilling(oneOf(call, "BillingMode", text(call, "BillingMode"), ["postpaid", "prepaid"])),
    isAlone(oneOf(call, "AzMode", text(call, "AzMode"), ["singleaz", "multiaz"])),
    ({ InstanceTags }) =>
      tags.every((tag) =>
        InstanceTags.some((own) => own.TagKey === tag.TagKey && own.TagValue === tag.TagValue),
      ) && tagKeys.every((one) => InstanceTags.some(({ TagKey }) => TagKey === one)),
  ];
}

/** 1 has no replica, which none here is without; 2 is one shard with replicas, 3 a cluster. */
const isTypeVersion =
  (wanted: number | undefined): Test =>
  ({ ProductType }) =>
    wanted === undefined || wanted === (ProductType === "cluster" ? 3 : 2);

/** `Redis-2.8`, …, or `CKV`. */
const isEngine =
  (wanted: string | undefined): Test =>
  ({ Engine, CurrentRedisVersion }) =>
    wanted === undefined ||
    wanted === (Engine === "CKV" ? "CKV" : `Redis-${CurrentRedisVersion.slice(0, 3)}`);

const isBilling =
  (wanted: string | undefined): Test =>
  () =>
    wanted !== "prepaid";

const isAlone =
  (wanted: string | undefined): Test =>
  () =>
    wanted !== "multiaz";

function oneOf<T>(call: CrsCall, name: string, given: T | undefined, allowed: readonly T[]) {
  if (given !== undefined && !allowed.includes(given)) throw CrsError.invalid(name);
  return given;
}

function oneEach(call: CrsCall, name: string, allowed: readonly number[]): readonly number[] {
  const given = list<number>(call, name) ?? [];
  for (const value of given) oneOf(call, name, value, allowed);
  return given;
}

function orderOf(call: CrsCall): (a: Row, b: Row) => number {
  const fields = {
    projectId: "ProjectId",
    createtime: "Createtime",
    instancename: "InstanceName",
    type: "Type",
    curDeadline: "DeadlineTime",
  } as const;
  const names = Object.keys(fields) as (keyof typeof fields)[];
  const wanted = oneOf<string>(call, "OrderBy", text(call, "OrderBy"), names);
  const field = fields[(wanted ?? "createtime") as keyof typeof fields];
  const isAscending = oneOf(call, "OrderType", whole(call, "OrderType"), [0, 1]) === 0;
  return (a, b) => {
    const order = a[field] < b[field] ? -1 : a[field] > b[field] ? 1 : 0;
    return isAscending ? order : -order;
  };
}

function toRow({ world, readAt }: CrsCall, instance: CrsInstance) {
  const { instanceId, regionId, engine, shards } = instance;
  const lasting = valueAt(instance.statuses, readAt);
  const status = lasting === 2 && isLocked(instance, readAt) ? 1 : lasting;
  return {
    InstanceName: instance.name,
    InstanceId: instanceId,
    Appid: 1250000000,
    ProjectId: 0,
    RegionId: REGION_IDS[regionId] ?? 0,
    ZoneId: 100003,
    VpcId: 75101,
    SubnetId: 46315,
    Status: status,
    WanIp: ADDRESS,
    Port: 6379,
    Createtime: crsTime(world, Date.parse(instance.createdAt)),
    Size: SHARD_MB * shards,
    SizeUsed: 0,
    Type: crsType(instance),
    AutoRenewFlag: 0,
    DeadlineTime: "0000-00-00 00:00:00",
    Engine: engine === "CKV" ? "CKV" : "Redis",
    ProductType: shards > 1 ? "cluster" : "standalone",
    UniqVpcId: "vpc-emulator",
    UniqSubnetId: "subnet-emulator",
    BillingMode: 0,
    InstanceTitle: status === 2 ? "运行中" : "",
    OfflineTime: "",
    SubStatus: 0,
    Tags: [] as string[],
    InstanceNode: [] as object[],
    RedisShardSize: SHARD_MB,
    RedisShardNum: shards,
    RedisReplicasNum: 1,
    PriceId: 0,
    CloseTime: "",
    SlaveReadWeight: 0,
    InstanceTags: Object.entries(instance.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    ProjectName: "",
    NoAuth: instance.password === null,
    ClientLimit: 10_000,
    DtsStatus: 0,
    NetLimit: 96,
    PasswordFree: instance.password === null ? 1 : 0,
    Vip6: "",
    IPv6: "",
    ReadOnly: 0,
    RemainBandwidthDuration: "",
    DiskSize: 0,
    MonitorVersion: "5s",
    ClientLimitMin: 10_000,
    ClientLimitMax: 40_000,
    NodeSet: [] as object[],
    Region: regionId,
    WanAddress: "",
    PolarisServer: "",
    RedisClusterId: "",
    DedicatedClusterId: "",
    ProductVersion: "local",
    CurrentProxyVersion: "",
    CurrentRedisVersion: engine === "CKV" ? "3.2.0" : `${engine}.0`,
    UpgradeProxyVersion: "",
    UpgradeRedisVersion: "",
    BackupMode: instance.backupMode,
    DeleteProtectionSwitch: 0,
  };
}
