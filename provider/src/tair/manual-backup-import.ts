import { show } from "../core/check";
import { minutes } from "../core/clock";
import { Refused } from "../core/errors";
import { jobsOf, type Job } from "./backup-job";
import { findRows, type BackupRow } from "./backup-sets";
import { rowsOfJob } from "./backup-wait";
import type { TairContext } from "./session";

export interface Imported {
  readonly instanceId: string;
  readonly job: Job;
  readonly rows: BackupRow[];
}

const ID = /^([^:]+):(?:backup\/(\d+)|cluster\/(cb-[\w-]+)|(\d+(?:,\d+)*))$/;

/** The backup of `instance:jobs`, `instance:backup/<id>` or `instance:cluster/<cb-…>`, whole. */
export async function findImported(ctx: TairContext, id: string): Promise<Imported | undefined> {
  const match = ID.exec(id);
  if (match === null) {
    throw new Refused(
      `${show(id)} is not the id of a manual backup: it is "<instance>:<job>[,<job>…]", "<instance>:backup/<backup id>" or "<instance>:cluster/<cb-…>".`,
    );
  }
  const [, instanceId = "", backupId, clusterBackupId, jobs] = match;
  const found =
    clusterBackupId === undefined
      ? await byJobs(
          ctx,
          instanceId,
          jobs?.split(",") ?? (await jobOfFile(ctx, instanceId, backupId)),
        )
      : await byCluster(ctx, instanceId, clusterBackupId);
  if (found === undefined || found.rows.length === 0) return undefined;
  if (!found.rows.every((row) => row.isManual)) {
    throw new Refused(`${show(id)} is an automatic backup: only manual ones can be imported.`);
  }
  return { instanceId, ...found };
}

async function byCluster(ctx: TairContext, instanceId: string, clusterBackupId: string) {
  const rows = await findRows(ctx, instanceId, "clusterBackups", { clusterBackupId });
  return rows && { rows, job: { ids: [], clusterBackupId, startedAt: startOf(rows) } };
}

async function jobOfFile(ctx: TairContext, instanceId: string, backupId: string | undefined) {
  const rows = await findRows(ctx, instanceId, "backups", { backupId: backupId ?? "" });
  return (rows ?? []).flatMap((row) => row.jobId ?? []);
}

async function byJobs(ctx: TairContext, instanceId: string, ids: readonly string[]) {
  const rows = await rowsOfJob(ctx, instanceId, "backups", { ids, startedAt: "" });
  if (rows === undefined) return undefined;
  const job: Job = { ids: [...ids].sort(), startedAt: startOf(rows) };
  const isNode = rows.length === 1 && rows[0]?.nodeInstanceId !== instanceId;
  return isNode ? withSiblings(ctx, instanceId, job, rows) : { job, rows };
}

/** One node's job of an old cluster stands for the backup that was started together with it. */
async function withSiblings(ctx: TairContext, instanceId: string, job: Job, rows: BackupRow[]) {
  const fromMs = Date.parse(job.startedAt) - minutes(2);
  const near = (await findRows(ctx, instanceId, "backups", { fromMs })) ?? [];
  const manual = near.filter((row) => row.isManual);
  const whole = jobsOf({ isCluster: true, listing: "backups" }, [], manual).find((candidate) =>
    candidate.ids.includes(job.ids[0] ?? ""),
  );
  if (whole === undefined) return { job, rows };
  return {
    job: whole,
    rows: manual.filter((row) => row.jobId !== undefined && whole.ids.includes(row.jobId)),
  };
}

function startOf(rows: readonly BackupRow[]): string {
  return rows.map((row) => row.backupStartTime ?? "").sort()[0] ?? "";
}
