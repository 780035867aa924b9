import { isInstance, isManualBackup, isOf, UNKNOWN, valueOf, type Seen } from "../resource";
import { stackRule } from "../rule";

/** An instance that is replaced or deleted leaves a manual backup behind, or can't be replaced at all. */
export const backedUpBeforeLoss = stackRule<{
  protectSuffices: boolean;
  exempt: readonly string[];
}>({
  name: "redis-instance-backed-up-before-loss",
  description:
    "An instance is protected from replacement and deletion, or has a manual backup that a destroy retains.",
  severity: "high",
  remediation:
    'Set the option protect on the instance; before it is lifted, declare a ManualBackup of the instance with onDelete: "retain".',
  parameters: {
    protectSuffices: {
      type: "boolean",
      default: true,
      description:
        "Whether the option protect is enough; if not, a retained manual backup is needed at all times.",
    },
    exempt: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names of instance resources whose data may be lost.",
    },
  },
  checkStack: (resources, { protectSuffices, exempt }) => {
    const retained = resources.filter(
      (resource) => isManualBackup(resource) && isRetained(resource),
    );
    return resources
      .filter((resource) => isInstance(resource) && !exempt.includes(resource.name))
      .filter((instance) => !(protectSuffices && instance.opts.protect))
      .filter((instance) => !retained.some((backup) => isOf(backup, instance)))
      .map(({ urn, name }) => ({
        urn,
        message: `The Redis instance "${name}" can be replaced or deleted without a backup that stays.`,
      }));
  },
});

/** Those of Tencent Cloud always stay: the API deletes none. */
function isRetained(backup: Seen): boolean {
  if (/\bcrs:ManualBackup$/.test(backup.type)) return true;
  const onDelete = valueOf(backup, "onDelete");
  return onDelete === "retain" || onDelete === UNKNOWN;
}
