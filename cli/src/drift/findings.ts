import { shown, type Finding, type Subject } from "../output/report";
import { correction } from "./correction";
import type { Observed } from "./observe";
import type { Where } from "../pulumi";
import { ruleOfChange, ruleOfGone, ruleOfIncomplete, type Verdict } from "./rules";
import { subjectOf } from "./state";

export interface Found {
  readonly finding: Finding;
  readonly rule: Verdict;
}

/** What is not as declared about one resource. */
export function findingsOf({ resource, isGone, changes }: Observed, where: Where): Found[] {
  const subject = subjectOf(resource);
  const command = correction(resource.urn, isGone, where);
  const about = (rule: Verdict, more: Partial<Finding> = {}): Found => ({
    rule,
    finding: {
      rule: rule.id,
      severity: rule.severity,
      subject,
      message: rule.message,
      command,
      ...more,
    },
  });
  if (isGone) return [about(ruleOfGone(subject.type))];
  const { initErrors, modified } = resource;
  const incomplete =
    (initErrors ?? []).length > 0 ? [about(ruleOfIncomplete(initErrors ?? []))] : [];
  return [
    ...incomplete,
    ...changes.map(({ property, declared, live }) => {
      const rule = ruleOfChange(property, declared, live);
      return about(rule, {
        field: property,
        ...(declared === undefined ? {} : { declared }),
        ...(live === undefined ? {} : { live }),
        message: `${rule.message}${after(modified)}`,
      });
    }),
  ];
}

/** The engine notes when it last wrote or read a resource anew: until then it was as state says. */
function after(modified: string | undefined): string {
  const at = Date.parse(modified ?? "");
  return Number.isNaN(at) ? "" : ` It changed after ${new Date(at).toISOString()}.`;
}

/** What is not reported because the program has it in `ignoreChanges`. */
export function notesOf({ resource, unmanaged }: Observed): string[] {
  const { name }: Subject = subjectOf(resource);
  return unmanaged.map(
    ({ property, declared, live }) =>
      `${name}.${property} is in ignoreChanges: ${shown(declared)} → ${shown(live)} does not count`,
  );
}
