import { createHash } from "node:crypto";
import type { Location, Log, Notification, Result } from "sarif";
import { change, place, type Finding, type Report, type Subject } from "./report";
import type { Severity } from "./severities";

const LEVELS = { high: "error", medium: "warning", low: "note" } as const satisfies Record<
  Severity,
  string
>;

/** For what shows findings of code: SARIF 2.1.0. */
export function sarif(report: Report): string {
  const { version } = require("pulumi-redis-backup/package.json") as { version: string };
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "redis-backup",
            version,
            rules: report.rules.map(({ id, severity, description }) => ({
              id,
              shortDescription: { text: description },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        // Runs on different stacks stand beside each other, runs on the same one follow each other.
        automationDetails: { id: `redis-backup/${report.command}/${report.target}/` },
        invocations: [
          {
            executionSuccessful: report.verdict !== "unchecked",
            exitCode: report.exitCode,
            endTimeUtc: report.at,
            toolExecutionNotifications: report.problems.map((problem) =>
              notification(problem, report),
            ),
          },
        ],
        results: report.findings.map((finding) => result(finding, report)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function notification({ message, subject }: Report["problems"][number], report: Report) {
  return {
    level: "error",
    message: { text: message },
    ...(subject === undefined ? {} : { locations: [location(subject, report)] }),
  } satisfies Notification;
}

function result(finding: Finding, report: Report): Result {
  const { rule, severity, subject, field, message, command, ignored } = finding;
  const index = report.rules.findIndex(({ id }) => id === rule);
  const values = change(finding);
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: LEVELS[severity],
    message: {
      text: [
        `${place(finding)}${values === "" ? "" : `: ${values}`}.`,
        message,
        ...(command === undefined ? [] : [`To correct it: ${command}`]),
      ].join(" "),
    },
    locations: [location(subject, report, field)],
    partialFingerprints: { "redisBackup/v1": fingerprint(finding) },
    ...(ignored === undefined
      ? {}
      : { suppressions: [{ kind: "external" as const, justification: ignored.reason }] }),
  };
}

/** Most readers want a file, which for a resource is the one that declares it. */
function location(
  { name, urn, type }: Subject,
  { source = "Pulumi.yaml" }: Report,
  field?: string,
): Location {
  const qualified = urn ?? `${type}::${name}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(source.replaceAll("\\", "/")) },
      region: { startLine: 1 },
    },
    logicalLocations: [
      {
        name: field ?? name,
        fullyQualifiedName: field === undefined ? qualified : `${qualified}#${field}`,
        kind: field === undefined ? "resource" : "property",
      },
    ],
  };
}

/** The same finding of a later run is the same one, whatever its values are by then. */
function fingerprint({ rule, subject, field = "" }: Finding): string {
  const identity = JSON.stringify([rule, subject.urn ?? subject.name, field]);
  return createHash("sha256").update(identity).digest("hex");
}
