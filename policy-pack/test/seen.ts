import { unknownCheckingProxy } from "@pulumi/policy";
import type { Seen } from "../src/resource";

/** As the engine writes a text that is not known before a resource is made. */
export const LATER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const HOSTS = ["redis-backup:", "pulumi-nodejs:dynamic/redis-backup/"] as const;

interface Options {
  readonly name?: string;
  readonly protect?: boolean;
  /** Resources that its instanceId comes from. */
  readonly of?: readonly Seen[];
}

/** A resource as the policy framework shows it: what is unknown throws when it is looked at. */
export function seen(type: string, props: object, options: Options = {}): Seen {
  const name = options.name ?? "orders";
  return {
    type,
    name,
    urn: `urn:pulumi:dev::test::${type}::${name}`,
    props: unknownCheckingProxy(props) as Seen["props"],
    opts: { protect: options.protect ?? false },
    propertyDependencies: { instanceId: (options.of ?? []).map(({ urn }) => ({ urn })) },
  };
}

export const policy = (props: object, options?: Options, host: string = HOSTS[0]): Seen =>
  seen(`${host}tair:BackupPolicy`, { instanceId: "r-orders01", ...props }, options);

export const backup = (props: object, options?: Options, host: string = HOSTS[0]): Seen =>
  seen(`${host}tair:ManualBackup`, { instanceId: "r-orders01", ...props }, options);

export const crsPolicy = (props: object): Seen =>
  seen("redis-backup:crs:BackupPolicy", { instanceId: "crs-5a4py64p", ...props });

export const crsBackup = (props: object, options?: Options): Seen =>
  seen("redis-backup:crs:ManualBackup", { instanceId: "crs-5a4py64p", ...props }, options);

export const instance = (props: object = {}, options?: Options): Seen =>
  seen("alicloud:kvstore/instance:Instance", { id: "r-orders01", ...props }, options);

export const tairInstance = (props: object = {}, options?: Options): Seen =>
  seen("alicloud:redis/tairInstance:TairInstance", { id: "r-orders01", ...props }, options);
