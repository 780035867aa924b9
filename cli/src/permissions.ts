import fs from "node:fs";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Cloud, Grant, RoleName, Scope, Use } from "pulumi-redis-backup/permissions";
import type * as Permissions from "pulumi-redis-backup/permissions";
import { exportOf, type StackFlags } from "./stack-export";

interface Flags extends StackFlags {
  readonly role?: RoleName;
  readonly function: string[];
  readonly cloud?: Cloud;
  readonly region?: string;
  readonly account?: string;
  readonly instance: string[];
  readonly requiredOnly?: boolean;
  readonly output?: string;
}

const ROLES = ["drift-reader", "operator", "restorer", "reporter"];
const again = (value: string, before: string[]): string[] => [...before, value];

/** `redis-backup permissions`: the policies of RAM and CAM that an identity needs, and no more. */
export function addPermissions(program: Command): void {
  program
    .command("permissions")
    .summary("print the least RAM and CAM policies of a stack or a role")
    .description(
      "Prints the policies that an identity needs, as JSON to paste into the console: a policy of RAM\n" +
        "for Alibaba Cloud, of CAM for Tencent Cloud; where it is both, an object with one of each.\n" +
        "Calls neither cloud. What can't be narrowed and what is optional is said beside.",
    )
    .option("--stack <name>", "a stack, read with `pulumi stack export`")
    .option("--cwd <folder>", "folder of its project (default: this one)")
    .option("--state <file>", "what `pulumi stack export` wrote, instead")
    .addOption(
      new Option(
        "--role <name>",
        "what is done: of all resources, or of those of the stack",
      ).choices(ROLES),
    )
    .option("--function <name>", "also a function such as tair.getBackups; again for more", fn, [])
    .addOption(new Option("--cloud <name>", "only of this cloud").choices(["alibaba", "tencent"]))
    .option(
      "--instance <id>",
      "a role or function on this instance alone; again for more",
      again,
      [],
    )
    .option("--region <id>", "in this region alone, where a stack does not tell it")
    .option("--account <id>", "in this account alone, where a stack does not tell it")
    .option("--required-only", "without what every step can do without")
    .option("--output <file>", "write to a file instead of standard output")
    .addHelpText(
      "after",
      "\nRoles: drift-reader looks, operator runs policies and backups, restorer restores, reporter lists.\n" +
        "\nExamples:\n" +
        "  redis-backup permissions --cwd infra --stack prod --role drift-reader\n" +
        "  redis-backup permissions --role operator --cloud alibaba --region cn-hangzhou --instance r-orders01",
    )
    .action(async (flags: Flags) => {
      const permissions = await import("pulumi-redis-backup/permissions");
      const uses = (await usesOf(flags, permissions)).filter(
        ({ token }) => flags.cloud === undefined || permissions.cloudOf(token) === flags.cloud,
      );
      refuseMixed(flags, new Set(uses.map(({ token }) => permissions.cloudOf(token))));
      const all = permissions.grantsOf(uses);
      const grants = flags.requiredOnly ? all.filter(({ losses }) => losses === undefined) : all;
      if (grants.length === 0) {
        throw new Error(
          "nothing is asked of any cloud: there is no resource of this package in it",
        );
      }
      for (const line of remarksOn(grants, all)) process.stderr.write(`${line}\n`);
      const documents = permissions.documentsOf(grants);
      const only = Object.values(documents);
      const text = `${JSON.stringify(only.length === 1 ? only[0] : documents, null, 2)}\n`;
      if (flags.output === undefined) process.stdout.write(text);
      else fs.writeFileSync(flags.output, text);
    });
}

function fn(value: string, before: string[]): string[] {
  const token = value.replace(".", ":");
  const { FUNCTION_TOKENS } = require("pulumi-redis-backup/permissions") as typeof Permissions;
  if (!FUNCTION_TOKENS.includes(token)) {
    const names = FUNCTION_TOKENS.map((name) => name.replace(":", ".")).join(", ");
    throw new InvalidArgumentError(`there is no such function. Allowed are ${names}.`);
  }
  return [...before, token];
}

async function usesOf(flags: Flags, permissions: typeof Permissions): Promise<Use[]> {
  const { stack, cwd, state, role } = flags;
  const isOfStack = [stack, cwd, state].some((flag) => flag !== undefined);
  if (state !== undefined && (stack !== undefined || cwd !== undefined)) {
    throw new Error("--state takes the place of --stack and --cwd: give one of them");
  }
  if (isOfStack && flags.instance.length > 0 && flags.function.length === 0) {
    throw new Error("--instance narrows roles and functions: a stack tells its own instances");
  }
  if (!isOfStack && role === undefined && flags.function.length === 0) {
    throw new Error("of what: give --stack, --cwd, --state, --role or --function");
  }
  const ofRole = role === undefined ? [] : permissions.usesOfRole(role);
  const uses = isOfStack
    ? permissions.usesOfStack(await exportOf(flags), role)
    : everywhere(flags, ofRole);
  const asked = everywhere(flags, flags.function.map(permissions.usesOfFunction));
  const { region, account } = flags;
  return [...uses, ...asked].map((use) => ({
    ...use,
    scope: {
      instanceId: use.scope?.instanceId,
      region: use.scope?.region ?? region,
      account: use.scope?.account ?? account,
    },
  }));
}

/** Instances, regions and accounts are of one cloud. */
function refuseMixed(flags: Flags, clouds: ReadonlySet<Cloud>): void {
  const isNarrowed =
    flags.region !== undefined || flags.account !== undefined || flags.instance.length > 0;
  if (isNarrowed && clouds.size > 1) {
    throw new Error("--instance, --region and --account are of one cloud: give --cloud as well");
  }
}

/** On each instance that is named, or on all. */
function everywhere({ instance }: Flags, uses: readonly Use[]): Use[] {
  const scopes: Scope[] =
    instance.length === 0 ? [{}] : instance.map((instanceId) => ({ instanceId }));
  return uses.flatMap((use) => scopes.map((scope) => ({ ...use, scope })));
}

/** What a person has to know of the policies before they paste them. */
function remarksOn(grants: readonly Grant[], all: readonly Grant[]): string[] {
  const names = (some: readonly Grant[]) => some.map(({ action }) => action).join(", ");
  const wide = grants.filter(({ resources }) => resources.includes("*"));
  const open = grants.filter(({ resources }) =>
    resources.some((name) => name !== "*" && name.endsWith("instance/*")),
  );
  return [
    ...(wide.length === 0
      ? []
      : [`on * because the cloud can't narrow them to an instance: ${names(wide)}`]),
    ...(open.length === 0 ? [] : [`on every instance: ${names(open)}`]),
    ...all.flatMap(({ action, losses }) =>
      losses === undefined
        ? []
        : [
            `${grants.some((grant) => grant.action === action) ? "optional" : "left out"}: ${action}; without it, ${losses.join("; ")}`,
          ],
    ),
  ];
}
