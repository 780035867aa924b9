import { Refused } from "../core/errors";
import { findRows, listingOf, type BackupRow } from "./backup-sets";
import type { Instance } from "./instance";
import type { TairContext } from "./session";
import { wholeBackups } from "./whole-backups";

/** What is declared of the files to analyse. */
interface Wanted {
  readonly backupIds?: readonly string[] | undefined;
  readonly nodeId?: string | undefined;
}

export function noBackup({ instanceId }: Instance): Refused {
  return new Refused(
    `${instanceId} has no successful backup that could be analysed. Take one (tair.ManualBackup), or set takeBackup: true.`,
  );
}

/** What is declared, or the latest successful backup; `undefined` where there is none. */
export async function existingFiles(
  ctx: TairContext,
  inputs: Wanted,
  instance: Instance,
): Promise<readonly BackupRow[] | undefined> {
  const { instanceId } = instance;
  const listing = await listingOf(ctx, instanceId, instance.isCluster);
  const rows = (await findRows(ctx, instanceId, listing)) ?? [];
  const { backupIds } = inputs;
  if (backupIds === undefined) {
    const latest = wholeBackups(instance, listing, rows).filter((one) => one.isUsable);
    const found = latest.at(-1)?.rows;
    return found && ofNode(inputs, instance, found);
  }
  return backupIds.map((id) => {
    const row = rows.find(({ backupId }) => backupId === id);
    if (row?.status === "Success") return row;
    const problem = row === undefined ? "does not exist" : `is ${row.status}`;
    throw new Refused(
      `backup ${id} of ${instanceId} can't be analysed: it ${problem}. tair.getBackups and tair.getClusterBackups list those that can.`,
    );
  });
}

export function ofNode(
  { nodeId }: Pick<Wanted, "nodeId">,
  { instanceId }: Instance,
  rows: readonly BackupRow[],
): readonly BackupRow[] {
  if (nodeId === undefined) return rows;
  const own = rows.filter((row) => row.nodeInstanceId === nodeId);
  if (own.length > 0) return own;
  const nodes = rows.map((row) => row.nodeInstanceId ?? "?").join(", ");
  throw new Refused(`the latest backup of ${instanceId} has no file of ${nodeId}: ${nodes}.`);
}
