import { InvalidArgumentError, Option, type Command } from "commander";
import { numberArgument } from "./number-argument";
import { outputOption } from "./output/destinations";
import { FORMATS } from "./output/formats";
import { SEVERITIES } from "./output/severities";
import { secondsOf } from "./report/durations";
import type * as reportModule from "./report/report";
import { DEFAULT_PRICE } from "./report/price";

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
    .addOption(outputOption([...FORMATS, "prometheus"]))
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing found; 1 something could not be read, whatever else was found; 2 findings.\n" +
        "\nExamples:\n" +
        "  redis-backup report --rpo 26h\n" +
        "  redis-backup report --cwd infra --stack prod --stack staging --output html=report.html\n" +
        "  redis-backup report --stack prod --output prometheus=/var/lib/node_exporter/redis.prom",
    )
    .action(async (flags: reportModule.ReportFlags) => {
      // Most of it is needed by this command alone.
      const { report } = require("./report/report") as typeof reportModule;
      end(await report(flags));
    });
}

function duration(text: string): number {
  const seconds = secondsOf(text);
  if (seconds === undefined) {
    throw new InvalidArgumentError(`Allowed is a duration such as 90m, 26h or 7d.`);
  }
  return seconds;
}
