import type { Cloud } from "pulumi-redis-backup/survey";
import { writeReport, type Destination } from "../output/destinations";
import { withoutSecrets } from "../output/without-secrets";
import type { Severity } from "../output/severities";
import { fleetOf } from "./fleet";
import { readStack, sourcesOf } from "./stack-exports";
import { written } from "./writers";

export interface ReportFlags {
  readonly stack: string[];
  readonly cwd: string[];
  readonly state: string[];
  readonly account: boolean;
  readonly region: string[];
  readonly tencentRegion: string[];
  readonly rpo?: number;
  readonly price: number;
  readonly currency: string;
  readonly failOn: Severity;
  readonly output?: readonly Destination[];
}

const NOTHING =
  "there is nothing to look at: name a region (ALIBABA_CLOUD_REGION_ID, TENCENTCLOUD_REGION, --region, --tencent-region) or a stack (--stack, --state)";

/** Looks, writes what it found everywhere, and answers the exit code. */
export async function report(flags: ReportFlags): Promise<number> {
  const where = whereOf(flags);
  const sources = sourcesOf(flags);
  if (where.accounts.length === 0 && sources.length === 0) throw new Error(NOTHING);
  const seen = await fleetOf({
    stacks: await Promise.all(sources.map(readStack)),
    ...where,
    objectiveSeconds: flags.rpo,
    price: { perGibMonth: flags.price, currency: flags.currency },
    failOn: flags.failOn,
    now: Date.now(),
    look: { environment: process.env, log: { progress: note, info: note, warn: note } },
  });
  const fleet = withoutSecrets(seen, process.env);
  writeReport(fleet, flags.output, await written(fleet, flags.output));
  return fleet.exitCode;
}

/** Regions that flags name come first, then those of the configuration. */
function whereOf({ account, region, tencentRegion }: ReportFlags) {
  const configured: Record<Cloud, string | undefined> = {
    alibaba: process.env["ALIBABA_CLOUD_REGION_ID"] || undefined,
    tencent: process.env["TENCENTCLOUD_REGION"] || undefined,
  };
  const named: Record<Cloud, readonly string[]> = { alibaba: region, tencent: tencentRegion };
  const clouds: readonly Cloud[] = ["alibaba", "tencent"];
  const accounts = clouds.flatMap((cloud) => {
    const home = configured[cloud];
    const regions = named[cloud].length > 0 ? named[cloud] : home === undefined ? [] : [home];
    return [...new Set(regions)].map((one) => ({ cloud, region: one }));
  });
  const homes = Object.fromEntries(
    clouds.flatMap((cloud) => {
      const home = named[cloud][0] ?? configured[cloud];
      return home === undefined ? [] : [[cloud, home]];
    }),
  );
  return { homes, accounts: account ? accounts : [] };
}

const note = (text: string): void =>
  void process.stderr.write(`${withoutSecrets(text, process.env)}\n`);
