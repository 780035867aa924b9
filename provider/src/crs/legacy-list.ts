import type { z } from "zod";
import { chinaTime } from "../api/tencent/china-time";
import { getRedisBackupList } from "../api/tencent/operations/get-redis-backup-list";
import type { CrsContext } from "./session";

type Answer = z.output<typeof getRedisBackupList.output>;
export type LegacyBackup = Answer["data"]["redisBackupSet"][number];

const PAGE = 100;

/**
 * GetRedisBackupList, all pages. Its text says that `offset` counts pages, its example that it counts
 * rows: what brings nothing new as the one is asked for as the other.
 */
export async function legacyBackups(
  ctx: CrsContext,
  query: { readonly instanceId: string; readonly fromMs: number; readonly toMs: number },
): Promise<LegacyBackup[]> {
  const rows = new Map<string, LegacyBackup>();
  const read = async (offset: number) => {
    const { data, totalCount } = await ctx.session.legacy
      .heardBy({ signal: ctx.signal, log: ctx.log })
      .call(getRedisBackupList, {
        redisId: query.instanceId,
        limit: PAGE,
        offset,
        beginTime: chinaTime(query.fromMs),
        endTime: chinaTime(query.toMs),
      });
    const before = rows.size;
    for (const row of data.redisBackupSet) rows.set(row.backupId ?? "", row);
    return { isMore: rows.size > before, total: totalCount ?? rows.size };
  };
  let { total } = await read(0);
  for (let page = 1; rows.size < total; page += 1) {
    const byRow = await read(page * PAGE);
    const found = byRow.isMore ? byRow : await read(page);
    if (!found.isMore) break;
    total = Math.max(total, found.total);
  }
  return [...rows.values()];
}
