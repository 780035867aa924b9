import { z } from "zod";
import { days } from "../core/clock";
import { InvalidInputs, type Failure } from "../core/errors";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { normalBackup, type BackupStatus } from "../core/normal-backup";
import { allBackups, EXPIRED, THERE, type WireBackup } from "./backup-list";
import { instanceId, instant } from "./fields";
import { legacyBackups, type LegacyBackup } from "./legacy-list";
import type { CrsContext } from "./session";

const row = z.object({
  ...normalBackup,
  backupType: z.string().optional(),
  backupStatus: z.number().optional(),
  remark: z.string().optional(),
  locked: z.boolean().optional(),
  instanceName: z.string().optional(),
  region: z.string().optional(),
  fileType: z.string().optional(),
  encrypted: z.boolean().optional(),
});
type Row = z.infer<typeof row>;

/** The backups of an instance, in the form that they have for both clouds. */
export const getBackups = defineFunction<CrsContext>()({
  token: "crs:getBackups",
  description:
    "The backups of an instance, automatic and manual, newest first; all pages. The first fields mean the same for both clouds; beside them are the vendor's own.",
  inputs: {
    instanceId: instanceId(),
    startTime: instant(
      "Only backups that started at this time or later; 30 days before `endTime` where unset, of which the legacy API knows 7.",
    ),
    endTime: instant("Only backups that started at this time or earlier; now where unset."),
    withExpired: field(z.boolean().default(false), {
      description: "Whether to list backups that have expired too.",
      expected: "true or false",
    }),
    api: field(z.enum(["v3", "v2"]).default("v3"), {
      description:
        "`v3` asks API 3.0 (DescribeInstanceBackups); `v2` the legacy API (GetRedisBackupList), whose end the vendor has announced, and which tells neither sizes nor when a backup ends or expires.",
      expected: '"v3" or "v2"',
    }),
  },
  outputs: {
    backups: field(z.array(row), { description: "The backups; times in UTC." }),
  },
  answer: async (ctx, inputs) => {
    const range = rangeOf(inputs, ctx.api.now());
    const { instanceId, withExpired, api } = inputs;
    const rows =
      api === "v3"
        ? await rowsOf(ctx, { instanceId, withExpired, ...range })
        : (await legacyBackups(ctx, { instanceId, ...range })).map((row) =>
            legacyRow(instanceId, row),
          );
    const backups = rows
      .filter((row) => withExpired || row.status !== "Expired")
      .sort((a, b) => (b.startTime ?? "").localeCompare(a.startTime ?? ""));
    return { backups };
  },
});

function rangeOf(
  { startTime, endTime }: { startTime?: string | undefined; endTime?: string | undefined },
  now: number,
) {
  const toMs = endTime === undefined ? now : Date.parse(endTime);
  const fromMs = startTime === undefined ? toMs - days(30) : Date.parse(startTime);
  if (fromMs < toMs) return { fromMs, toMs };
  const utc = (ms: number) => new Date(ms).toISOString();
  const failure: Failure = {
    property: "endTime",
    reason: `${utc(toMs)} is not later than startTime (${utc(fromMs)}).`,
  };
  throw new InvalidInputs([failure]);
}

async function rowsOf(
  ctx: CrsContext,
  query: { instanceId: string; withExpired: boolean; fromMs: number; toMs: number },
): Promise<Row[]> {
  const statuses = query.withExpired ? [...THERE, EXPIRED] : THERE;
  const list = await allBackups(ctx, { ...query, statuses });
  if (!list.ok) throw list.error;
  return list.rows.map((row) => normalRow(query.instanceId, row));
}

function normalRow(instanceId: string, row: WireBackup): Row {
  return {
    id: row.BackupId,
    instanceId: row.InstanceId ?? instanceId,
    startTime: row.StartTime,
    endTime: row.EndTime,
    type: row.BackupType === "0" ? "Manual" : row.BackupType === "1" ? "Automated" : "Other",
    status: statusOf(row.Status),
    // The vendor calls it internal, and 0 where it says nothing.
    sizeBytes: row.BackupSize === 0 ? undefined : row.BackupSize,
    expireTime: row.ExpireTime,
    backupType: row.BackupType,
    backupStatus: row.Status,
    remark: row.Remark,
    locked: row.Locked,
    instanceName: row.InstanceName,
    region: row.Region,
    fileType: row.FileType,
    encrypted: row.Encrypted,
  };
}

function legacyRow(instanceId: string, row: LegacyBackup): Row {
  const types = { manualBackupInstance: "Manual", systemBackupInstance: "Automated" } as const;
  return {
    id: row.backupId,
    instanceId,
    startTime: row.startTime,
    type: types[row.backupType as keyof typeof types] ?? "Other",
    status: statusOf(row.status),
    backupType: row.backupType,
    backupStatus: row.status,
    remark: row.remark,
    locked: row.locked,
  };
}

/** 3 and 4 are backups that are being exported or were, and as good as 2. */
function statusOf(status: number | undefined): BackupStatus {
  switch (status) {
    case 1:
      return "Running";
    case 2:
    case 3:
    case 4:
      return "Success";
    case -1:
      return "Expired";
    default:
      return "Unknown";
  }
}
