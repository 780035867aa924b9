import { Gauge, Registry } from "prom-client";
import type { FleetReport, InstanceReport } from "./model";

type Labels = Record<string, string>;
type Sample = readonly [value: number, labels?: Labels];

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** None where nothing is known: what is absent is not taken for 0. */
  readonly of: (instance: InstanceReport) => readonly Sample[];
}

const seconds = (time: string | undefined): Sample[] =>
  time === undefined ? [] : [[Date.parse(time) / 1000]];
const known = (value: number | undefined): Sample[] => (value === undefined ? [] : [[value]]);
const flag = (value: boolean | undefined): Sample[] => known(value === undefined ? value : +value);

const DAY = 86_400;

const METRICS: readonly Metric[] = [
  {
    name: "instance_readable",
    help: "1 where the backups of the instance could be read, 0 where nothing is known of them.",
    of: ({ state }) => flag(state !== "unreadable"),
  },
  {
    name: "last_success_timestamp_seconds",
    help: "When the latest backup started that succeeded as a whole; absent where there is none.",
    of: ({ latestSuccess }) => seconds(latestSuccess?.startedAt),
  },
  {
    name: "last_success_expiry_timestamp_seconds",
    help: "When that backup expires; absent where it never does.",
    of: ({ backups }) =>
      seconds(backups.filter(({ state }) => state === "success").at(-1)?.expiresAt),
  },
  {
    name: "recovery_point_objective_met",
    help: "1 where the latest success is as recent as the objective wants it, 0 where it is not.",
    of: ({ objectiveMet }) => flag(objectiveMet),
  },
  {
    name: "next_run_timestamp_seconds",
    help: "When the next automatic backup is due.",
    of: ({ nextBackupTime }) => seconds(nextBackupTime),
  },
  {
    name: "failures_since_last_success",
    help: "Backups that have failed since the latest success.",
    of: ({ failuresSince }) => known(failuresSince),
  },
  {
    name: "missed_windows",
    help: "Windows, as far back as backups are kept, in which no automatic backup started.",
    of: ({ state, missedWindows }) =>
      known(state === "unreadable" ? undefined : missedWindows.length),
  },
  {
    name: "retention_seconds",
    help: "How long automatic backups are kept.",
    of: ({ policy }) => known(policy?.retentionDays && policy.retentionDays * DAY),
  },
  {
    name: "flashback_enabled",
    help: "1 where flashback is on, 0 where it is off.",
    of: ({ policy }) => flag(policy?.flashback),
  },
  {
    name: "flashback_start_timestamp_seconds",
    help: "The earliest second that flashback goes back to.",
    of: ({ flashbackFrom }) => seconds(flashbackFrom),
  },
  {
    name: "backups",
    help: "Backups that are listed, by kind and state.",
    labels: ["kind", "state"],
    of: backupCounts,
  },
  {
    name: "unheld_manual_backups",
    help: "Manual backups in no stack that was looked at.",
    of: ({ state, backups }) =>
      known(state === "unreadable" ? undefined : backups.filter(isUnheld).length),
  },
  {
    name: "policies_declared",
    help: "Policies that the stacks that were looked at declare for the instance.",
    of: ({ policyHeldBy }) => known(policyHeldBy.length),
  },
  {
    name: "storage_bytes",
    help: "What the backups take, by part: full backups and flashback logs.",
    labels: ["part"],
    of: ({ storage }) =>
      storage === undefined
        ? []
        : [
            [storage.fullBytes, { part: "full" }],
            [storage.logBytes, { part: "log" }],
          ],
  },
  {
    name: "storage_free_bytes",
    help: "What of it is free of charge.",
    of: ({ storage }) => known(storage?.freeBytes),
  },
  {
    name: "storage_billed_bytes",
    help: "What is over that.",
    of: ({ storage }) => known(storage?.billedBytes),
  },
];

function backupCounts({ state: readable, backups }: InstanceReport): Sample[] {
  if (readable === "unreadable") return [];
  return ["automatic", "manual"].flatMap((kind) =>
    ["success", "failed", "running", "unknown"].map((state): Sample => {
      const count = backups.filter((one) => one.kind === kind && one.state === state).length;
      return [count, { kind, state }];
    }),
  );
}

const isUnheld = ({ kind, heldBy }: InstanceReport["backups"][number]): boolean =>
  kind === "manual" && heldBy === undefined;

const ABOUT = ["cloud", "region", "instance_id", "instance_name"];

/** The text exposition format, for the textfile collector or a push gateway. */
export async function prometheus(report: FleetReport): Promise<string> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({
      name: `redis_backup_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
    });
  for (const { name, help, labels = [], of } of METRICS) {
    // What the stacks declare is unknown where no stack was looked at.
    const isOfStacks = name === "unheld_manual_backups" || name === "policies_declared";
    if (isOfStacks && report.stacks.length === 0) continue;
    const metric = gauge(name, help, [...ABOUT, ...labels]);
    for (const instance of report.instances) {
      for (const [value, more] of of(instance)) {
        metric.set({ ...aboutOf(instance), ...more }, value);
      }
    }
  }
  const cost = gauge(
    "estimated_cost_per_month",
    "An estimate of what the storage over the free part costs a month.",
    [...ABOUT, "currency"],
  );
  const findings = gauge("findings", "Findings of the report, by severity.", [
    ...ABOUT,
    "severity",
  ]);
  for (const instance of report.instances) {
    const estimate = instance.storage?.estimatedMonthlyCost;
    const { currency } = report.price;
    if (estimate !== undefined) cost.set({ ...aboutOf(instance), currency }, estimate);
    const own = report.findings.filter(({ subject }) => subject.id === instance.instanceId);
    for (const severity of ["high", "medium", "low"]) {
      const count = own.filter((one) => one.severity === severity).length;
      if (instance.state !== "unreadable") findings.set({ ...aboutOf(instance), severity }, count);
    }
  }
  gauge("report_timestamp_seconds", "When the report was made.", []).set(
    Date.parse(report.at) / 1000,
  );
  gauge(
    "report_problems",
    "What could not be read: instances, lists and stacks. Anything but 0 makes the report incomplete.",
    [],
  ).set(report.problems.length);
  return registry.metrics();
}

const aboutOf = ({ cloud, region, instanceId, name = "" }: InstanceReport): Labels => ({
  cloud,
  region,
  instance_id: instanceId,
  instance_name: name,
});
