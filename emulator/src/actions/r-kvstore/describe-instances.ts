/**
 * DescribeInstances
 * [D] documented: RegionId required; InstanceIds comma separated, 30 at most; SearchKey is looked for in names and ids; five
 *     tags at most; the values of the enumerated filters; PageSize 30 unless given and 50 at most; RAM on instance/*.
 * [C] seen in code: an id that does not exist is left out and no error; where DescribeInstanceAttribute has the other type,
 *     HasRenewChangeOrder is a boolean, ReadOnlyCount a string, Storage an integer; no Engine and no BackupLogStartTime.
 * [I] assumed: every filter and every tag has to fit; a tag without a value asks for the key; a value that is not in an
 *     enumeration is refused; newest instance first; nothing expires, and nothing is a child of a global instance.
 */
import { ApiError } from "../../api-error";
import { findInstance } from "../../model/find-instance";
import type { Instance } from "../../model/instance";
import { integer, oneOf, optional, type Action, type Call } from "../action";
import { instanceFields } from "./instance-fields";
import { allInstances } from "./instance-of";
import { slice } from "./time-range";

const MOST_IDS = 30;
const MOST_TAGS = 5;
const LARGEST_PAGE = 50;
const STATUSES = [
  ...["Normal", "Creating", "Changing", "Inactive", "Flushing", "Released", "Transforming"],
  ...["Unavailable", "Error", "Migrating", "BackupRecovering", "MinorVersionUpgrading"],
  ...["NetworkModifying", "SSLModifying", "MajorVersionUpgrading", "Rebooting"],
];

/** Filters that compare a field of the row, with their values where those are enumerated. */
const FILTERS = {
  ArchitectureType: ["cluster", "standard", "rwsplit"],
  ChargeType: ["PrePaid", "PostPaid"],
  EditionType: ["Community", "Enterprise"],
  EngineVersion: ["2.8", "4.0", "5.0", "6.0", "7.0"],
  InstanceClass: undefined,
  InstanceStatus: STATUSES,
  InstanceType: ["Tair", "Redis", "Memcache"],
  NetworkType: ["CLASSIC", "VPC"],
  NodeType: ["MASTER_SLAVE", "STAND_ALONE", "double", "single"],
  PrivateIp: undefined,
  ResourceGroupId: undefined,
  VSwitchId: undefined,
  VpcId: undefined,
  ZoneId: undefined,
} as const;

type Row = ReturnType<typeof toRow>;
type Test = (row: Row) => boolean;

export const describeInstances: Action = {
  name: "DescribeInstances",
  methods: ["GET", "POST"],
  required: ["RegionId"],
  permission: { action: "kvstore:DescribeInstances", resource: allInstances },
  run(call) {
    const tests = [byIds(call), bySearchKey(call), ...byFields(call), ...byTags(call)];
    if (oneOf(call, "Expired", ["true", "false"]) === "true") tests.push(() => false);
    if (oneOf(call, "GlobalInstance", ["true", "false"]) === "true") tests.push(() => false);
    const number = integer(call, "PageNumber", (value) => value > 0) ?? 1;
    const isSize = (value: number) => value > 0 && value <= LARGEST_PAGE;
    const size = integer(call, "PageSize", isSize, "InvalidPageSize.Malformed") ?? 30;

    const rows = ownInstances(call)
      .map((instance) => toRow(call, instance))
      .filter((row) => tests.every((test) => test(row)));
    return {
      PageNumber: number,
      PageSize: size,
      TotalCount: rows.length,
      Instances: { KVStoreInstance: slice(rows, { number, size }) },
    };
  },
};

function ownInstances(call: Call): Instance[] {
  const { world, identity, regionId, readAt } = call;
  return Object.keys(world.store.state.instances)
    .flatMap((id) => findInstance(world, id, readAt) ?? [])
    .filter((instance) => instance.accountId === identity.accountId)
    .filter((instance) => instance.regionId === regionId)
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

function byIds(call: Call): Test {
  const ids = optional(call, "InstanceIds")?.split(",");
  if (ids === undefined) return () => true;
  if (ids.length > MOST_IDS || ids.some((id) => !/^[\w-]+$/.test(id)))
    throw new ApiError("InvalidInstanceIds.Malformed");
  return (row) => ids.includes(row.InstanceId);
}

function bySearchKey(call: Call): Test {
  const text = optional(call, "SearchKey") ?? "";
  return (row) => row.InstanceName.includes(text) || row.InstanceId.includes(text);
}

function byFields(call: Call): Test[] {
  const names = Object.keys(FILTERS) as (keyof typeof FILTERS)[];
  return names.flatMap((name) => {
    const values = FILTERS[name];
    const wanted = values === undefined ? optional(call, name) : oneOf<string>(call, name, values);
    return wanted === undefined ? [] : (row: Row) => row[name] === wanted;
  });
}

/** `Tag.1.Key`, `Tag.1.Value`, `Tag.2.Key`, … */
function byTags(call: Call): Test[] {
  const numbers = new Set(
    [...call.params.keys()].flatMap(
      (name) => /^Tag\.([1-9]\d*)\.(?:Key|Value)$/.exec(name)?.[1] ?? [],
    ),
  );
  if (numbers.size > MOST_TAGS) throw ApiError.invalid("Tag");
  return [...numbers].map((number) => {
    const key = optional(call, `Tag.${number}.Key`);
    const value = optional(call, `Tag.${number}.Value`);
    if (key === undefined) throw ApiError.invalid(`Tag.${number}.Key`);
    return (row) =>
      row.Tags.Tag.some((tag) => tag.Key === key && (value === undefined || tag.Value === value));
  });
}

function toRow(call: Call, instance: Instance) {
  const [single, double] = instance.cloudNative
    ? ["STAND_ALONE", "MASTER_SLAVE"]
    : ["single", "double"];
  return {
    ...instanceFields(instance, call.readAt),
    EditionType: instance.instanceType === "Tair" ? "Enterprise" : "Community",
    NodeType: instance.singleNode ? single : double,
    HasRenewChangeOrder: false,
    ReadOnlyCount: "0",
    Storage: 0,
  };
}
