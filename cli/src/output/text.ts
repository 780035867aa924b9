import {
  change,
  parted,
  place,
  withoutControls,
  withoutOrders,
  type Finding,
  type Problem,
  type Report,
} from "./report";

/** For a terminal: the summary first, then each finding with what to do. */
export function text(report: Report): string {
  const { counted, ignored } = parted(report);
  const lines = [
    report.title,
    report.summary,
    ...section("Could not be checked", report.problems.map(problem)),
    ...section("Found", counted.flatMap(findingLines)),
    ...section("Ignored", ignored.map(ignoredLine)),
    ...section("Notes", report.notes),
    "",
  ];
  return withoutOrders(withoutControls(lines.join("\n")));
}

function section(title: string, body: readonly string[]): string[] {
  return body.length === 0 ? [] : ["", `${title}:`, ...body.map((line) => `  ${line}`)];
}

const problem = ({ subject, message }: Problem): string =>
  subject === undefined ? message : `${subject.name}: ${message}`;

function findingLines(finding: Finding): string[] {
  const values = change(finding);
  return [
    `${finding.severity.padEnd(6)} ${place(finding)}${values === "" ? "" : `: ${values}`}`,
    `       ${finding.message}`,
    ...(finding.firstSeenAt === undefined ? [] : [`       first seen: ${finding.firstSeenAt}`]),
    ...(finding.command === undefined ? [] : [`       to correct: ${finding.command}`]),
  ];
}

function ignoredLine(finding: Finding): string {
  const { reason = "", owner = "", until = "" } = finding.ignored ?? {};
  const values = change(finding);
  return `${place(finding)}${values === "" ? "" : `: ${values}`} (${reason}; ${owner}, until ${until})`;
}
