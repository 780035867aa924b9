import { instanceOf, isManualBackup, tokenOf, UNKNOWN, valueOf, type Seen } from "../resource";
import { stackRule } from "../rule";

const DAY = 86_400_000;
const NEVER = -1;

/** Manual backups are declared to be kept long enough. */
export const minimumExpiry = (now: () => number = Date.now) =>
  stackRule<{ minDays: number; allowUndeclared: boolean }>({
    name: "redis-manual-backup-minimum-expiry",
    description: "No manual backup expires before so many days.",
    severity: "medium",
    remediation:
      "Raise backupRetentionPeriod or expectExpireTime (at Tencent Cloud storageDays, which takes a new backup).",
    parameters: {
      minDays: {
        type: "integer",
        minimum: 1,
        maximum: 730,
        default: 7,
        description: "Least days from the start of a backup to its expiry.",
      },
      allowUndeclared: {
        type: "boolean",
        default: false,
        description: "Whether a backup may be kept as the backup policy of its instance says.",
      },
    },
    checkStack: (resources, { minDays, allowUndeclared }) =>
      resources.filter(isManualBackup).flatMap((backup) => {
        const days = declaredDays(backup, now());
        if (days === UNKNOWN || (days === undefined && allowUndeclared)) return [];
        const { urn } = backup;
        const what = `The manual backup "${backup.name}" of ${instanceOf(backup)}`;
        if (days === undefined) {
          return [{ urn, message: `${what} does not say for how long it is kept.` }];
        }
        return days < minDays
          ? [
              {
                urn,
                message: `${what} is kept for ${Math.floor(days)} days, and at least ${minDays} are required.`,
              },
            ]
          : [];
      }),
  });

/** From the start of the backup; of one that is not taken yet, from now. */
function declaredDays(backup: Seen, now: number): number | undefined | typeof UNKNOWN {
  if (tokenOf(backup) === "crs:ManualBackup") return numberOf(valueOf(backup, "storageDays"));
  const retention = valueOf(backup, "backupRetentionPeriod");
  if (retention === NEVER) return Infinity;
  if (retention !== undefined) return numberOf(retention);
  const until = valueOf(backup, "expectExpireTime");
  if (until === undefined || until === UNKNOWN) return until;
  const startedAt = valueOf(backup, "startedAt");
  const start = typeof startedAt === "string" ? Date.parse(startedAt) : now;
  return (Date.parse(String(until)) - start) / DAY;
}

const numberOf = (value: unknown): number | undefined | typeof UNKNOWN =>
  value === UNKNOWN || typeof value === "number" ? value : undefined;
