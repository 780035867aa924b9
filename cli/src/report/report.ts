import { InvalidArgumentError, Option, type Command } from "commander";
import type { Cloud } from "pulumi-redis-backup/survey";
import { numberArgument } from "../number-argument";
import { outputOption, writeReport, type Destination } from "../output/destinations";
import { SEVERITIES, type Severity } from "../output/report";
import { secondsOf } from "./durations";
import { fleetOf } from "./fleet";
import { readStack, sourcesOf } from "./stack-exports";
import { DEFAULT_PRICE } from "./storage";
import { FORMATS, written } from "./writers";

interface Flags {
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

const again = (value: string, before: string[]): string[] => [...before, value];

/** `redis-backup report`: the state of the backups of a fleet, by reads alone. */
export function addReport(program: Command, end: (exitCode: number) => void): void {
  program
    .command("report")
    .summary("tell the state of the backups of stacks and accounts")
    .description(
      "Tells the state of the backups of a fleet, by reads alone: what stacks hold beside what the\n" +
        "account has. Credentials and regions come from the environment, as for the provider\n" +
        "(ALIBABA_CLOUD_REGION_ID, TENCENTCLOUD_REGION and the others).",
    )
    .option("--stack <name>", "a stack, read with `pulumi stack export`; again for more", again, [])
    .option(
      "--cwd <folder>",
      "folder of its project; again, one for each --stack (default: this one)",
      again,
      [],
    )
    .option("--state <file>", "what `pulumi stack export` wrote; again for more", again, [])
    .option("--no-account", "only instances of the stacks, not all of the account")
    .option("--region <id>", "a region of Alibaba Cloud; again for more", again, [])
    .option("--tencent-region <id>", "a region of Tencent Cloud; again for more", again, [])
    .option(
      "--rpo <duration>",
      "how old the latest success may be, such as 26h (default: not checked)",
      duration,
    )
    .option(
      "--price <amount>",
      "of a GiB and month over the free storage",
      numberArgument({ min: 0, whole: false, allowed: "a number from 0" }),
      DEFAULT_PRICE.perGibMonth,
    )
    .option("--currency <code>", "of that price", DEFAULT_PRICE.currency)
    .addOption(
      new Option("--fail-on <severity>", "the least severity that gives exit code 2")
        .choices(SEVERITIES)
        .default("low"),
    )
    .addOption(outputOption(FORMATS))
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing found; 1 something could not be read, whatever else was found; 2 findings.\n" +
        "\nExamples:\n" +
        "  redis-backup report --rpo 26h\n" +
        "  redis-backup report --cwd infra --stack prod --stack staging --output html=report.html\n" +
        "  redis-backup report --stack prod --output prometheus=/var/lib/node_exporter/redis.prom",
    )
    .action(async (flags: Flags) => end(await run(flags)));
}

async function run(flags: Flags): Promise<number> {
  const where = whereOf(flags);
  const sources = sourcesOf(flags);
  if (where.accounts.length === 0 && sources.length === 0) throw new Error(NOTHING);
  const report = await fleetOf({
    stacks: await Promise.all(sources.map(readStack)),
    ...where,
    objectiveSeconds: flags.rpo,
    price: { perGibMonth: flags.price, currency: flags.currency },
    failOn: flags.failOn,
    now: Date.now(),
    look: { environment: process.env, log: { progress: note, info: note, warn: note } },
  });
  writeReport(report, flags.output, await written(report, flags.output));
  return report.exitCode;
}

/** Regions that flags name come first, then those of the configuration. */
function whereOf({ account, region, tencentRegion }: Flags) {
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

function duration(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === undefined) {
    throw new InvalidArgumentError(`Allowed is a duration such as 90m, 26h or 7d.`);
  }
  return seconds;
}

const note = (text: string): void => void process.stderr.write(`${text}\n`);
