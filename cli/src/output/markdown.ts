import { change, parted, place, withoutControls, type Finding, type Report } from "./report";

/** Services cut a comment, or refuse it, somewhat above. */
const MOST_CHARACTERS = 60_000;

/** For a comment or an issue: one comment finds itself again by the marker in its first line. */
export function markdown(report: Report): string {
  const { counted, ignored } = parted(report);
  const parts = [
    `${marker(report)}\n## ${escaped(report.title)}\n\n${SIGNS[report.verdict]} **${escaped(report.summary)}**`,
    ...list("### Could not be checked", report.problems.map(problemLine)),
    ...table(counted),
    ...commands(counted),
    ...folded(`${ignored.length} ignored`, ignored.map(ignoredLine)),
    ...folded(
      "Notes",
      report.notes.map((note) => `- ${escaped(note)}`),
    ),
    `<sub>\`redis-backup ${report.command}\` at ${report.at}</sub>`,
  ];
  return `${withoutControls(withinLimit(parts))}\n`;
}

const SIGNS = { clean: "✅", found: "⚠️", unchecked: "❌" } as const;

/** The same for the same command and target, whatever was found. */
export function marker({ command, target }: Pick<Report, "command" | "target">): string {
  return `<!-- redis-backup:${command}:${target.replace(/-->|[\r\n]/g, "")} -->`;
}

function problemLine({ subject, message }: Report["problems"][number]): string {
  return `- ${subject === undefined ? "" : `${code(subject.name)}: `}${escaped(message)}`;
}

function table(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map(
    (finding) =>
      `| ${finding.severity} | ${code(place(finding))} | ${escaped(change(finding))} | ${escaped(finding.message)}${since(finding)} |`,
  );
  return [
    ["| Severity | What | Declared → live | Meaning |", "| --- | --- | --- | --- |", ...rows].join(
      "\n",
    ),
  ];
}

const since = ({ firstSeenAt }: Finding): string =>
  firstSeenAt === undefined ? "" : ` First seen: ${firstSeenAt}.`;

function commands(findings: readonly Finding[]): string[] {
  const all = [...new Set(findings.flatMap(({ command }) => command ?? []))];
  if (all.length === 0) return [];
  const body = all.join("\n").replaceAll("```", "");
  return [`<details><summary>To correct it</summary>\n\n\`\`\`sh\n${body}\n\`\`\`\n\n</details>`];
}

function ignoredLine(finding: Finding): string {
  const { reason = "", owner = "", until = "" } = finding.ignored ?? {};
  return `- ${code(place(finding))}: ${escaped(change(finding))} (${escaped(reason)}; ${escaped(owner)}, until ${until})`;
}

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}\n\n${lines.join("\n")}`];

function folded(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`<details><summary>${title}</summary>\n\n${lines.join("\n")}\n\n</details>`];
}

/** Whole parts, and whole lines of the one that is too long: the summary comes first and always stays. */
function withinLimit(parts: readonly string[]): string {
  let text = "";
  for (const part of parts) {
    const room = MOST_CHARACTERS - text.length;
    if (part.length > room) {
      const cut = part.slice(0, Math.max(0, room)).replace(/\n[^\n]*$/, "");
      const open = cut.includes("```sh") ? "\n```" : "";
      const fold = cut.includes("<details>") ? "\n\n</details>" : "";
      return `${text}\n\n${cut}${open}${fold}\n\nThe rest is too long for here: see the whole report.`;
    }
    text += text === "" ? part : `\n\n${part}`;
  }
  return text;
}

/** Neither markup nor a mention, a link or another column comes out of a value. */
function escaped(value: string): string {
  return value
    .replace(/[\\`*_{}[\]<>|~#]/g, (character) => `\\${character}`)
    .replace(/@/g, "@\u200b")
    .replace(/[\r\n]+/g, " ");
}

/** In a span of code nothing but the backtick and, in a table, the bar has a meaning. */
function code(value: string): string {
  return `\`${value.replace(/[`\r\n]/g, "").replaceAll("|", "\\|")}\``;
}
