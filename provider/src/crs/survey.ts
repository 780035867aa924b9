import { describeAutoBackupConfig } from "../api/tencent/operations/describe-auto-backup-config";
import { days } from "../core/clock";
import type { Survey, SurveyedBackup } from "../core/survey";
import { missedStarts, nextStart, type WeeklySchedule } from "../core/weekly-schedule";
import { allBackups, THERE, type WireBackup } from "./backup-list";
import { untagged } from "./backup-tag";
import { allInstances } from "./instances";
import type { CrsContext } from "./session";

/** How far back backups are looked for where the retention doesn't tell; those of a ticket are kept longer. */
const LOOK_BACK_DAYS = 30;
/** China is as much ahead of UTC, all year. */
const AHEAD_HOURS = 8;
/** Daily, whatever the API says of days. */
const EVERY_DAY = new Set([0, 1, 2, 3, 4, 5, 6]);

const STATUSES: Record<string, string> = {
  "0": "being made",
  "1": "in a flow",
  "2": "running",
  "-2": "isolated",
  "-3": "to be deleted",
};

interface Known {
  readonly instanceId: string;
  readonly name?: string | undefined;
  readonly status?: string | undefined;
  readonly createdAt?: string | undefined;
}

/** The instances of the account in the region. */
export async function listTargets(ctx: CrsContext): Promise<Known[]> {
  return (await allInstances(ctx)).map((row) => ({
    instanceId: row.InstanceId,
    name: row.InstanceName === "" ? undefined : row.InstanceName,
    status: row.Status === undefined ? undefined : (STATUSES[row.Status] ?? String(row.Status)),
    createdAt: row.Createtime,
  }));
}

/** Everything about the backups of one instance. What is free of charge is told by no API here. */
export async function surveyInstance(ctx: CrsContext, target: Known): Promise<Survey> {
  const { instanceId, name, status, createdAt } = target;
  const live = await ctx.api.call(describeAutoBackupConfig, { InstanceId: instanceId });
  const now = ctx.api.now();
  const retentionDays = live.BackupStorageDays;
  const lookBack = days(Math.max(retentionDays ?? 0, LOOK_BACK_DAYS));
  const list = await allBackups(ctx, {
    instanceId,
    fromMs: now - lookBack,
    toMs: now + days(1),
    statuses: THERE,
  });
  if (!list.ok) throw list.error;
  const backups = list.rows
    .flatMap((row) => surveyed(instanceId, row))
    .filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > now)
    .sort(byStart);
  const schedule = scheduleOf(live.TimePeriod);
  const from = Math.max(now - days(retentionDays ?? 7), Date.parse(createdAt ?? "1970-01-01"));
  const automatic = backups.filter(({ kind }) => kind === "automatic").map(startOf);
  const missed = schedule === undefined ? [] : missedStarts(schedule, { from, to: now }, automatic);
  const next = schedule && nextStart(schedule, now);
  return {
    instanceId,
    name,
    status,
    policy: {
      window: `${live.TimePeriod} China time`,
      days: live.WeekDays ?? [],
      schedule: schedule && { hour: schedule.hour, weekdays: [...schedule.weekdays] },
      retentionDays,
    },
    now,
    backups,
    // The API lists no backup that failed.
    failuresSince: 0,
    missedWindows: missed.map(second),
    nextBackupTime: next === undefined ? undefined : second(next),
  };
}

/** `02:00-03:00` in China time, of every day. */
function scheduleOf(timePeriod: string): WeeklySchedule | undefined {
  const hour = /^([01]\d|2[0-3]):00-/.exec(timePeriod)?.[1];
  if (hour === undefined) return undefined;
  return { hour: (Number(hour) + 24 - AHEAD_HOURS) % 24, weekdays: EVERY_DAY };
}

/** None where the cloud tells no time: it would stand anywhere among the others. */
function surveyed(instanceId: string, row: WireBackup): SurveyedBackup[] {
  const { tag } = untagged(row.Remark);
  const isManual = row.BackupType === "0";
  const startedAt = row.StartTime ?? row.EndTime;
  if (startedAt === undefined) return [];
  const backup: SurveyedBackup = {
    names: [
      ...(row.BackupId === undefined ? [] : [`backup/${row.BackupId}`]),
      ...(tag === undefined ? [] : [`tag/${tag}`]),
    ],
    importId: isManual ? `${instanceId}:${tag ?? `backup/${row.BackupId}`}` : undefined,
    kind: isManual ? "manual" : "automatic",
    state: stateOf(row.Status),
    startedAt,
    endedAt: row.EndTime,
    expiresAt: row.ExpireTime,
    bytes: row.BackupSize === 0 ? undefined : row.BackupSize,
  };
  return [backup];
}

/** 3 and 4 are backups that are being exported or were, and as good as 2. */
function stateOf(status: number | undefined): SurveyedBackup["state"] {
  if (status === 1) return "running";
  return status !== undefined && [2, 3, 4].includes(status) ? "success" : "unknown";
}

const startOf = ({ startedAt }: SurveyedBackup): number => Date.parse(startedAt);
const byStart = (a: SurveyedBackup, b: SurveyedBackup): number => startOf(a) - startOf(b);
const second = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
