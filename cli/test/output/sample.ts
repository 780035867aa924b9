import type { Report } from "../../src/output/report";

/** What would break each format that doesn't escape. */
export const HOSTILE = `</script><img src=x onerror="alert(1)"> | a\`b ]]> & @team *bold* \u0000\u001b[31m`;

const subject = {
  name: "orders",
  type: "redis-backup:tair:BackupPolicy",
  urn: "urn:pulumi:prod::shop::redis-backup:tair:BackupPolicy::orders",
  id: "r-orders",
};

/** A report with some of everything. */
export const SAMPLE: Report = {
  command: "drift",
  target: "prod",
  title: "Drift of the stack prod",
  at: "2026-11-21T06:00:00.000Z",
  verdict: "unchecked",
  exitCode: 1,
  summary: "1 resource could not be checked; 2 properties have drifted.",
  findings: [
    {
      rule: "window-moved",
      severity: "low",
      subject,
      field: "preferredBackupTime",
      declared: "02:00Z-03:00Z",
      live: HOSTILE,
      message: HOSTILE,
      firstSeenAt: "2026-11-20T06:00:00.000Z",
    },
    {
      rule: "retention-lowered",
      severity: "high",
      subject,
      field: "backupRetentionPeriod",
      declared: 30,
      live: 7,
      message: "Backups are kept for less time than declared.",
      command: "pulumi up --refresh --target 'urn:pulumi:prod::shop::…::orders'",
    },
    {
      rule: "window-moved",
      severity: "low",
      subject,
      field: "preferredBackupPeriod",
      declared: ["Monday"],
      live: ["Friday"],
      message: "Automatic backups start on other days.",
      ignored: { reason: "agreed with the shop", owner: "ops@example.com", until: "2026-12-31" },
    },
  ],
  problems: [
    { subject: { ...subject, name: "sessions", urn: `${subject.urn}2` }, message: HOSTILE },
    { message: "the refresh ended early" },
  ],
  notes: ["1 entry of the ignore file matches nothing"],
  checked: [subject, { ...subject, name: "carts", urn: `${subject.urn}3` }],
  rules: [
    { id: "window-moved", severity: "low", description: "The window has moved." },
    { id: "retention-lowered", severity: "high", description: "The retention is lower." },
  ],
  source: "Pulumi.yaml",
};

export const CLEAN: Report = {
  ...SAMPLE,
  verdict: "clean",
  exitCode: 0,
  summary: "No drift.",
  findings: [],
  problems: [],
  notes: [],
  rules: [],
};
