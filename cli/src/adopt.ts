import * as fs from "node:fs";
import { InvalidArgumentError, Option, type Command } from "commander";
import { adoptFormer, type Former } from "./incumbent/adopt";

const CLOUDS = ["alibaba", "tencent"] as const;

interface Flags {
  readonly cloud?: (typeof CLOUDS)[number];
  readonly instance?: string;
  readonly tag: Record<string, string>;
  readonly policies?: boolean;
  readonly backups?: boolean;
  readonly fromPulumi?: string;
  readonly fromTerraform?: string;
  readonly output?: string;
}

const MOST_TAGS = 5;

/** `redis-backup adopt`: everything in the account, as a file for `pulumi import`. */
export function addAdopt(program: Command): void {
  program
    .command("adopt")
    .summary("write an import file for what the account has already")
    .description(
      "Lists the backup policies and the manual backups of the account and region, by reads alone,\n" +
        "and writes the file that `pulumi import --file` takes. Configuration and credentials come\n" +
        "from the environment, as for the provider: ALIBABA_CLOUD_REGION_ID and the others, or\n" +
        "TENCENTCLOUD_REGION and the others; both clouds are listed where both are configured.\n" +
        "From a state of the alicloud provider it writes the same, and calls nobody.",
    )
    .addOption(new Option("--cloud <name>", "only of this cloud").choices(CLOUDS))
    .option("--instance <id>", "only of this instance")
    .option("--tag <key=value>", "only of instances with this tag; again for more", tagged, {})
    .option("--policies", "only backup policies")
    .option("--backups", "only manual backups")
    .option(
      "--from-pulumi <file>",
      "what `pulumi stack export` tells of alicloud.kvstore.BackupPolicy and alicloud.redis.Backup",
    )
    .option(
      "--from-terraform <file>",
      "what `terraform state pull` tells of alicloud_kvstore_backup_policy and alicloud_redis_backup",
    )
    .option("--output <file>", "write to a file instead of standard output")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  redis-backup adopt --output import.json && pulumi import --file import.json --out adopted.yaml\n" +
        "  redis-backup adopt --tag team=orders --policies\n" +
        "  redis-backup adopt --from-terraform terraform.tfstate --output import.json",
    )
    .action(async (flags: Flags) => {
      const former = formerOf(flags);
      const resources =
        former === undefined
          ? await discovered(flags)
          : adoptFormer(former, note).filter(wanted(flags));
      const text = `${JSON.stringify({ resources }, null, 2)}\n`;
      if (flags.output === undefined) return void process.stdout.write(text);
      fs.writeFileSync(flags.output, text);
      note(`${resources.length} resources for \`pulumi import --file ${flags.output}\``);
    });
}

async function discovered(flags: Flags) {
  // The provider takes longer to load than the rest of the command line together.
  const { discover } = await import("pulumi-redis-backup/discover");
  return discover({
    cloud: flags.cloud,
    instanceId: flags.instance,
    tags: flags.tag,
    types: typesOf(flags),
    environment: process.env,
    log: { progress: note, info: note, warn: note },
  });
}

function formerOf({ fromPulumi, fromTerraform, tag }: Flags): Former | undefined {
  if (fromPulumi !== undefined && fromTerraform !== undefined) {
    throw new Error("--from-pulumi and --from-terraform: give one of them");
  }
  if (fromPulumi === undefined && fromTerraform === undefined) return undefined;
  if (Object.keys(tag).length > 0)
    throw new Error("--tag is asked of the cloud, and no state has it");
  return fromPulumi === undefined
    ? { tool: "terraform", file: fromTerraform ?? "" }
    : { tool: "pulumi", file: fromPulumi };
}

/** What `--instance`, `--policies` and `--backups` leave. */
function wanted(flags: Flags) {
  const types = typesOf(flags);
  return ({ type, id }: { readonly type: string; readonly id: string }): boolean =>
    (types === undefined || types.some((name) => type.endsWith(`:${name}`))) &&
    (flags.instance === undefined || id.split(":")[0] === flags.instance);
}

function tagged(text: string, before: Record<string, string>): Record<string, string> {
  const [, key, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError(`"${text}" is not a tag such as team=orders.`);
  }
  const tags = { ...before, [key]: value };
  if (Object.keys(tags).length > MOST_TAGS) {
    throw new InvalidArgumentError(`the cloud takes ${MOST_TAGS} tags at most.`);
  }
  return tags;
}

function typesOf({ policies, backups }: Flags): string[] | undefined {
  if (policies !== true && backups !== true) return undefined;
  return [
    ...(policies === true ? ["BackupPolicy"] : []),
    ...(backups === true ? ["ManualBackup"] : []),
  ];
}

const note = (text: string): void => void process.stderr.write(`${text}\n`);
