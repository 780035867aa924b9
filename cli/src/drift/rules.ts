import type { Rule } from "../output/report";
import type { Severity } from "../output/severities";

/** What a drift means, by how the live value lies to the declared one. */
interface DriftRule extends Rule {
  /** Names of properties; absent: any. */
  readonly properties?: readonly string[];
  readonly applies: (declared: unknown, live: unknown) => boolean;
  /** What a person should know. */
  readonly message: string;
}

const RETENTIONS = ["backupRetentionPeriod", "backupStorageDays"];
const FLASHBACK = ["enableBackupLog"];
const EXPIRIES = ["expectExpireTime"];
const HOURS = ["preferredBackupTime", "timePeriod"];
const DAYS = ["preferredBackupPeriod"];

/** -1 stands for never. */
const days = (value: unknown): number =>
  typeof value === "number" ? (value === -1 ? Infinity : value) : NaN;
const time = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : NaN);
const count = (value: unknown): number => (Array.isArray(value) ? new Set(value).size : NaN);
const always = () => true;

/** The first that applies is the one. */
const RULES: readonly DriftRule[] = [
  {
    id: "retention-lowered",
    severity: "high",
    description: "Backups are kept for less time than declared.",
    properties: RETENTIONS,
    applies: (declared, live) => !(days(live) >= days(declared)),
    message: "Backups are kept for less time than declared, and older ones may be gone already.",
  },
  {
    id: "retention-raised",
    severity: "low",
    description: "Backups are kept for longer than declared.",
    properties: RETENTIONS,
    applies: always,
    message: "Backups are kept for longer than declared, which may cost storage.",
  },
  {
    id: "flashback-off",
    severity: "high",
    description: "Data flashback is off, though declared on.",
    properties: FLASHBACK,
    applies: (_declared, live) => live !== true,
    message:
      "Data flashback is off: there is no way back to a second of the time since it was switched off.",
  },
  {
    id: "flashback-on",
    severity: "low",
    description: "Data flashback is on, though declared off.",
    properties: FLASHBACK,
    applies: always,
    message: "Data flashback is on, though declared off, which costs storage.",
  },
  {
    id: "expiry-earlier",
    severity: "high",
    description: "A backup expires earlier than declared.",
    properties: EXPIRIES,
    applies: (declared, live) => !(time(live) >= time(declared)),
    message: "The backup expires earlier than declared.",
  },
  {
    id: "expiry-later",
    severity: "low",
    description: "A backup expires later than declared.",
    properties: EXPIRIES,
    applies: always,
    message: "The backup expires later than declared.",
  },
  {
    id: "days-dropped",
    severity: "medium",
    description: "Automatic backups are taken on fewer days than declared.",
    properties: DAYS,
    applies: (declared, live) => !(count(live) >= count(declared)),
    message: "Automatic backups are taken on fewer days than declared.",
  },
  {
    id: "window-moved",
    severity: "low",
    description: "Automatic backups start at another time than declared.",
    properties: [...HOURS, ...DAYS],
    applies: always,
    message: "Automatic backups start at another time than declared.",
  },
  {
    id: "changed",
    severity: "medium",
    description: "A property is not as declared.",
    applies: always,
    message: "It is not as declared.",
  },
];

const GONE = {
  BackupPolicy: {
    id: "policy-gone",
    severity: "high",
    description: "A backup policy is gone, and its instance with it.",
    message:
      "The instance is gone, and the policy with it. If that was meant, take it out of the program; if not, look for the last backups of the instance now.",
  },
  ManualBackup: {
    id: "backup-gone",
    severity: "high",
    description: "A manual backup is gone before its expiry.",
    message: "The backup is gone. What corrects it takes a new one, of the data as they are then.",
  },
  other: {
    id: "resource-gone",
    severity: "high",
    description: "What a resource stands for is gone.",
    message: "What it stands for is gone.",
  },
} as const satisfies Record<string, Rule & { message: string }>;

const INCOMPLETE: Rule & { message: string } = {
  id: "incomplete",
  severity: "high",
  description: "The last operation on a resource did not come to its end.",
  message: "The last operation on it did not come to its end",
};

export type Verdict = Rule & { readonly message: string };

export function ruleOfChange(property: string, declared: unknown, live: unknown): Verdict {
  const found = RULES.find(
    (rule) =>
      (rule.properties === undefined || rule.properties.includes(property)) &&
      rule.applies(declared, live),
  );
  return bare(found ?? (RULES.at(-1) as DriftRule));
}

export function ruleOfGone(type: string): Verdict {
  const name = type.split(":").at(-1) ?? "";
  return name === "BackupPolicy" || name === "ManualBackup" ? GONE[name] : GONE.other;
}

export const ruleOfIncomplete = (reasons: readonly string[]): Verdict => ({
  ...INCOMPLETE,
  message: `${INCOMPLETE.message}: ${reasons.join("; ")}`,
});

/** Every rule by its id, for flags, and for the documentation. */
export const RULE_IDS: Readonly<Record<string, Severity>> = Object.fromEntries(
  [...RULES, ...Object.values(GONE), INCOMPLETE].map(({ id, severity }) => [id, severity]),
);

const bare = ({ id, severity, description, message }: DriftRule): Verdict => ({
  id,
  severity,
  description,
  message,
});
