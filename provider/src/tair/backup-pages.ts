import type { z } from "zod";
import { describeBackups } from "../api/alibaba/operations/describe-backups";
import { describeClusterBackupList } from "../api/alibaba/operations/describe-cluster-backup-list";
import { allPages, type Pages } from "./pages";
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

const PAGE = 300;

/** DescribeBackups, all pages. */
export function allBackups(
  ctx: TairContext,
  query: Omit<z.input<typeof describeBackups.input>, "PageNumber" | "PageSize">,
): Promise<Pages<WireBackup, Storage>> {
  return allPages({
    pageSize: PAGE,
    read: async (PageNumber) => {
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
        beside: storageOf(answer.value),
      };
    },
    keyOf: (row) => `${row.BackupId}/${row.BackupJobID}/${row.NodeInstanceId}`,
  });
}

/** DescribeClusterBackupList, all pages. */
export function allClusterBackups(
  ctx: TairContext,
  query: Omit<
    z.input<typeof describeClusterBackupList.input>,
    "RegionId" | "PageNumber" | "PageSize"
  >,
): Promise<Pages<WireClusterBackup, Storage>> {
  return allPages({
    pageSize: PAGE,
    read: async (PageNumber) => {
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
        beside: storageOf(answer.value),
      };
    },
    keyOf: (row) => row.ClusterBackupId,
  });
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
