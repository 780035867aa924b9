import type { z } from "zod";
import { chinaTime } from "../api/tencent/china-time";
import { describeInstanceBackups } from "../api/tencent/operations/describe-instance-backups";
import { days, seconds } from "../core/clock";
import type { ApiError } from "../core/errors";
import type { CrsContext } from "./session";

type Answer = z.output<typeof describeInstanceBackups.output>;
export type WireBackup = Answer["BackupSet"][number];

/** Every backup of a range, or that the instance is not found. */
export type BackupList =
  | { readonly ok: true; readonly rows: WireBackup[] }
  | { readonly ok: false; readonly error: ApiError };

export interface BackupQuery {
  readonly instanceId: string;
  /** Start of the backups, in milliseconds since 1970; both ends included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly statuses: readonly number[];
}

/** Running, normal, being exported, exported. */
export const THERE = [1, 2, 3, 4];
export const EXPIRED = -1;

/** The API takes no longer range. */
const LONGEST_RANGE_MS = days(30);
const PAGE = 100;
const READINGS = 3;

/** DescribeInstanceBackups, newest first: all pages of as many ranges as it takes. */
export async function allBackups(ctx: CrsContext, query: BackupQuery): Promise<BackupList> {
  const rows = new Map<string, WireBackup>();
  for (const range of rangesOf(query)) {
    const list = await backupsOfRange(ctx, { ...query, ...range });
    if (!list.ok) return list;
    for (const row of list.rows) rows.set(row.BackupId ?? "", row);
  }
  return { ok: true, rows: [...rows.values()] };
}

/** The latest first. */
function* rangesOf({ fromMs, toMs }: Pick<BackupQuery, "fromMs" | "toMs">) {
  for (let end = toMs; end >= fromMs; end -= LONGEST_RANGE_MS + seconds(1)) {
    yield { fromMs: Math.max(fromMs, end - LONGEST_RANGE_MS), toMs: end };
  }
}

/**
 * A new row pushes others to the next page, where they are seen again; one that is gone pulls them to the
 * page before, where they are missed. So rows count once, and a list that shrank is read again.
 */
async function backupsOfRange(
  ctx: CrsContext,
  { instanceId, fromMs, toMs, statuses }: BackupQuery,
): Promise<BackupList> {
  for (let reading = 1; ; reading += 1) {
    const rows = new Map<string, WireBackup>();
    let highest = 0;
    for (let offset = 0; ; offset += PAGE) {
      const answer = await ctx.api.attempt(
        describeInstanceBackups,
        {
          InstanceId: instanceId,
          Limit: PAGE,
          Offset: offset,
          BeginTime: chinaTime(fromMs),
          EndTime: chinaTime(toMs),
          Status: [...statuses],
        },
        "InstanceNotFound",
      );
      if (!answer.ok) return answer;
      const { BackupSet, TotalCount } = answer.value;
      for (const row of BackupSet) rows.set(row.BackupId ?? "", row);
      highest = Math.max(highest, TotalCount ?? 0);
      const isLast = BackupSet.length < PAGE || offset + PAGE >= (TotalCount ?? Infinity);
      if (!isLast) continue;
      const hasShrunk = TotalCount !== undefined && TotalCount < highest;
      if (hasShrunk && reading < READINGS) break;
      return { ok: true, rows: [...rows.values()] };
    }
  }
}

/** As long as the vendor keeps any backup. */
const OLDEST_MS = days(1825);

/** The backup that is wanted, among all there are; the latest are looked through first. */
export async function findInLists(
  ctx: CrsContext,
  instanceId: string,
  isWanted: (row: WireBackup) => boolean,
): Promise<WireBackup | undefined> {
  const now = ctx.api.now();
  for (const range of rangesOf({ fromMs: now - OLDEST_MS, toMs: now + days(1) })) {
    const list = await backupsOfRange(ctx, { instanceId, ...range, statuses: THERE });
    if (!list.ok) throw list.error;
    const found = list.rows.find(isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
