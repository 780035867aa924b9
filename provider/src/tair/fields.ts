import { z } from "zod";
import { field } from "../core/field";

const instancePattern = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/);

/** The instance that a resource or function speaks of. */
export const instanceId = () =>
  field(instancePattern, {
    description: "ID of the Tair or ApsaraDB for Redis instance.",
    expected: 'the ID of an instance such as "r-bp1zxszhcgatnx0001"',
    replaceOnChanges: true,
  });

/** Narrows a list to one instance. */
export const onlyInstance = () =>
  field(instancePattern.optional(), {
    description: "Only what belongs to this instance; all instances of the region where unset.",
    expected: 'the ID of an instance such as "r-bp1zxszhcgatnx0001"',
  });

/** A node of an instance. */
export const node = instancePattern;

/** The two APIs that analyse what backups hold. */
export const analysisApi = z.enum(["das", "r-kvstore"]);

/** Days that the API takes for the retention of backups. */
export const retentionDays = z.int().min(7).max(730);

/** What the backups of an instance take, as every list of them tells. */
export const storage = {
  fullStorageSize: field(z.number().optional(), { description: "Bytes that full backups take." }),
  logStorageSize: field(z.number().optional(), { description: "Bytes that flashback logs take." }),
  freeSize: field(z.number().optional(), { description: "Bytes that are free of charge." }),
};
