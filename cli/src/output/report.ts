import { z } from "zod";
import { SEVERITIES } from "./severities";

export const severity = z.enum(SEVERITIES);

const subject = z.object({
  name: z.string().describe("Name in the program, or of the instance."),
  type: z.string().describe("Type as programs name it, such as `redis-backup:tair:BackupPolicy`."),
  urn: z.string().optional().describe("URN in the stack."),
  id: z.string().optional().describe("Id in the cloud."),
});

const ignored = z.object({
  reason: z.string().describe("Why it is ignored."),
  owner: z.string().describe("Who answers for that."),
  until: z.string().describe("The day after which it counts again."),
});

const finding = z.object({
  rule: z.string().describe("The rule that set the severity."),
  severity: severity.describe("How bad it is."),
  subject: subject.describe("What it is about."),
  field: z.string().optional().describe("The property; absent where it is about the whole."),
  declared: z.unknown().optional().describe("The declared value; absent where none is."),
  live: z.unknown().optional().describe("The value in the cloud; absent where there is none."),
  message: z.string().describe("One sentence for a person."),
  command: z.string().optional().describe("The command that corrects it."),
  firstSeenAt: z.iso.datetime().optional().describe("When a report first told it."),
  ignored: ignored.optional().describe("Present where an entry of the ignore file covers it."),
});

const problem = z.object({
  message: z.string().describe("What could not be checked, and why."),
  subject: subject.optional().describe("Absent where it is about the whole run."),
});

const rule = z.object({
  id: z.string().describe("As findings name it."),
  severity: severity.describe("What the rule says, before anything else has set it."),
  description: z.string().describe("When it applies."),
});

/** What every format is written from. A command with more to say has a report that extends this. */
export const report = z.object({
  command: z.string().describe("The command that wrote the report, such as `drift`."),
  target: z.string().describe("What was looked at, such as a stack."),
  title: z.string().describe("A heading for a person."),
  at: z.iso.datetime().describe("When it was looked at."),
  verdict: z
    .enum(["clean", "found", "unchecked"])
    .describe("`unchecked` where anything could not be checked, whatever else was found."),
  exitCode: z.int().describe("The exit code of the command."),
  summary: z.string().describe("The verdict as a sentence."),
  findings: z.array(finding).describe("What is not as it should be, what is ignored included."),
  problems: z.array(problem).describe("What could not be checked."),
  notes: z.array(z.string()).describe("What is worth knowing and no finding."),
  checked: z.array(subject).describe("All that was looked at, with and without findings."),
  rules: z.array(rule).describe("The rules of the findings."),
  source: z.string().optional().describe("The file that declares it, such as `Pulumi.yaml`."),
});

export type Report = z.infer<typeof report>;
export type Finding = z.infer<typeof finding>;
export type Problem = z.infer<typeof problem>;
export type Subject = z.infer<typeof subject>;
export type Rule = z.infer<typeof rule>;

/** The findings that count, the worst first, and those that an entry of the ignore file covers. */
export function parted({ findings }: { readonly findings: readonly Finding[] }): {
  readonly counted: readonly Finding[];
  readonly ignored: readonly Finding[];
} {
  return {
    counted: bySeverity(findings.filter(({ ignored }) => ignored === undefined)),
    ignored: findings.filter(({ ignored }) => ignored !== undefined),
  };
}

/** The worst first; the same severity as it was told. */
function bySeverity(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
  );
}

/** A value as a person reads it. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Without what a terminal would take for an order, and what XML can't hold at all. */
export function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "\ufffd");
}

/**
 * Without what a CI job takes for an order in a line of its log: GitHub `::error::` at the start and `##[error]`
 * anywhere, Azure `##vso[…]`.
 */
export function withoutOrders(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, "$1:\u200b").replace(/##(?=\[|vso\[)/gi, "#\u200b#");
}

/** `declared → live`, where the finding has any of the two. */
export function change({ declared, live }: Finding): string {
  return declared === undefined && live === undefined ? "" : `${shown(declared)} → ${shown(live)}`;
}

/** `orders.backupRetentionPeriod`, or the name alone. */
export function place({ subject, field }: Finding): string {
  return field === undefined ? subject.name : `${subject.name}.${field}`;
}
