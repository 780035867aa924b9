import type { Finding } from "../output/report";
import type { BackupReport, FleetReport, InstanceReport } from "./model";
import { bytes } from "./storage";

/** What the script of the page takes, as `page/data.d.ts` names it: small, since there may be many. */
export function pageData(report: FleetReport): object {
  const findings = new Map<string, Finding[]>();
  for (const one of report.findings) {
    const id = one.subject.id ?? one.subject.name;
    findings.set(id, [...(findings.get(id) ?? []), one]);
  }
  return {
    at: second(report.at),
    objectiveSeconds: report.objectiveSeconds,
    currency: report.price.currency,
    hasStacks: report.stacks.length > 0,
    rules: Object.fromEntries(
      report.rules.map(({ id, severity, description }) => [id, { severity, description }]),
    ),
    instances: report.instances.map((one) =>
      instance(one, findings.get(one.instanceId) ?? [], report.stacks.length > 0),
    ),
  };
}

function instance(
  report: InstanceReport,
  findings: readonly Finding[],
  hasStacks: boolean,
): object {
  const { policy, storage } = report;
  return {
    cloud: report.cloud,
    region: report.region,
    id: report.instanceId,
    name: report.name,
    state: report.state,
    error: report.error,
    policy: policy && { text: policyText(policy), ...policy.schedule },
    holders: report.policyHeldBy.map(holder),
    next: report.nextBackupTime && second(report.nextBackupTime),
    flashbackFrom: report.flashbackFrom && second(report.flashbackFrom),
    missed: report.missedWindows.map(second),
    failures: report.failuresSince,
    storage: storage && storageText(storage),
    cost: storage?.estimatedMonthlyCost,
    findings: findings.map(({ rule, message, command }) => ({ rule, message, command })),
    backups: report.backups.map((one) => backup(one, hasStacks)),
  };
}

const STATES = { success: 0, failed: 1, running: 2, unknown: 3 } as const;

function backup(
  { kind, state, startedAt, endedAt, expiresAt, heldBy, bytes }: BackupReport,
  hasStacks: boolean,
) {
  const kindNumber = kind === "automatic" ? 0 : hasStacks && heldBy === undefined ? 2 : 1;
  return [
    kindNumber,
    STATES[state],
    second(startedAt),
    endedAt === undefined ? 0 : second(endedAt),
    expiresAt === undefined ? 0 : second(expiresAt),
    bytes ?? 0,
  ];
}

const second = (time: string): number => Math.round(Date.parse(time) / 1000);

export function policyText({
  window,
  days,
  retentionDays,
  flashback,
}: NonNullable<InstanceReport["policy"]>): string {
  const when = days.length === 7 ? "every day" : days.map((day) => day.slice(0, 3)).join(", ");
  return [
    `${window} ${when}`,
    ...(retentionDays === undefined ? [] : [`kept ${retentionDays} days`]),
    ...(flashback === undefined ? [] : [`flashback ${flashback ? "on" : "off"}`]),
  ].join(", ");
}

export function storageText({
  fullBytes,
  logBytes,
  freeBytes,
  billedBytes,
}: NonNullable<InstanceReport["storage"]>): string {
  const used = `${bytes(fullBytes + logBytes)} used`;
  if (freeBytes === undefined) return used;
  return `${used}, ${bytes(freeBytes)} free of charge, ${bytes(billedBytes ?? 0)} over it`;
}

/** `orders (shop/prod)` of `urn:pulumi:prod::shop::<type>::orders`. */
export function holder(urn: string): string {
  const [head = "", project, , ...name] = urn.split("::");
  const stack = head.split(":").at(-1);
  return name.length === 0 ? urn : `${name.join("::")} (${project}/${stack})`;
}
