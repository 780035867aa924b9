import type { FleetReport, InstanceReport } from "../../src/report/model";
import { finding, RULES } from "../../src/report/rules";

export const NOW = "2026-11-02T09:00:00.000Z";

const DAY = 86_400_000;
const ago = (ms: number) => new Date(Date.parse(NOW) - ms).toISOString().replace(".000Z", "Z");

/** A healthy instance with a backup each night of the last week, a manual one and a window missed. */
export function instance(more: Partial<InstanceReport> = {}): InstanceReport {
  const nights = [6, 5, 4, 2, 1, 0].map((days) => days * DAY + 7 * 3_600_000);
  return {
    cloud: "alibaba",
    region: "cn-hangzhou",
    instanceId: "r-orders01",
    name: "orders",
    state: "healthy",
    status: "Normal",
    policyHeldBy: ["urn:pulumi:prod::shop::redis-backup:tair:BackupPolicy::orders"],
    policy: {
      window: "02:00Z-03:00Z",
      days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
      schedule: { hour: 2, weekdays: [0, 1, 2, 3, 4, 5, 6] },
      retentionDays: 7,
      flashback: true,
    },
    latestSuccess: { startedAt: ago(7 * 3_600_000), kind: "automatic", ageSeconds: 25_200 },
    objectiveMet: true,
    failuresSince: 0,
    missedWindows: [ago(3 * DAY + 7 * 3_600_000)],
    nextBackupTime: ago(-17 * 3_600_000),
    flashbackFrom: ago(4 * DAY),
    backups: [
      ...nights.map((ms) => ({
        kind: "automatic" as const,
        state: "success" as const,
        startedAt: ago(ms),
        endedAt: ago(ms - 60_000),
        expiresAt: ago(ms - 7 * DAY),
        bytes: 5_000_000,
      })),
      {
        kind: "manual" as const,
        state: "failed" as const,
        startedAt: ago(3_600_000),
        bytes: 0,
      },
    ],
    storage: {
      fullBytes: 30_000_000,
      logBytes: 4096,
      freeBytes: 16_777_216,
      billedBytes: 13_226_880,
      estimatedMonthlyCost: 0,
    },
    ...more,
  };
}

/** A report of these instances; each that has findings has one. */
export function reportOf(...instances: InstanceReport[]): FleetReport {
  const findings = instances
    .filter(({ state }) => state === "findings")
    .map((one) => finding(one, "no-policy", `No stack declares ${one.name}.`, "pulumi import x"));
  return {
    command: "report",
    target: "prod",
    title: "The state of Redis backups",
    at: NOW,
    verdict: "found",
    exitCode: 2,
    summary: "3 instances.",
    findings,
    problems: [],
    notes: ["A note."],
    checked: [],
    rules: [...RULES],
    objectiveSeconds: 26 * 3600,
    price: { perGibMonth: 0.15, currency: "USD" },
    stacks: [{ name: "prod", policies: 1, backups: 0 }],
    accounts: [],
    instances,
  };
}
