import { InvalidArgumentError, Option, type Command } from "commander";
import type * as driftModule from "./drift/drift";
import { severityArgument } from "./drift/severity-argument";
import { outputOption } from "./output/destinations";
import { FORMATS } from "./output/formats";
import { SEVERITIES } from "./output/severities";

/** `redis-backup drift`: what of a stack is no longer as declared. */
export function addDrift(program: Command, end: (exitCode: number) => void): void {
  program
    .command("drift")
    .summary("tell what of a stack is no longer as declared")
    .description(
      "Compares the backup resources of a stack with the cloud, by `pulumi refresh --preview-only`:\n" +
        "nothing is written, neither to the cloud nor to the state. Needs the Pulumi command line, and\n" +
        "the environment in which `pulumi up` runs.\n\n" +
        "Exit codes: 0 no drift, 1 anything could not be checked, 2 drift.",
    )
    .option("--stack <name>", "the stack (default: the one that is selected)")
    .option("--cwd <folder>", "the folder of the project (default: this one)")
    .option("--run-program", "let the program configure the provider, as after a key rotation")
    .addOption(outputOption(FORMATS))
    .addOption(
      new Option("--fail-on <severity>", "the least severity that ends with 2")
        .choices(SEVERITIES)
        .default("low"),
    )
    .option(
      "--severity <rule=severity>",
      "set the severity of a rule; again for more",
      severityArgument,
      [],
    )
    .option("--rules <file>", "severities by rule, type, name and field, in YAML or JSON")
    .option("--ignore <file>", "drift that is accepted until a day, in YAML or JSON")
    .option("--since <report.json>", "a former report, for when each drift was first seen")
    .option("--write-baseline <file>", "write an ignore file of the present drift")
    .option("--reason <text>", "for --write-baseline: why it is accepted")
    .option("--owner <name>", "for --write-baseline: who answers for it")
    .option("--until <date>", "for --write-baseline: the last day, as 2026-12-31", day)
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  redis-backup drift --stack prod\n" +
        "  redis-backup drift --output sarif=drift.sarif --output markdown=comment.md --fail-on high\n" +
        "  redis-backup drift --ignore drift.yaml --since last.json --output json=last.json",
    )
    .action(async (flags: driftModule.DriftFlags) => {
      // Most of it is needed by this command alone.
      const { drift } = require("./drift/drift") as typeof driftModule;
      end(await drift(flags));
    });
}

function day(text: string): string {
  const isOne = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isOne) throw new InvalidArgumentError(`"${text}" is not a day such as 2026-12-31.`);
  return text;
}
