import { XMLBuilder } from "fast-xml-parser";
import { change, parted, place, withoutControls, type Finding, type Report } from "./report";

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  format: true,
  suppressEmptyNode: true,
});

type Case = Record<string, unknown>;

/** For what reads test results: a finding is a failure, what could not be checked is an error. */
export function junit(report: Report): string {
  const cases = [...report.problems.map(error), ...report.findings.map(failure), ...passed(report)];
  const { counted, ignored } = parted(report);
  const counts = {
    "@tests": cases.length,
    "@failures": counted.length,
    "@errors": report.problems.length,
    "@skipped": ignored.length,
  };
  const suite = {
    "@name": report.title,
    ...counts,
    "@timestamp": report.at.replace(/(\.\d+)?Z$/, ""),
    testcase: cases,
  };
  const document = {
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: { "@name": `redis-backup ${report.command}`, ...counts, testsuite: suite },
  };
  return builder.build(clean(document));
}

function error({ subject, message }: Report["problems"][number]): Case {
  return {
    "@classname": subject?.type ?? "redis-backup",
    "@name": subject?.name ?? "the check itself",
    error: { "@message": message, "@type": "unchecked" },
  };
}

function failure(finding: Finding): Case {
  const { subject, ignored, message, severity, command } = finding;
  const about = { "@classname": subject.type, "@name": place(finding) };
  if (ignored !== undefined) {
    const why = `${ignored.reason} (${ignored.owner}, until ${ignored.until})`;
    return { ...about, skipped: { "@message": why } };
  }
  const details = [change(finding), message, ...(command === undefined ? [] : [command])];
  return {
    ...about,
    failure: { "@message": message, "@type": severity, "#text": details.join("\n") },
  };
}

function passed({ checked, findings, problems }: Report): Case[] {
  const told = new Set([...findings, ...problems].map(({ subject }) => keyOf(subject)));
  return checked
    .filter((subject) => !told.has(keyOf(subject)))
    .map(({ name, type }) => ({ "@classname": type, "@name": name }));
}

const keyOf = (subject: Report["checked"][number] | undefined): string =>
  subject === undefined ? "" : (subject.urn ?? `${subject.type} ${subject.name}`);

/** The same for every text in a value. */
function clean(value: unknown): unknown {
  if (typeof value === "string") return withoutControls(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, clean(inside)]));
}
