import { z } from "zod";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { allInstances, type WireInstance } from "./instances";
import type { TairContext } from "./session";

const MOST_TAGS = 5;

/** States of an instance, as the vendor lists them. */
const STATUSES = [
  "Normal",
  "Creating",
  "Changing",
  "Inactive",
  "Flushing",
  "Released",
  "Transforming",
  "Unavailable",
  "Error",
  "Migrating",
  "BackupRecovering",
  "MinorVersionUpgrading",
  "NetworkModifying",
  "SSLModifying",
  "MajorVersionUpgrading",
  "Rebooting",
] as const;

/** The instances of the account in the region. */
export const getInstances = defineFunction<TairContext>()({
  token: "tair:getInstances",
  description:
    "The Tair and ApsaraDB for Redis instances of the account in the region, by tag, name and status; all pages. What is given has to fit together.",
  inputs: {
    searchKey: field(z.string().min(1).optional(), {
      description: "Only instances whose name or id contains this.",
      expected: "a part of a name or of an id",
    }),
    instanceStatus: field(z.enum(STATUSES).optional(), {
      description: "Only instances in this state.",
      expected: `one of ${STATUSES.join(", ")}`,
    }),
    tags: field(
      z
        .record(z.string().min(1), z.string())
        .refine(
          (tags) => Object.keys(tags).length <= MOST_TAGS,
          `has more than ${MOST_TAGS} tags, the most that can be asked for`,
        )
        .optional(),
      {
        description: "Only instances with all of these tags; five at most.",
        expected: 'a map of tags such as {"team": "shop"}',
      },
    ),
  },
  outputs: {
    instances: field(
      z.array(
        z.object({
          instanceId: z.string(),
          instanceName: z.string().optional(),
          instanceStatus: z.string().optional(),
          regionId: z.string().optional(),
          zoneId: z.string().optional(),
          architectureType: z.string().optional(),
          instanceType: z.string().optional(),
          editionType: z.string().optional(),
          engineVersion: z.string().optional(),
          instanceClass: z.string().optional(),
          nodeType: z.string().optional(),
          shardCount: z.number().optional(),
          capacity: z.number().optional(),
          chargeType: z.string().optional(),
          createTime: z.string().optional(),
          tags: z.record(z.string(), z.string()),
        }),
      ),
      { description: "The instances; memory in MB, times in UTC." },
    ),
  },
  answer: async (ctx, filter) => {
    const rows = await allInstances(ctx, filter);
    return { instances: rows.map(instanceOf) };
  },
});

function instanceOf(row: WireInstance) {
  const tags = (row.Tags?.Tag ?? []).map(({ Key, Value = "" }) => [Key, Value]);
  return {
    instanceId: row.InstanceId,
    instanceName: row.InstanceName,
    instanceStatus: row.InstanceStatus,
    regionId: row.RegionId,
    zoneId: row.ZoneId,
    architectureType: row.ArchitectureType,
    instanceType: row.InstanceType,
    editionType: row.EditionType,
    engineVersion: row.EngineVersion,
    instanceClass: row.InstanceClass,
    nodeType: row.NodeType,
    shardCount: row.ShardCount,
    capacity: row.Capacity,
    chargeType: row.ChargeType,
    createTime: row.CreateTime,
    tags: Object.fromEntries(tags) as Record<string, string>,
  };
}
