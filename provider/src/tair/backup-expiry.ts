import { modifyBackupExpireTime } from "../api/alibaba/operations/modify-backup-expire-time";
import { minuteOf } from "../api/wire";
import { show } from "../core/check";
import { days, minutes } from "../core/clock";
import { Refused, type Failure } from "../core/errors";
import { waitUntil } from "../core/wait";
import type { BackupRow } from "./backup-sets";
import type { TairContext } from "./session";

/** For a backup that never expires. */
export const NEVER = -1;

/** What is declared of the expiry of a backup: at most one of the two. */
export interface Expiry {
  readonly backupRetentionPeriod?: number | undefined;
  readonly expectExpireTime?: string | undefined;
}

/** What is known of the expiry of a backup that exists. */
export interface Expiring extends Expiry {
  readonly status: string;
  readonly startedAt: string;
  readonly expiresAt?: string | undefined;
}

/** A new backup can't be told to expire within a week. */
export function expiryOfNew({ expectExpireTime }: Expiry, now: number): Failure[] {
  if (expectExpireTime === undefined || Date.parse(expectExpireTime) >= now + days(7)) return [];
  const earliest = minuteOf(now + days(7));
  return [
    {
      property: "expectExpireTime",
      reason: `${show(expectExpireTime)} is less than 7 days ahead: the earliest for a backup that is taken now is ${earliest}.`,
    },
  ];
}

/** Only what is new or changed is looked at, against what was declared before. */
export function expiryOfExisting(prior: Expiry, inputs: Expiry, now: number): Failure[] {
  const { backupRetentionPeriod: daysBefore, expectExpireTime: timeBefore } = prior;
  const { backupRetentionPeriod: daysNow, expectExpireTime: timeNow } = inputs;
  if (daysNow !== undefined && daysBefore !== undefined && daysNow !== daysBefore) {
    const reason =
      daysNow === NEVER || daysBefore === NEVER
        ? `can't be changed from ${daysBefore} to ${daysNow}: a backup can't be given or lose its expiry.`
        : `${daysNow} is lower than the ${daysBefore} days declared before: an expiry can only be extended.`;
    if (daysNow === NEVER || daysBefore === NEVER || daysNow < daysBefore) {
      return [
        {
          property: "backupRetentionPeriod",
          reason: `${reason} Change triggers to take a new backup.`,
        },
      ];
    }
  }
  if (timeNow === undefined || (timeBefore !== undefined && sameMinute(timeNow, timeBefore)))
    return [];
  const fail = (problem: string): Failure[] => [
    { property: "expectExpireTime", reason: `${show(timeNow)} ${problem}` },
  ];
  if (Date.parse(timeNow) <= now) return fail("is in the past.");
  if (timeBefore !== undefined && wholeMinute(timeNow) < wholeMinute(timeBefore)) {
    return fail(
      `is earlier than ${show(timeBefore)} declared before: an expiry can only be extended. Change triggers to take a new backup.`,
    );
  }
  return [];
}

/** What only state can tell: an expired backup, and a change from days to a time or back. */
export function refusedExpiry(state: Expiring, inputs: Expiry, now: number): string[] {
  const wanted = declaredExpiry(inputs, state.startedAt);
  if (wanted === undefined) return [];
  const isExpired = state.status === "Expired" || Date.parse(state.expiresAt ?? "") <= now;
  if (isExpired) {
    return [
      `the backup has expired (${state.expiresAt ?? "see status"}) and can't be extended. Change triggers to take a new backup.`,
    ];
  }
  // Within one field the check has compared with what was declared; here state may be what a refresh
  // has found, which is drift and not a declaration.
  const isSwitch =
    (state.expectExpireTime === undefined) !== (inputs.expectExpireTime === undefined);
  if (!isSwitch) return [];
  const before = declaredExpiry(state, state.startedAt);
  if (before === undefined || before === wanted) return [];
  if (before === Infinity || wanted === Infinity || wanted < before) {
    return [
      `would move the declared expiry from ${timeOf(before)} to ${timeOf(wanted)}: it can only be extended to a later time. Change triggers to take a new backup.`,
    ];
  }
  return [];
}

/** The declared expiry in milliseconds since 1970; Infinity for never, `undefined` where none is declared. */
export function declaredExpiry(
  { backupRetentionPeriod, expectExpireTime }: Expiry,
  startedAt: string,
): number | undefined {
  if (expectExpireTime !== undefined) return wholeMinute(expectExpireTime);
  if (backupRetentionPeriod === undefined) return undefined;
  return backupRetentionPeriod === NEVER
    ? Infinity
    : Date.parse(startedAt) + days(backupRetentionPeriod);
}

/** The cloud takes whole minutes; what lies between two is the later one. */
const wholeMinute = (time: string): number => Math.ceil(Date.parse(time) / 60_000) * 60_000;

const timeOf = (ms: number): string => (Number.isFinite(ms) ? new Date(ms).toISOString() : "never");

/** Whether two times are the same once seconds are rounded up to the minute, as the API takes them. */
export function sameMinute(a: string, b: string): boolean {
  const [first, second] = [Date.parse(a), Date.parse(b)];
  return Number.isNaN(first) || Number.isNaN(second)
    ? a === b
    : minuteOf(first) === minuteOf(second);
}

/** CreateBackup takes whole days; what is missing to a declared time is extended afterwards. */
export function daysToSend(inputs: Expiry, now: number): number | undefined {
  const { backupRetentionPeriod, expectExpireTime } = inputs;
  if (expectExpireTime === undefined) return backupRetentionPeriod;
  return Math.min(730, Math.max(7, Math.floor((Date.parse(expectExpireTime) - now) / days(1))));
}

/**
 * Brings the live expiry of every file up to the declared one where it is before it, and returns what
 * the cloud then shows.
 */
export async function extendExpiry(
  ctx: TairContext,
  req: {
    readonly instanceId: string;
    readonly declared: Expiry;
    readonly startedAt: string;
    readonly rows: readonly BackupRow[];
    readonly reread: () => Promise<readonly BackupRow[] | undefined>;
  },
): Promise<string | undefined> {
  const { instanceId, declared, startedAt, rows, reread } = req;
  const isEarly = (row: BackupRow) => isBefore(row, declared, startedAt);
  const wanted = declaredExpiry(declared, startedAt);
  if (wanted === undefined) return earliestExpiry(rows);
  sayUntold(ctx, instanceId, rows, wanted);
  if (!rows.some(isEarly)) return earliestExpiry(rows);
  if (wanted === Infinity) throw endless(instanceId, rows);
  for (const row of rows.filter(isEarly)) {
    const answer = await ctx.api.attempt(
      modifyBackupExpireTime,
      { InstanceId: instanceId, BackupId: row.backupId, ExpectExpireTime: minuteOf(wanted) },
      "BackupUntouchable",
      "NotSupported",
    );
    if (answer.ok) continue;
    throw cannotExtend(instanceId, row, answer.error.message);
  }
  const live = await waitUntil<readonly BackupRow[]>(ctx, {
    what: `the new expiry of the backup of ${instanceId} to show`,
    upToMs: minutes(5),
    poll: async () => {
      const now = (await reread()) ?? [];
      return now.length > 0 && !now.some(isEarly)
        ? { state: "done", value: now }
        : { state: "pending", saw: "the expiry before" };
    },
  });
  return earliestExpiry(live);
}

/** Whether an update looks at the expiry of a finished backup: it is declared anew, or not reached yet. */
export function mayBeExtended(inputs: Expiry, state: Expiring): boolean {
  const { startedAt, expiresAt, status } = state;
  const isDeclaredAnew = declaredExpiry(inputs, startedAt) !== declaredExpiry(state, startedAt);
  const isEarly = isBefore({ expireTime: expiresAt }, inputs, startedAt);
  return (isDeclaredAnew || isEarly) && status === "Success";
}

export function notListed(instanceId: string): Refused {
  return new Refused(
    `the backup of ${instanceId} is no longer listed, so its expiry can't be extended: run \`pulumi refresh\`.`,
  );
}

/** Why the expiry of a backup can't be changed. */
export function cannotExtend(
  instanceId: string,
  { backupId }: Pick<BackupRow, "backupId">,
  refusal?: string,
): Refused {
  const said = refusal === undefined ? "" : ` ${refusal}`;
  return new Refused(
    `the expiry of backup ${backupId} of ${instanceId} can't be changed: only manual backups of cloud-native instances can be extended. Leave out backupRetentionPeriod and expectExpireTime.${said}`,
  );
}

/** A backup without an expiry never expires, or the API release does not tell it: which, can't be seen. */
function sayUntold(
  ctx: TairContext,
  instanceId: string,
  rows: readonly BackupRow[],
  wanted: number,
): void {
  const untold = rows.find((row) => row.expireTime === undefined);
  if (untold === undefined || wanted === Infinity) return;
  ctx.log.warn(
    `the cloud does not tell when backup ${untold.backupId} of ${instanceId} expires: either never, or this API release does not say. It was not extended to ${timeOf(wanted)}; look at it in the console.`,
  );
}

/** One that was adopted is kept as the policy says. */
function endless(instanceId: string, rows: readonly BackupRow[]): Refused {
  const row = rows.find(({ expireTime }) => expireTime !== undefined);
  return new Refused(
    `backup ${row?.backupId} of ${instanceId} expires at ${row?.expireTime}, and can't be told never to expire: only a backup that is taken so never does. Change triggers to take one, with ifBackupRunning: "wait".`,
  );
}

/**
 * Whether a live expiry is before the declared one. Days count from a start that the cloud may take a
 * little earlier or later than we do, so half a day is no difference of days.
 */
export function isBefore(
  row: Pick<BackupRow, "expireTime">,
  inputs: Expiry,
  startedAt: string,
): boolean {
  if (row.expireTime === undefined) return false;
  const wanted = declaredExpiry(inputs, startedAt);
  if (wanted === undefined) return false;
  const tolerance = inputs.expectExpireTime === undefined ? days(0.5) : 0;
  return Date.parse(row.expireTime) < wanted - tolerance;
}

export function earliestExpiry(rows: readonly BackupRow[]): string | undefined {
  const times = rows.map((row) => row.expireTime).filter((time) => time !== undefined);
  return times.length < rows.length || times.length === 0
    ? undefined
    : times.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b));
}

/** A live expiry before the declared one, in the form in which it was declared. */
export function liveExpiry(
  prior: Expiry,
  expiresAt: string | undefined,
  startedAt: string,
): Expiry {
  if (prior.expectExpireTime !== undefined) return { expectExpireTime: expiresAt };
  const live = Math.round((Date.parse(expiresAt ?? "") - Date.parse(startedAt)) / days(1));
  return { backupRetentionPeriod: live };
}

/** The expiry of an imported backup as it would have been declared. */
export function importedExpiry({ expiresAt, startedAt }: Omit<Expiring, "status">): Expiry {
  if (expiresAt === undefined) return {};
  const live = (Date.parse(expiresAt) - Date.parse(startedAt)) / days(1);
  const whole = Math.round(live);
  return Math.abs(live - whole) < 1 / 24 && whole >= 7 && whole <= 730
    ? { backupRetentionPeriod: whole }
    : { expectExpireTime: expiresAt };
}
