import path from "node:path";
import { parted, type Finding, type Report, type Rule } from "../output/report";
import { SEVERITIES, type Severity } from "../output/severities";
import { withoutSecrets } from "../output/without-secrets";
import { findingsOf, notesOf } from "./findings";
import { withFirstSeen, type Former } from "./first-seen";
import { ignore, type IgnoreEntry } from "./ignore-file";
import type { Observation } from "./observe";
import type { Where } from "../pulumi";
import { isAtLeast, withSeverity, type SeverityRule } from "./severity";
import { subjectOf } from "./state";

export interface DriftOptions {
  readonly where: Where;
  readonly severities: readonly SeverityRule[];
  readonly ignored: readonly IgnoreEntry[];
  readonly former: Former | undefined;
  readonly failOn: Severity;
  readonly now: Date;
  readonly environment: NodeJS.ProcessEnv;
}

const CLEAN = 0;
const UNCHECKED = 1;
const DRIFTED = 2;

/** What was observed of a stack, judged. */
export function driftReport(observation: Observation, options: DriftOptions): Report {
  const { state, observed } = observation;
  const at = options.now.toISOString();
  const found = observed.flatMap((one) => findingsOf(one, options.where));
  const graded = found
    .map(({ finding }) => withSeverity(finding, options.severities))
    .map((finding) => withFirstSeen(finding, options.former, at));
  const { findings, notes } = ignore(graded, options.ignored, options.now);
  const problems = [...observation.problems, ...emptiness(observation)];
  const { counted } = parted({ findings });
  const target = state?.name ?? options.where.stack ?? "the selected stack";
  const verdict = problems.length > 0 ? "unchecked" : counted.length > 0 ? "found" : "clean";
  const fails = counted.some(({ severity }) => isAtLeast(severity, options.failOn));
  return withoutSecrets(
    {
      command: "drift",
      target,
      title: `Drift of ${target}`,
      at,
      verdict,
      exitCode: verdict === "unchecked" ? UNCHECKED : fails ? DRIFTED : CLEAN,
      summary: summary(problems.length, observed.length, counted),
      findings,
      problems,
      notes: [
        ...notes,
        ...observed.flatMap(notesOf),
        ...(state?.external ?? []).map(
          (one) => `${subjectOf(one).name} is only looked at by the stack, and declares nothing`,
        ),
        ...observation.warnings,
      ],
      checked: observed.map(({ resource }) => subjectOf(resource)),
      rules: distinct(found.map(({ rule }) => rule)),
      source: path.join(options.where.cwd ?? "", "Pulumi.yaml"),
    },
    options.environment,
  );
}

/** A stack with nothing of ours in it is more often the wrong stack than a clean one. */
function emptiness({ state, problems }: Observation) {
  if (state === undefined || state.own.length > 0 || problems.length > 0) return [];
  return [
    {
      message:
        "the stack has no resource of redis-backup, so that there was nothing to check: is it the right stack?",
    },
  ];
}

function summary(problems: number, looked: number, counted: readonly Finding[]): string {
  const of = new Set(counted.map(({ subject }) => subject.urn)).size;
  const drift =
    counted.length === 0
      ? `No drift: ${many(looked, "resource")} looked at.`
      : `${many(counted.length, "difference")} in ${many(of, "resource")} (${graded(counted)}) of ${looked} looked at.`;
  if (problems === 0) return drift;
  const found = counted.length === 0 ? "" : ` Found so far: ${drift}`;
  return `Could not be checked: ${many(problems, "problem")}.${found}`;
}

function graded(findings: readonly Finding[]): string {
  return SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(", ");
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function distinct(rules: readonly Rule[]): Rule[] {
  const byId = new Map(
    rules.map(({ id, severity, description }) => [id, { id, severity, description }]),
  );
  return [...byId.values()];
}
