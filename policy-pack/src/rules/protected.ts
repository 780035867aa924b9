import { isInstance, isOf, isPolicy } from "../resource";
import { stackRule } from "../rule";

/** Every instance of a stack has a backup policy in the same stack. */
export const protectedByPolicy = stackRule<{ exempt: readonly string[] }>({
  name: "redis-instance-protected-by-backup-policy",
  description: "Every Redis instance that a stack declares has a declared backup policy.",
  severity: "high",
  remediation:
    "Declare a tair.BackupPolicy (at Tencent Cloud a crs.BackupPolicy) with its instanceId, or name the resource in `exempt`.",
  parameters: {
    exempt: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names of instance resources that need none.",
    },
  },
  checkStack: (resources, { exempt }) => {
    const policies = resources.filter(isPolicy);
    return resources
      .filter((resource) => isInstance(resource) && !exempt.includes(resource.name))
      .filter((instance) => !policies.some((policy) => isOf(policy, instance)))
      .map(({ urn, name }) => ({
        urn,
        message: `The Redis instance "${name}" has no backup policy in this stack.`,
      }));
  },
});
