import { tokenOf, UNKNOWN, valueOf, instanceOf } from "../resource";
import { resourceRule } from "../rule";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** Automatic backups are never further apart than so many days; those of Tencent Cloud are daily. */
export const minimumFrequency = resourceRule<{ maxDaysBetweenBackups: number }>({
  name: "redis-backup-minimum-frequency",
  description: "Automatic backups are taken often enough.",
  severity: "medium",
  remediation: "Add days to preferredBackupPeriod.",
  parameters: {
    maxDaysBetweenBackups: {
      type: "integer",
      minimum: 1,
      maximum: 7,
      default: 2,
      description: "Most days from one automatic backup to the next: 1 is daily, 7 weekly.",
    },
  },
  check: (resource, { maxDaysBetweenBackups }) => {
    if (tokenOf(resource) !== "tair:BackupPolicy") return [];
    const days = valueOf(resource, "preferredBackupPeriod");
    if (days === UNKNOWN || !Array.isArray(days)) return [];
    const gap = longestGap(days as string[]);
    if (gap <= maxDaysBetweenBackups) return [];
    return [
      `The backups of ${instanceOf(resource)} on ${days.join(", ")} are up to ${gap} days apart, and at most ${maxDaysBetweenBackups} are allowed.`,
    ];
  },
});

/** Over the end of the week. */
function longestGap(days: readonly string[]): number {
  const numbers = [...new Set(days.map((day) => DAYS.indexOf(day)))].sort((a, b) => a - b);
  const first = numbers[0] ?? 0;
  return Math.max(...numbers.map((day, n) => (numbers[n + 1] ?? first + 7) - day));
}
