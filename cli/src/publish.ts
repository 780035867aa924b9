import { Option, type Command } from "commander";
import { numberArgument } from "./number-argument";
import type * as publishModule from "./publish/publish";

/** `redis-backup publish`: a report as the one comment or the one issue that is kept up to date. */
export function addPublish(program: Command, end: (exitCode: number) => void): void {
  program
    .command("publish")
    .summary("keep one comment or one issue of a report up to date, at GitHub or GitLab")
    .description(
      "Keeps one comment of a pull request, or one issue, up to date with a report. It knows its own\n" +
        "by its author and by the first line of the Markdown: two runs leave one. A clean report closes\n" +
        "the issue; one that could not check everything leaves it as it is, and ends with 1.\n" +
        "GITHUB_TOKEN or GITLAB_TOKEN is taken from the environment, as are repository and request.",
    )
    .addOption(
      new Option("--as <kind>", "what is kept up to date")
        .choices(["comment", "issue"])
        .makeOptionMandatory(),
    )
    .option("--json <file>", "a report, as `--output json=<file>` of another command wrote it")
    .option("--markdown <file>", "the same report, as `--output markdown=<file>` wrote it")
    .option("--text <file>", "in place of a report: what a command has printed")
    .option("--title <text>", "over that text")
    .option(
      "--exit-code <number>",
      "of the command that printed it",
      numberArgument({ min: 0, max: 255, allowed: "a whole number from 0 to 255" }),
      0,
    )
    .option(
      "--number <number>",
      "of the pull request or merge request (default: the one that the job runs for)",
      numberArgument({ min: 1, allowed: "a whole number from 1" }),
    )
    .option("--author <login>", "whose token it is, at GitHub (default: github-actions[bot])")
    .option("--fail-on-findings", "end with 2 where the report has findings, in place of 0")
    .action(async (flags: publishModule.PublishFlags) => {
      // Most of it is needed by this command alone.
      const { publish } = require("./publish/publish") as typeof publishModule;
      end(await publish(flags));
    });
}
