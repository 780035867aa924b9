import { idOf, object, text } from "./pulumi-state";
import type { IncumbentResource } from "./resource";

const KINDS: Readonly<Record<string, IncumbentResource["kind"]>> = {
  alicloud_kvstore_backup_policy: "policy",
  alicloud_redis_backup: "backup",
};

/** What a state of Terraform or OpenTofu tells of alicloud_kvstore_backup_policy and alicloud_redis_backup. */
export function fromTerraform(state: unknown): IncumbentResource[] {
  const { version, resources } = object(state);
  if (version !== 4 || !Array.isArray(resources)) {
    throw new Error(
      "it is not a state of Terraform in version 4: `terraform state pull` and `tofu state pull` write one, from any backend",
    );
  }
  return resources.map(object).flatMap((resource) => {
    const kind = KINDS[String(resource["type"])];
    const { instances } = resource;
    if (kind === undefined || resource["mode"] !== "managed" || !Array.isArray(instances))
      return [];
    return instances
      .map(object)
      .filter((instance) => instance["deposed"] === undefined)
      .map((instance) => {
        const attributes = object(instance["attributes"]);
        const address = addressOf(resource, instance["index_key"]);
        return {
          kind,
          address,
          name: nameOf(address),
          id: String(attributes["id"]),
          backupId: idOf(attributes["backup_id"]),
          clusterBackupId: text(attributes["cluster_backup_id"]),
          status: text(attributes["status"]),
          provider: text(resource["provider"]),
        };
      });
  });
}

type Json = Readonly<Record<string, unknown>>;

function addressOf({ module, type, name }: Json, key: unknown): string {
  const index = key === undefined ? "" : `[${JSON.stringify(key)}]`;
  return [...(text(module) === undefined ? [] : [module]), type, `${String(name)}${index}`].join(
    ".",
  );
}

/** The address without what is the same in all: `module.shop.alicloud_redis_backup.nightly["a"]` is shop-nightly-a. */
function nameOf(address: string): string {
  return address
    .replace(/\balicloud_(kvstore_backup_policy|redis_backup)\./, "")
    .replace(/\bmodule\./g, "");
}
