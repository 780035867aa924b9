import type { z } from "zod";
import { describeBackups } from "../api/alibaba/operations/describe-backups";
import { describeClusterBackupList } from "../api/alibaba/operations/describe-cluster-backup-list";
import type { ApiError } from "../core/errors";
import type { TairContext } from "./session";

type BackupsAnswer = z.output<typeof describeBackups.output>;
type ClusterAnswer = z.output<typeof describeClusterBackupList.output>;

export type WireBackup = NonNullable<BackupsAnswer["Backups"]>["Backup"][number];
export type WireClusterBackup = ClusterAnswer["ClusterBackups"][number];

export interface Storage {
  readonly fullStorageSize: number | undefined;
  readonly logStorageSize: number | undefined;
  readonly freeSize: number | undefined;
}

/** Every row of a list, or that the instance is not found. */
export type Pages<Row> =
  | { readonly ok: true; readonly rows: Row[]; readonly storage: Storage }
  | { readonly ok: false; readonly error: ApiError };

const PAGE = 300;
const READINGS = 3;

/** DescribeBackups, all pages. */
export function allBackups(
  ctx: TairContext,
  query: Omit<z.input<typeof describeBackups.input>, "PageNumber" | "PageSize">,
): Promise<Pages<WireBackup>> {
  return allPages(
    async (PageNumber) => {
      const answer = await ctx.api.attempt(
        describeBackups,
        { ...query, PageNumber, PageSize: PAGE },
        "InstanceNotFound",
      );
      if (!answer.ok) return answer;
      const { Backups, TotalCount } = answer.value;
      return {
        ok: true,
        rows: Backups?.Backup ?? [],
        total: TotalCount,
        storage: storageOf(answer.value),
      };
    },
    (row) => `${row.BackupId}/${row.BackupJobID}/${row.NodeInstanceId}`,
  );
}

/** DescribeClusterBackupList, all pages. */
export function allClusterBackups(
  ctx: TairContext,
  query: Omit<
    z.input<typeof describeClusterBackupList.input>,
    "RegionId" | "PageNumber" | "PageSize"
  >,
): Promise<Pages<WireClusterBackup>> {
  return allPages(
    async (PageNumber) => {
      const answer = await ctx.api.attempt(
        describeClusterBackupList,
        { RegionId: ctx.api.region, ...query, PageNumber, PageSize: PAGE },
        "InstanceNotFound",
      );
      if (!answer.ok) return answer;
      return {
        ok: true,
        rows: answer.value.ClusterBackups,
        total: undefined,
        storage: storageOf(answer.value),
      };
    },
    (row) => row.ClusterBackupId,
  );
}

type Page<Row> =
  | { readonly ok: true; rows: Row[]; total: number | undefined; storage: Storage }
  | { readonly ok: false; readonly error: ApiError };

/**
 * A new row pushes others to the next page, where they are seen again; one that expires pulls them to
 * the page before, where they are missed. So rows count once, and a list that shrank is read again.
 */
async function allPages<Row>(
  read: (pageNumber: number) => Promise<Page<Row>>,
  keyOf: (row: Row) => string,
): Promise<Pages<Row>> {
  for (let reading = 1; ; reading += 1) {
    const rows = new Map<string, Row>();
    let highest = 0;
    for (let pageNumber = 1; ; pageNumber += 1) {
      const page = await read(pageNumber);
      if (!page.ok) return page;
      for (const row of page.rows) rows.set(keyOf(row), row);
      highest = Math.max(highest, page.total ?? 0);
      const isLast = page.rows.length < PAGE || pageNumber * PAGE >= (page.total ?? Infinity);
      if (!isLast) continue;
      const hasShrunk = page.total !== undefined && page.total < highest;
      if (hasShrunk && reading < READINGS) break;
      return { ok: true, rows: [...rows.values()], storage: page.storage };
    }
  }
}

function storageOf(answer: {
  FullStorageSize?: number | undefined;
  LogStorageSize?: number | undefined;
  FreeSize?: number | undefined;
}): Storage {
  return {
    fullStorageSize: answer.FullStorageSize,
    logStorageSize: answer.LogStorageSize,
    freeSize: answer.FreeSize,
  };
}
