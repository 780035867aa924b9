import { instanceOf, isInstance, isOf, tokenOf, UNKNOWN, valueOf, type Seen } from "../resource";
import { stackRule } from "../rule";

/** Flashback is on wherever the edition of the instance has it. */
export const flashbackOn = stackRule<{ whereEditionUnknown: "ignore" | "require" }>({
  name: "redis-flashback-on",
  description: "Data flashback is on, where the edition of the instance has it.",
  severity: "medium",
  remediation:
    "Set enableBackupLog to true; it also needs the parameter appendonly at yes. Where the edition has none, leave `whereEditionUnknown` at ignore.",
  parameters: {
    whereEditionUnknown: {
      type: "string",
      enum: ["ignore", "require"],
      default: "ignore",
      description: "What holds for policies of instances that the stack does not declare.",
    },
  },
  checkStack: (resources, { whereEditionUnknown }) => {
    const instances = resources.filter(isInstance);
    return resources
      .filter((resource) => tokenOf(resource) === "tair:BackupPolicy")
      .filter((policy) => {
        const instance = instances.find((candidate) => isOf(policy, candidate));
        const has = instance === undefined ? undefined : hasFlashback(instance);
        const isOn = valueOf(policy, "enableBackupLog");
        return isOn !== true && isOn !== UNKNOWN && (has ?? whereEditionUnknown === "require");
      })
      .map((policy) => ({
        urn: policy.urn,
        message: `Flashback of ${instanceOf(policy)} is not declared to be on, so that only whole backups can be restored.`,
      }));
  },
});

/** DRAM-based and persistent-memory Tair have it; ESSD-based Tair and community editions have not. */
function hasFlashback(instance: Seen): boolean | undefined {
  const text = (property: string) => {
    const value = valueOf(instance, property);
    return typeof value === "string" ? value : undefined;
  };
  if (instance.type === "alicloud:redis/tairInstance:TairInstance") {
    const type = text("instanceType");
    return type === undefined ? undefined : type === "tair_rdb" || type === "tair_scm";
  }
  const instanceClass = text("instanceClass");
  if (instanceClass === undefined) return undefined;
  return /^(redis\.amber\.|tair\.(rdb|scm)\.)/.test(instanceClass);
}
