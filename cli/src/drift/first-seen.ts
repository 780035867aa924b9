import { z } from "zod";
import { report, type Finding } from "../output/report";
import { readSettings } from "./settings-file";

const former = z.object({ findings: report.shape.findings });

export type Former = z.infer<typeof former>;

/** `--since <report.json>`: a report of an earlier run. */
export const readFormer = (file: string): Former => readSettings("--since", file, former);

/** A drift keeps the time at which it was first told, also where its live value has changed again. */
export function withFirstSeen(finding: Finding, earlier: Former | undefined, at: string): Finding {
  const same = earlier?.findings.find(
    ({ subject, field }) =>
      field === finding.field &&
      (subject.urn ?? subject.name) === (finding.subject.urn ?? finding.subject.name),
  );
  return { ...finding, firstSeenAt: same?.firstSeenAt ?? at };
}
