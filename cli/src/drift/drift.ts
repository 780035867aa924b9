import fs from "node:fs";
import { writeReport, type Destination } from "../output/destinations";
import { parted, type Report } from "../output/report";
import type { Severity } from "../output/severities";
import { writers } from "../output/writers";
import { driftReport } from "./drift-report";
import { readFormer } from "./first-seen";
import { baseline, readIgnoreFile, type IgnoreEntry } from "./ignore-file";
import { observe } from "./observe";
import { readRules } from "./severity";
import type { SetSeverity } from "./severity-argument";

export interface DriftFlags {
  readonly stack?: string;
  readonly cwd?: string;
  readonly runProgram?: true;
  readonly output?: readonly Destination[];
  readonly failOn: Severity;
  readonly severity?: readonly SetSeverity[];
  readonly rules?: string;
  readonly ignore?: string;
  readonly since?: string;
  readonly writeBaseline?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly until?: string;
}

/** Checks a stack, writes what it found everywhere, and answers the exit code. */
export async function drift(flags: DriftFlags): Promise<number> {
  // Whatever is wrong with a file is told before the cloud is asked anything.
  const why = flags.writeBaseline === undefined ? undefined : reasonsOf(flags);
  const options = {
    where: { stack: flags.stack, cwd: flags.cwd },
    severities: [...(flags.severity ?? []), ...(flags.rules ? readRules(flags.rules) : [])],
    former: flags.since === undefined ? undefined : readFormer(flags.since),
    failOn: flags.failOn,
    environment: process.env,
  };
  const ignored = flags.ignore === undefined ? [] : readIgnoreFile(flags.ignore);
  const { stack, cwd, runProgram = false } = flags;
  const observation = await observe({ stack, cwd, runProgram });
  const judge = (entries: readonly IgnoreEntry[]): Report =>
    driftReport(observation, { ...options, ignored: entries, now: new Date() });
  let report = judge(ignored);
  if (why !== undefined && flags.writeBaseline !== undefined) {
    if (report.verdict === "unchecked") {
      process.stderr.write("no baseline was written: it would hide what could not be checked\n");
    } else {
      const { entries, text } = baseline(parted(report).counted, why);
      fs.writeFileSync(flags.writeBaseline, text);
      process.stderr.write(`${entries.length} entries in ${flags.writeBaseline}\n`);
      report = judge([...ignored, ...entries]);
    }
  }
  writeReport(report, flags.output, writers);
  return report.exitCode;
}

/** An entry without them is refused when it is read, so none is written. */
function reasonsOf({ reason, owner, until }: DriftFlags) {
  if (reason === undefined || owner === undefined || until === undefined) {
    throw new Error(
      "--write-baseline needs --reason, --owner and --until: whoever reads the file will ask",
    );
  }
  return { reason, owner, until };
}
