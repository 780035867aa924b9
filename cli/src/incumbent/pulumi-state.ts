import type { IncumbentResource } from "./resource";

type Json = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<string, IncumbentResource["kind"]>> = {
  "alicloud:kvstore/backupPolicy:BackupPolicy": "policy",
  "alicloud:redis/backup:Backup": "backup",
};

/** What `pulumi stack export` tells of alicloud.kvstore.BackupPolicy and alicloud.redis.Backup. */
export function fromPulumi(state: unknown): IncumbentResource[] {
  const { deployment } = object(state);
  if (typeof deployment !== "object" || deployment === null) {
    throw new Error("it is not what `pulumi stack export` writes: it has no deployment");
  }
  const { resources } = object(deployment);
  const all = Array.isArray(resources) ? resources.map(object) : [];
  const regions = new Map(
    all.map(({ urn, inputs }) => [String(urn), text(object(inputs)["region"])]),
  );
  return all.flatMap((resource) => {
    const kind = KINDS[String(resource["type"])];
    // One that is to be deleted was replaced: what took its place is in the state as well.
    if (kind === undefined || resource["delete"] === true) return [];
    const urn = String(resource["urn"]);
    const outputs = object(resource["outputs"]);
    const provider = String(resource["provider"] ?? "").replace(/::[^:]*$/, "");
    return {
      kind,
      address: urn,
      name: urn.split("::").at(-1) ?? "",
      id: String(resource["id"]),
      backupId: idOf(outputs["backupId"]),
      clusterBackupId: text(outputs["clusterBackupId"]),
      status: text(outputs["status"]),
      provider: regions.get(provider),
    };
  });
}

/** Absent and 0 are the same to the alicloud provider. */
export function idOf(value: unknown): string | undefined {
  return typeof value === "number" || typeof value === "string"
    ? text(String(value).replace(/^0$/, ""))
    : undefined;
}

export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const object = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};
