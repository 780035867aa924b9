import { z } from "zod";
import { severity, type Finding } from "../output/report";
import { SEVERITIES, type Severity } from "../output/severities";
import { RULE_IDS } from "./rules";
import { matches, readSettings } from "./settings-file";

const rulesFile = z.strictObject({
  severities: z.array(
    z.strictObject({
      rule: z.enum(Object.keys(RULE_IDS) as [string, ...string[]]).optional(),
      type: z.string().optional(),
      name: z.string().optional(),
      field: z.string().optional(),
      severity,
    }),
  ),
});

export type SeverityRule = z.infer<typeof rulesFile>["severities"][number];

/** `--rules <file>`: the first entry that matches a finding sets its severity. */
export const readRules = (file: string): SeverityRule[] =>
  readSettings("--rules", file, rulesFile).severities;

export function withSeverity(finding: Finding, rules: readonly SeverityRule[]): Finding {
  const { subject, field = "" } = finding;
  const rule = rules.find(
    (one) =>
      (one.rule === undefined || one.rule === finding.rule) &&
      (one.type === undefined || matches(one.type, subject.type)) &&
      (one.name === undefined || matches(one.name, subject.name)) &&
      (one.field === undefined || matches(one.field, field)),
  );
  return rule === undefined ? finding : { ...finding, severity: rule.severity };
}

/** Whether one is as bad as another, or worse. */
export const isAtLeast = (one: Severity, other: Severity): boolean =>
  SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other);
