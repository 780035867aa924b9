import type { Finding, Rule } from "../output/report";
import type { InstanceReport } from "./model";

const DESCRIPTIONS = {
  "no-backup": ["high", "No backup has ever succeeded, or none is left."],
  "objective-missed": ["high", "The latest success is older than the recovery-point objective."],
  "backup-failed": ["high", "Backups have failed since the latest success."],
  "last-backup-expires": ["high", "The latest backup expires before the next one is due."],
  "window-missed": ["medium", "Windows have passed since the latest success without a backup."],
  "window-unknown": ["medium", "The window of the policy is none that is known."],
  "no-policy": ["medium", "No stack that was looked at declares a policy for the instance."],
  "earlier-window-missed": ["low", "Windows passed without a backup, and later ones had one."],
  "manual-backup-in-no-stack": ["low", "No stack that was looked at holds a manual backup."],
} as const satisfies Record<string, readonly [Rule["severity"], string]>;

export type RuleId = keyof typeof DESCRIPTIONS;

export const RULES: readonly Rule[] = Object.entries(DESCRIPTIONS).map(
  ([id, [severity, description]]) => ({ id, severity, description }),
);

/** One thing to act on, about one instance. */
export function finding(
  instance: Pick<InstanceReport, "cloud" | "instanceId" | "name">,
  rule: RuleId,
  message: string,
  command?: string,
): Finding {
  return {
    rule,
    severity: DESCRIPTIONS[rule][0],
    subject: subjectOf(instance),
    message,
    ...(command === undefined ? {} : { command }),
  };
}

export function subjectOf({
  cloud,
  instanceId,
  name,
}: Pick<InstanceReport, "cloud" | "instanceId" | "name">) {
  return {
    name: name === undefined ? instanceId : `${name} (${instanceId})`,
    type: cloud === "alibaba" ? "Tair instance" : "CRS instance",
    id: instanceId,
  };
}
