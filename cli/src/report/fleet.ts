import {
  survey,
  type AccountSurvey,
  type Cloud,
  type SurveyOptions,
} from "pulumi-redis-backup/survey";
import type { Finding, Problem } from "../output/report";
import { SEVERITIES, type Severity } from "../output/severities";
import { assess } from "./assess";
import { span } from "./durations";
import type { FleetReport, InstanceReport, Price } from "./model";
import { printable } from "./printable";
import { RULES, subjectOf } from "./rules";
import type { Held } from "./stack-contents";
import type { StackOutcome } from "./stack-exports";

export interface FleetOptions {
  readonly stacks: readonly StackOutcome[];
  /** Every instance of these regions, beside those of the stacks. */
  readonly accounts: readonly { readonly cloud: Cloud; readonly region: string }[];
  /** Where an instance of a stack is whose state names no region. */
  readonly homes: Partial<Record<Cloud, string>>;
  readonly objectiveSeconds: number | undefined;
  readonly price: Price;
  readonly failOn: Severity;
  readonly look: Pick<SurveyOptions, "environment" | "log" | "clock" | "signal">;
  /** Of the report, in milliseconds since 1970; ages count by the clock of the cloud. */
  readonly now: number;
}

/** The state of the backups of a fleet: what stacks hold beside what the clouds tell. */
export async function fleetOf(options: FleetOptions): Promise<FleetReport> {
  const stacks = options.stacks.flatMap((one) => (one.ok ? [one.contents] : []));
  const problems: Problem[] = options.stacks.flatMap((one) =>
    one.ok ? [] : [{ message: `The stack ${one.name} could not be read: ${one.message}` }],
  );
  const places = placesOf(options);
  const surveyed = await Promise.all(
    places.map((place) => placeReport(place, options, stacks.length > 0)),
  );
  const findings = surveyed.flatMap((one) => one.findings);
  const instances = surveyed.flatMap((one) => one.instances).sort(byPlace);
  problems.push(...surveyed.flatMap((one) => one.problems));
  if (instances.length === 0 && problems.length === 0) problems.push(NOTHING_SEEN);
  return {
    command: "report",
    target: targetOf(options),
    title: "The state of Redis backups",
    at: new Date(options.now).toISOString(),
    ...verdictOf(instances, findings, problems, options.failOn),
    findings,
    problems,
    notes: notesOf(options, stacks.length),
    checked: instances.filter(({ state }) => state !== "unreadable").map(subjectOf),
    rules: [...RULES],
    objectiveSeconds: options.objectiveSeconds,
    price: options.price,
    stacks: stacks.map(({ name, policies, backups }) => ({
      name,
      policies: policies.length,
      backups: backups.length,
    })),
    accounts: surveyed.map(({ account }) => account),
    instances,
  };
}

/** An account or a stack without an instance is more often the wrong one than one that is well. */
const NOTHING_SEEN: Problem = {
  message:
    "there is no instance, so that there was nothing to look at: are the region, the account and the stack the right ones?",
};

interface Place {
  readonly cloud: Cloud;
  /** Unset: the configured one, whose absence is then told by the configuration. */
  readonly region: string | undefined;
  readonly isWholeAccount: boolean;
  readonly held: readonly Held[];
}

/** Regions of accounts and of what stacks hold, each once. */
function placesOf({ stacks, accounts, homes }: FleetOptions): Place[] {
  const places = new Map<string, Place>();
  const add = (
    cloud: Cloud,
    region: string | undefined,
    held: readonly Held[],
    isWhole = false,
  ) => {
    const key = `${cloud} ${region}`;
    const before = places.get(key);
    places.set(key, {
      cloud,
      region,
      isWholeAccount: isWhole || before?.isWholeAccount === true,
      held: [...(before?.held ?? []), ...held],
    });
  };
  for (const { cloud, region } of accounts) add(cloud, region, [], true);
  for (const outcome of stacks) {
    if (!outcome.ok) continue;
    for (const held of [...outcome.contents.policies, ...outcome.contents.backups]) {
      add(held.cloud, held.region ?? homes[held.cloud], [held]);
    }
  }
  return [...places.values()];
}

interface PlaceReport {
  readonly account: FleetReport["accounts"][number];
  readonly instances: InstanceReport[];
  readonly findings: Finding[];
  readonly problems: Problem[];
}

async function placeReport(
  place: Place,
  options: FleetOptions,
  hasStacks: boolean,
): Promise<PlaceReport> {
  const { cloud, region, isWholeAccount } = place;
  const instanceIds = [...new Set(place.held.map(({ instanceId }) => instanceId))];
  const seen = await looked(place, instanceIds, options);
  const found: PlaceReport = {
    account: {
      cloud,
      region: seen.region,
      accountId: seen.accountId,
      isWhole: isWholeAccount && seen.listFailure === undefined,
    },
    instances: [],
    findings: [],
    problems: [],
  };
  if (seen.listFailure !== undefined) {
    const where = `${NAMES[cloud]}${region === undefined ? "" : `, ${region}`}`;
    found.problems.push({
      message: `The instances of the account could not be listed (${where}): ${seen.listFailure}`,
    });
  }
  for (const outcome of seen.instances) {
    const { instanceId } = outcome.ok ? outcome.survey : outcome;
    const refusal = outcome.ok ? foreign(place, instanceId, seen.accountId) : outcome.message;
    if (!outcome.ok || refusal !== undefined) {
      const name = printable(outcome.ok ? outcome.survey.name : outcome.name);
      const error = refusal ?? "";
      found.instances.push(
        unreadable({ cloud, region: seen.region, instanceId, name, error }, options.stacks),
      );
      found.problems.push({
        message: error,
        subject: subjectOf({ cloud, instanceId, name }),
      });
      continue;
    }
    const { instance, findings } = assess(outcome.survey, {
      cloud,
      region: seen.region,
      now: outcome.survey.now,
      objectiveSeconds: options.objectiveSeconds,
      price: options.price,
      held: hasStacks ? heldOf(options.stacks, cloud, instanceId) : undefined,
    });
    found.instances.push(instance);
    found.findings.push(...findings);
  }
  return found;
}

const NAMES: Record<Cloud, string> = { alibaba: "Alibaba Cloud", tencent: "Tencent Cloud" };

/** A configuration that is missing makes each instance of a stack one that could not be read. */
async function looked(
  { cloud, region, isWholeAccount }: Place,
  instanceIds: readonly string[],
  { look }: FleetOptions,
): Promise<AccountSurvey> {
  try {
    return await survey({ ...look, cloud, region, isWholeAccount, instanceIds });
  } catch (error) {
    const { message } = error as Error;
    return {
      region: region ?? "",
      accountId: undefined,
      instances: instanceIds.map((instanceId) => ({ ok: false, instanceId, message })),
      listFailure: message,
    };
  }
}

/** The cloud may well know the id, but it is another account's state that speaks of it. */
function foreign(place: Place, instanceId: string, accountId: string | undefined) {
  const other = place.held.find(
    (held) =>
      held.instanceId === instanceId &&
      held.accountId !== undefined &&
      accountId !== undefined &&
      held.accountId !== accountId,
  );
  if (other === undefined) return undefined;
  return `By the state of ${other.urn} it belongs to the account ${other.accountId}, and these credentials are of the account ${accountId}: use those of the other.`;
}

function unreadable(
  one: Pick<InstanceReport, "cloud" | "region" | "instanceId" | "name" | "error">,
  stacks: readonly StackOutcome[],
): InstanceReport {
  const { policies } = heldOf(stacks, one.cloud, one.instanceId);
  return {
    ...one,
    state: "unreadable",
    policyHeldBy: policies.map(({ urn }) => urn),
    missedWindows: [],
    backups: [],
  };
}

function heldOf(stacks: readonly StackOutcome[], cloud: Cloud, instanceId: string) {
  const isOfIt = (held: Held) => held.cloud === cloud && held.instanceId === instanceId;
  const all = stacks.flatMap((one) => (one.ok ? [one.contents] : []));
  return {
    policies: all.flatMap(({ policies }) => policies.filter(isOfIt)),
    backups: all.flatMap(({ backups }) => backups.filter(isOfIt)),
  };
}

function verdictOf(
  instances: readonly InstanceReport[],
  findings: readonly Finding[],
  problems: readonly Problem[],
  failOn: Severity,
): Pick<FleetReport, "verdict" | "exitCode" | "summary"> {
  const count = (state: InstanceReport["state"]) =>
    instances.filter((one) => one.state === state).length;
  const summary = [
    `${instances.length} ${instances.length === 1 ? "instance" : "instances"}: ${count("healthy")} healthy`,
    `${count("findings")} with findings`,
    `${count("unreadable")} could not be read`,
  ].join(", ");
  const others = problems.filter(({ subject }) => subject === undefined).length;
  const rest = others === 0 ? "" : `; ${others} more could not be read`;
  const counts = findings.some(
    ({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn),
  );
  if (problems.length > 0)
    return { verdict: "unchecked", exitCode: 1, summary: `${summary}${rest}.` };
  if (findings.length === 0) return { verdict: "clean", exitCode: 0, summary: `${summary}.` };
  return { verdict: "found", exitCode: counts ? 2 : 0, summary: `${summary}.` };
}

function targetOf({ stacks, accounts }: FleetOptions): string {
  const names = stacks.map((one) => (one.ok ? one.contents.name : one.name));
  const regions = accounts.map(({ cloud, region }) => `${cloud}/${region}`);
  return [...names, ...regions].join(", ");
}

function notesOf({ objectiveSeconds, price, accounts }: FleetOptions, stacks: number): string[] {
  return [
    objectiveSeconds === undefined
      ? "No recovery-point objective was given (--rpo), so that none is checked."
      : `The recovery-point objective is ${span(objectiveSeconds)}.`,
    ...(stacks === 0
      ? ["No stack was looked at (--stack), so that nothing is told of what no stack declares."]
      : []),
    ...(accounts.length === 0
      ? ["Only instances of the stacks were looked at, not the rest of the account."]
      : []),
    `Costs are estimates: what is over the free storage, at ${price.perGibMonth} ${price.currency} a GiB and month.`,
  ];
}

const byPlace = (one: InstanceReport, other: InstanceReport): number =>
  `${one.cloud} ${one.region} ${one.instanceId}`.localeCompare(
    `${other.cloud} ${other.region} ${other.instanceId}`,
  );
