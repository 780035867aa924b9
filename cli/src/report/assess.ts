import type { Survey } from "pulumi-redis-backup/survey";
import type { Finding } from "../output/report";
import { ago, span } from "./durations";
import type { BackupReport, InstanceReport, Price } from "./model";
import { printable } from "./printable";
import { finding } from "./rules";
import type { Held, HeldBackup } from "./stack-contents";
import { storageOf } from "./storage";

export interface Surroundings {
  readonly cloud: InstanceReport["cloud"];
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly objectiveSeconds: number | undefined;
  readonly price: Price;
  /** Of this instance; `undefined` where no stack was looked at, so that nothing can be missing from one. */
  readonly held:
    { readonly policies: readonly Held[]; readonly backups: readonly HeldBackup[] } | undefined;
}

/** What the survey of an instance means, and what of it is to be acted on. */
export function assess(
  survey: Survey,
  surroundings: Surroundings,
): { readonly instance: InstanceReport; readonly findings: readonly Finding[] } {
  const { cloud, region, now, objectiveSeconds, price, held } = surroundings;
  const backups = survey.backups.map((backup) => reported(backup, held?.backups ?? []));
  const latest = backups.filter(({ state }) => state === "success").at(-1);
  const ageSeconds = latest && Math.max(0, Math.round((now - Date.parse(latest.startedAt)) / 1000));
  const facts: InstanceReport = {
    cloud,
    region,
    instanceId: survey.instanceId,
    name: printable(survey.name),
    state: "healthy",
    status: survey.status,
    policyHeldBy: (held?.policies ?? []).map(({ urn }) => urn),
    policy: { ...survey.policy, days: [...survey.policy.days], schedule: scheduleOf(survey) },
    latestSuccess:
      latest === undefined || ageSeconds === undefined
        ? undefined
        : { startedAt: latest.startedAt, kind: latest.kind, ageSeconds },
    objectiveMet:
      objectiveSeconds === undefined ? undefined : (ageSeconds ?? Infinity) <= objectiveSeconds,
    failuresSince: survey.failuresSince,
    missedWindows: [...survey.missedWindows],
    nextBackupTime: survey.nextBackupTime,
    flashbackFrom: survey.flashbackFrom,
    backups,
    storage: survey.storage && storageOf(survey.storage, price),
  };
  const findings = [
    ...ofTheLatest(facts, latest, surroundings),
    ...ofWindows(facts, latest),
    ...ofStacks(facts, surroundings),
  ];
  const state = findings.length > 0 ? "findings" : "healthy";
  return { instance: { ...facts, state }, findings };
}

function scheduleOf({ policy: { schedule } }: Survey) {
  return schedule && { hour: schedule.hour, weekdays: [...schedule.weekdays] };
}

function reported(
  { names, importId, ...backup }: Survey["backups"][number],
  held: readonly HeldBackup[],
): BackupReport {
  const holder = held.find((one) => one.names.some((name) => names.includes(name)));
  return { ...backup, importId, heldBy: holder?.urn };
}

function ofTheLatest(
  facts: InstanceReport,
  latest: BackupReport | undefined,
  { now, objectiveSeconds }: Surroundings,
): Finding[] {
  if (latest === undefined) {
    return [finding(facts, "no-backup", "There is no backup that succeeded.")];
  }
  const { failuresSince = 0, objectiveMet, latestSuccess } = facts;
  const since = `The latest success started ${latest.startedAt}, ${ago(latestSuccess?.ageSeconds ?? 0)}`;
  const found: Finding[] = [];
  if (objectiveMet === false) {
    const flashback =
      facts.flashbackFrom === undefined ? "" : " Flashback is on and goes back to later seconds.";
    found.push(
      finding(
        facts,
        "objective-missed",
        `${since}; the objective is ${span(objectiveSeconds ?? 0)}.${flashback}`,
      ),
    );
  }
  if (failuresSince > 0) {
    const count = failuresSince === 1 ? "one backup has" : `${failuresSince} backups have`;
    found.push(finding(facts, "backup-failed", `${since}; ${count} failed since.`));
  }
  const next = facts.nextBackupTime;
  const expiry = latest.expiresAt;
  const isBefore = expiry !== undefined && next !== undefined && expiry < next;
  if (isBefore && Date.parse(next) > now) {
    found.push(
      finding(
        facts,
        "last-backup-expires",
        `The latest success expires ${expiry}, and the next backup is due ${next}: in between there is none.`,
      ),
    );
  }
  return found;
}

function ofWindows(facts: InstanceReport, latest: BackupReport | undefined): Finding[] {
  if (facts.policy?.schedule === undefined) {
    const policy = `"${facts.policy?.window ?? ""}" on "${facts.policy?.days.join(", ") ?? ""}"`;
    const message = `Missed windows can't be told: ${policy} is no window that this version knows.`;
    return [finding(facts, "window-unknown", message)];
  }
  const since = Date.parse(latest?.startedAt ?? "1970-01-01");
  const isLater = (window: string) => Date.parse(window) > since;
  const later = facts.missedWindows.filter(isLater);
  const earlier = facts.missedWindows.filter((window) => !isLater(window));
  return [
    ...(later.length === 0
      ? []
      : [
          finding(
            facts,
            "window-missed",
            `No automatic backup has started in ${windows(later)}, and none has succeeded since.`,
          ),
        ]),
    ...(earlier.length === 0
      ? []
      : [
          finding(
            facts,
            "earlier-window-missed",
            `No automatic backup started in ${windows(earlier)}; a later one has succeeded.`,
          ),
        ]),
  ];
}

const SHOWN = 3;

function windows(starts: readonly string[]): string {
  const shown = starts.slice(-SHOWN).join(", ");
  const more = starts.length > SHOWN ? `, and ${starts.length - SHOWN} before` : "";
  return `${starts.length === 1 ? "the window" : `${starts.length} windows`} of ${shown}${more}`;
}

function ofStacks(facts: InstanceReport, { held }: Surroundings): Finding[] {
  if (held === undefined) return [];
  const found: Finding[] = [];
  const module = facts.cloud === "alibaba" ? "tair" : "crs";
  if (held.policies.length === 0) {
    found.push(
      finding(
        facts,
        "no-policy",
        "No stack that was looked at declares its backup policy.",
        `pulumi import redis-backup:${module}:BackupPolicy ${word(facts.instanceId)} ${word(facts.instanceId)}`,
      ),
    );
  }
  const unheld = facts.backups.filter((one) => one.kind === "manual" && one.heldBy === undefined);
  if (unheld.length > 0) {
    const [one] = unheld;
    const are = unheld.length === 1 ? "A manual backup is" : `${unheld.length} manual backups are`;
    found.push(
      finding(
        facts,
        "manual-backup-in-no-stack",
        `${are} in no stack that was looked at, started ${unheld.map(({ startedAt }) => startedAt).join(", ")}.`,
        one?.importId === undefined
          ? undefined
          : `pulumi import redis-backup:${module}:ManualBackup ${word(`${facts.instanceId}-backup`)} ${word(one.importId)}`,
      ),
    );
  }
  return found;
}

/** As a shell takes it for one word, whatever is in it. */
const word = (text: string): string =>
  /^[\w:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
