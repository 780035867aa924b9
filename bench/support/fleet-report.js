const DAY = 86_400_000;
const NOW = Date.parse("2026-11-02T09:00:00Z");

/**
 * The report of a fleet, as `redis-backup report` makes it, of any size: the same one each time.
 *
 * @param {{ instances: number, backupsEach: number }} size
 */
function fleetReport({ instances: count, backupsEach }) {
  const { finding, RULES } = require("../../dist/cli/report/rules");
  const instances = Array.from({ length: count }, (_, n) => instance(n, backupsEach));
  const findings = instances.flatMap((one) => {
    if (one.state !== "findings") return [];
    const rule = one.failuresSince > 0 ? "backup-failed" : "no-policy";
    return [finding(one, rule, "Something is to be done about it.", "pulumi import …")];
  });
  return {
    command: "report",
    target: "prod",
    title: "The state of Redis backups",
    at: new Date(NOW).toISOString(),
    verdict: "unchecked",
    exitCode: 1,
    summary: `${count} instances.`,
    findings,
    problems: [],
    notes: [],
    checked: [],
    rules: RULES,
    objectiveSeconds: 26 * 3600,
    price: { perGibMonth: 0.15, currency: "USD" },
    stacks: [{ name: "prod", policies: count, backups: 0 }],
    accounts: [],
    instances,
  };
}

/**
 * @param {number} n
 * @param {number} backupsEach
 */
function instance(n, backupsEach) {
  const about = {
    cloud: "alibaba",
    region: ["cn-hangzhou", "cn-shanghai", "ap-southeast-1"][n % 3],
    instanceId: `r-${((n * 2654435761) % 2 ** 32).toString(36).padStart(7, "0")}${n}`,
    name: `${["orders", "carts", "sessions", "search", "ledger"][n % 5]}-${n}`,
    policyHeldBy:
      n % 7 === 0 ? [] : [`urn:pulumi:prod::shop::redis-backup:tair:BackupPolicy::policy-${n}`],
  };
  if (n % 200 === 49) {
    const error = "DescribeBackups was refused: too many requests (Throttling.User).";
    return { ...about, state: "unreadable", error, missedWindows: [], backups: [] };
  }
  const isBroken = n % 11 === 3;
  const backups = Array.from({ length: backupsEach }, (_, k) =>
    backup(n, backupsEach - 1 - k, isBroken),
  );
  const latest = backups.filter(({ state }) => state === "success").at(-1);
  const startedAt = latest?.startedAt ?? "";
  return {
    ...about,
    state: isBroken || n % 7 === 0 ? "findings" : "healthy",
    status: "Normal",
    policy: {
      window: "02:00Z-03:00Z",
      days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
      schedule: { hour: 2, weekdays: [0, 1, 2, 3, 4, 5, 6] },
      retentionDays: 30,
      flashback: n % 4 === 0,
    },
    latestSuccess: {
      startedAt,
      kind: latest?.kind,
      ageSeconds: Math.round((NOW - Date.parse(startedAt)) / 1000),
    },
    objectiveMet: !isBroken,
    failuresSince: isBroken ? 2 : 0,
    missedWindows: n % 13 === 5 ? [iso(NOW - 9 * DAY - 7 * 3_600_000)] : [],
    nextBackupTime: iso(NOW + 17 * 3_600_000),
    flashbackFrom: n % 4 === 0 ? iso(NOW - 5 * DAY) : undefined,
    backups,
    storage: {
      fullBytes: 6e9 + n * 1e6,
      logBytes: 1e8,
      freeBytes: 4 * 1024 ** 3,
      billedBytes: 1.8e9 + n * 1e6,
      estimatedMonthlyCost: Math.round(27 + n / 10) / 100,
    },
  };
}

/**
 * @param {number} n
 * @param {number} nightsAgo
 * @param {boolean} isBroken
 */
function backup(n, nightsAgo, isBroken) {
  const start = NOW - nightsAgo * DAY - 7 * 3_600_000 + (n % 50) * 60_000;
  return {
    kind: nightsAgo % 10 === 7 ? "manual" : "automatic",
    state: isBroken && nightsAgo < 2 ? "failed" : "success",
    startedAt: iso(start),
    endedAt: iso(start + 90_000),
    expiresAt: iso(start + 30 * DAY),
    bytes: 2e8 + n * 1000 + nightsAgo,
  };
}

/** @param {number} ms */
const iso = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");

module.exports = { fleetReport };
