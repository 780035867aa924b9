import { z } from "zod";
import type { Cloud } from "pulumi-redis-backup/survey";

/** A policy or a backup that a stack holds. */
export interface Held {
  readonly urn: string;
  readonly cloud: Cloud;
  readonly instanceId: string;
  /** Where it was made, as far as state tells. */
  readonly region: string | undefined;
  readonly accountId: string | undefined;
}

export interface HeldBackup extends Held {
  /** In the words of the survey: `backup/…`, `job/…`, `cluster/…`, `tag/…`. */
  readonly names: readonly string[];
}

export interface StackContents {
  readonly name: string;
  readonly policies: readonly Held[];
  readonly backups: readonly HeldBackup[];
}

const ids = z.array(z.string()).catch([]);
const id = z.string().optional().catch(undefined);

/** What of our resources, and of those they take the place of, says what they hold. */
const properties = z
  .object({
    instanceId: id,
    regionId: id,
    accountId: id,
    backupJobIds: ids,
    backupBeforeJobIds: ids,
    backups: z.array(z.object({ backupId: id })).catch([]),
    clusterBackupId: id,
    tag: id,
    backupId: id,
    redisId: id,
  })
  .partial();

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  external: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

const deployment = z.object({
  deployment: z.object({ resources: z.array(resource).optional() }),
});

/** What `pulumi stack export` says of backups; an error where the text is none of its answers. */
export function contentsOf(name: string, exported: string): StackContents {
  const parsed = deployment.safeParse(parsedJson(exported));
  if (!parsed.success) {
    throw new Error("it is not what `pulumi stack export` writes");
  }
  const resources = (parsed.data.deployment.resources ?? []).filter(
    // What a stack only looks at, by `BackupPolicy.get`, it neither declares nor holds.
    (resource) => resource.delete !== true && resource.external !== true,
  );
  return {
    name,
    policies: resources.flatMap(policyOf),
    backups: resources.flatMap(backupOf),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Resource = z.infer<typeof resource>;

const POLICIES: Record<string, Cloud> = {
  "redis-backup:tair:BackupPolicy": "alibaba",
  "redis-backup:crs:BackupPolicy": "tencent",
  // Whoever has not moved yet has a policy all the same.
  "alicloud:kvstore/backupPolicy:BackupPolicy": "alibaba",
  "tencentcloud:Redis/backupConfig:BackupConfig": "tencent",
};

const BACKUPS: Record<string, Cloud> = {
  "redis-backup:tair:ManualBackup": "alibaba",
  "redis-backup:tair:Restore": "alibaba",
  "redis-backup:crs:ManualBackup": "tencent",
  "alicloud:redis/backup:Backup": "alibaba",
};

/** The type that a program in another language has for what the dynamic host made. */
const typeOf = ({ type }: Resource): string =>
  type.replace(/^pulumi-nodejs:dynamic\/redis-backup\//, "redis-backup:");

function policyOf(resource: Resource): Held[] {
  const cloud = POLICIES[typeOf(resource)];
  return cloud === undefined ? [] : held(resource, cloud);
}

function backupOf(resource: Resource): HeldBackup[] {
  const cloud = BACKUPS[typeOf(resource)];
  if (cloud === undefined) return [];
  const of = propertiesOf(resource);
  const jobs = [...(of.backupJobIds ?? []), ...(of.backupBeforeJobIds ?? [])];
  const files = [...(of.backups ?? []).map(({ backupId }) => backupId), of.backupId];
  const names = [
    ...jobs.map((job) => `job/${job}`),
    ...files.flatMap((file) => (file === undefined ? [] : [`backup/${file}`])),
    ...(of.clusterBackupId === undefined ? [] : [`cluster/${of.clusterBackupId}`]),
    ...(of.tag === undefined ? [] : [`tag/${of.tag}`]),
  ];
  return held(resource, cloud).map((one) => ({ ...one, names }));
}

function held(resource: Resource, cloud: Cloud): Held[] {
  const of = propertiesOf(resource);
  // An id is the instance, or begins with it.
  const instanceId = of.instanceId ?? of.redisId ?? resource.id?.split(":")[0];
  if (instanceId === undefined) return [];
  const { regionId: region, accountId } = of;
  return [{ urn: resource.urn, cloud, instanceId, region, accountId }];
}

function propertiesOf({ inputs, outputs }: Resource): z.infer<typeof properties> {
  return properties.catch({}).parse({ ...inputs, ...outputs });
}
