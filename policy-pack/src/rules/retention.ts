import { instanceOf, isPolicy, tokenOf, UNKNOWN, valueOf } from "../resource";
import { resourceRule } from "../rule";

/** Automatic backups are kept long enough, and by declaration. */
export const minimumRetention = resourceRule<{ minDays: number; allowUnmanaged: boolean }>({
  name: "redis-backup-minimum-retention",
  description: "Automatic backups are kept long enough, and the stack says how long.",
  severity: "high",
  remediation:
    "Set backupRetentionPeriod (at Tencent Cloud backupStorageDays) to at least as many days.",
  parameters: {
    minDays: {
      type: "integer",
      minimum: 1,
      maximum: 730,
      default: 7,
      description: "Least days for which automatic backups are kept.",
    },
    allowUnmanaged: {
      type: "boolean",
      default: false,
      description: "Whether a policy may leave the retention as it is at the cloud.",
    },
  },
  check: (resource, { minDays, allowUnmanaged }) => {
    if (!isPolicy(resource)) return [];
    const property =
      tokenOf(resource) === "tair:BackupPolicy" ? "backupRetentionPeriod" : "backupStorageDays";
    const days = valueOf(resource, property);
    if (days === UNKNOWN || (days === undefined && allowUnmanaged)) return [];
    const instance = instanceOf(resource);
    if (days === undefined) {
      return [
        `The backup policy of ${instance} leaves out ${property}: anybody can lower it to less than ${minDays} days, and nobody is told.`,
      ];
    }
    return typeof days === "number" && days < minDays
      ? [
          `The backup policy of ${instance} keeps backups for ${days} days, and at least ${minDays} are required.`,
        ]
      : [];
  },
});
