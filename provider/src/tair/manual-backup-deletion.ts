import type { Departures } from "../core/departures";
import { Refused } from "../core/errors";
import { proveGone } from "../core/origin";
import { deleteFile, refuseLastCopy, untilJobIsOver } from "./backup-deletion";
import { holdings } from "./backup-job";
import { fileOf, type Backup } from "./backup-sets";
import { rowsOfJob } from "./backup-wait";
import type { State } from "./manual-backup-fields";
import { jobOf, whereKept } from "./manual-backup-rows";
import type { TairContext } from "./session";

/** Deletes what a resource holds, unless it is to be kept. */
export async function removeBackup(
  ctx: TairContext,
  req: {
    readonly id: string;
    readonly state: State;
    readonly isDeclared: boolean;
    readonly departures: Departures;
  },
): Promise<void> {
  const { id, state, isDeclared, departures } = req;
  const { instanceId, onDelete, adopted, expiresAt } = state;
  if (onDelete === "retain") return ctx.log.info("the backup is retained (onDelete: retain)");
  if (adopted && onDelete !== "deleteAdopted") {
    return ctx.log.info(
      'the backup is retained: it was adopted (onDelete: "deleteAdopted" deletes it)',
    );
  }
  const job = jobOf(state);
  if (isAdoptedByAnother(ctx, state)) {
    return ctx.log.info(
      "the backup is retained: another resource of the stack has adopted it (ifBackupRunning: adopt)",
    );
  }
  if (isDeclared)
    return ctx.log.info("the backup is retained: another resource of this program has it");
  if (state.status === "Expired" || Date.parse(expiresAt ?? "") <= ctx.api.now()) {
    return ctx.log.info("the backup has expired: there is nothing to delete");
  }
  refuseBeforeSuccess(ctx, id, state);
  const kept = await whereKept(ctx, state);
  if (kept !== undefined && state.status === "Running")
    await untilJobIsOver(ctx, { instanceId, listing: kept.listing, job });
  const rows = kept && (await rowsOfJob(ctx, instanceId, kept.listing, job));
  if (kept === undefined || rows === undefined) {
    await proveGone(ctx, `instance ${instanceId}`, state);
    return ctx.log.info("the instance is gone, and there is nothing to delete");
  }
  // A list may lag behind what state knows.
  const files = uniqueFiles([...rows, ...state.backups]);
  for (const file of files) departures.announce(fileOf(instanceId, file));
  const isUsable = files.some((file) => file.status === "Success");
  if (isUsable && !state.allowDeleteLast)
    await refuseLastCopy(ctx, { instanceId, listing: kept.listing, ours: files, departures });
  for (const file of files) await deleteFile(ctx, instanceId, file.backupId);
}

/** Another has, where one that has not adopted it is deleted, or where one was made in this run: this one wasn't. */
function isAdoptedByAnother({ session }: TairContext, state: State): boolean {
  const keys = holdings(state.instanceId, jobOf(state));
  const adopters = state.adopted ? session.jobsTaken : session.jobsAdopted;
  return keys.some((key) => adopters.has(key));
}

function uniqueFiles(files: readonly Backup[]): Backup[] {
  const known = files.filter((file) => file.backupId !== "");
  return [...new Map(known.map((file) => [file.backupId, file])).values()];
}

/**
 * With `--continue-on-error` the engine deletes what was to be replaced by something that has failed. The
 * latest that is whole stays until there is a later one.
 */
function refuseBeforeSuccess(ctx: TairContext, id: string, { instanceId, status }: State): void {
  if (status === "Failed" || status === "Incomplete") return;
  const begun = [...ctx.session.backupsUnfinished].find(
    (other) => other !== id && other.startsWith(`${instanceId}:`),
  );
  if (begun === undefined) return;
  throw new Refused(
    `backup ${id} is not deleted: another one of ${instanceId} (${begun}), which this run has begun or gone on with, has not succeeded. The next \`pulumi up\` sees to that one first, and deletes this one then.`,
  );
}
