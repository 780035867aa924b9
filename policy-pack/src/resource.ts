import type { PolicyResource } from "@pulumi/policy";

/** What a rule looks at of a resource; both an input and a whole stack have it. */
export type Seen = Pick<PolicyResource, "type" | "name" | "urn" | "props"> & {
  readonly opts: Pick<PolicyResource["opts"], "protect">;
  readonly propertyDependencies?: Readonly<Record<string, readonly { readonly urn: string }[]>>;
};

/** A value that is not known during a preview, where it comes from what is not made yet. */
export const UNKNOWN = Symbol("unknown");

/** A property; reading an unknown one throws in the policy framework. */
export function valueOf(resource: Seen, property: string): unknown {
  try {
    const value: unknown = resource.props[property];
    // Unknown parts throw when they are looked at.
    return value === undefined || value === null
      ? undefined
      : (JSON.parse(JSON.stringify(value)) as unknown);
  } catch {
    return UNKNOWN;
  }
}

const OURS = /^(?:pulumi-nodejs:dynamic\/)?redis-backup[:/](?<token>(?:tair|crs):\w+)$/;

/** `tair:BackupPolicy`, made by the plugin or by the dynamic host; absent for the resources of others. */
export function tokenOf({ type }: Pick<Seen, "type">): string | undefined {
  return OURS.exec(type)?.groups?.["token"];
}

export const isPolicy = (resource: Seen): boolean => /:BackupPolicy$/.test(tokenOf(resource) ?? "");
export const isManualBackup = (resource: Seen): boolean =>
  /:ManualBackup$/.test(tokenOf(resource) ?? "");

/** Redis instances as other packages declare them. */
const INSTANCE_TYPES: readonly string[] = [
  "alicloud:kvstore/instance:Instance",
  "alicloud:redis/tairInstance:TairInstance",
  "tencentcloud:Redis/instance:Instance",
];

export const isInstance = ({ type }: Seen): boolean => INSTANCE_TYPES.includes(type);

/** Whether a policy or backup is of an instance of the same stack, by its id or, before there is one, by the reference. */
export function isOf(ours: Seen, instance: Seen & { readonly id?: string }): boolean {
  const references = ours.propertyDependencies?.["instanceId"] ?? [];
  if (references.some(({ urn }) => urn === instance.urn)) return true;
  const declared = valueOf(ours, "instanceId");
  const id = valueOf(instance, "id");
  return typeof declared === "string" && declared !== "" && declared === id;
}

/** The instance that a policy or a backup names, for a message. */
export function instanceOf(ours: Seen): string {
  const id = valueOf(ours, "instanceId");
  return typeof id === "string" ? id : "an instance that is not made yet";
}
