import { z } from "zod";
import { show } from "../core/check";
import { days } from "../core/clock";
import { JobFailed, Refused } from "../core/errors";
import { field } from "../core/field";
import { originOf, originOutputs, proveGone } from "../core/origin";
import type { Keep } from "../core/keeper";
import { defineResource } from "../core/resource";
import { triggers } from "../core/triggers";
import { allBackups, EXPIRED, findInLists, THERE, type WireBackup } from "./backup-list";
import { newTag, untagged } from "./backup-tag";
import { awaitBackup, secondOf, settledBackup, startBackup, type Wanted } from "./backup-task";
import { instanceId, onlyInstance, storageDays } from "./fields";
import { lookAhead, warnOfTicket } from "./forecast";
import { listBackups } from "./lists";
import type { CrsContext } from "./session";

const inputs = {
  instanceId: instanceId(),
  remark: field(
    z
      .string()
      .min(1)
      .max(128)
      .refine((text) => !/\[pulumi:/.test(text), "holds a tag of this resource")
      .optional(),
    {
      description:
        "A remark that the list of backups shows. A tag is added to it, by which the backup is found again: the API tells no id. A change takes a new backup.",
      expected: "a text of 1 to 128 characters",
      replaceOnChanges: true,
    },
  ),
  storageDays: field(storageDays.optional(), {
    description:
      "Days for which the backup is kept; more than 7 need a ticket with the vendor. It can't be changed later: a change takes a new backup. Unset: as the automatic backups are kept.",
    expected: "a whole number of days from 1 to 1825",
    replaceOnChanges: true,
  }),
  triggers: triggers("takes a new backup", '{"release": "42"}'),
};

const outputs = {
  tag: field(z.string().optional(), {
    description:
      "What the remark of the backup ends with (`[pulumi:<tag>]`); absent for an imported backup without one.",
    stable: true,
  }),
  taskId: field(z.string().optional(), {
    description: "Task that took the backup; absent where it could not be told.",
    stable: true,
  }),
  backupId: field(z.string().optional(), {
    description: "Id of the backup, once it is listed.",
    stable: true,
  }),
  status: field(z.enum(["Requested", "Running", "Success", "Failed", "Expired"]), {
    description:
      "`Requested` where the answer was lost and the next `up` looks for the backup, `Running` until it is listed, then `Success`; `Failed` is replaced by the next `up`; `Expired` is kept.",
  }),
  startedAt: field(z.string(), {
    description: "When the backup was asked for, by the cloud's clock, in UTC.",
    stable: true,
  }),
  backupStartTime: field(z.string().optional(), {
    description: "When the backup started, in UTC.",
    stable: true,
  }),
  backupEndTime: field(z.string().optional(), {
    description: "When the backup ended, in UTC.",
    stable: true,
  }),
  expiresAt: field(z.string().optional(), {
    description: "When the backup expires, in UTC.",
  }),
  fileType: field(z.string().optional(), {
    description: "What the file is, such as `RDB-Redis 6.2`.",
    stable: true,
  }),
  ...originOutputs("Tencent Cloud"),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type State = Inputs & Outputs;

/** A backup taken when the resource is created. */
export const manualBackup = defineResource<CrsContext>()({
  token: "crs:ManualBackup",
  kind: "record",
  description:
    "A manual backup of a TencentDB for Redis instance: taken at creation, kept until its expiry. The API deletes no backup, so that a destroy forgets it.",
  inputs,
  outputs,
  listInputs: { instanceId: onlyInstance() },
  unfinished: ({ status }) => {
    if (status === "Requested" || status === "Running") return { output: "status", then: "update" };
    return status === "Failed" ? { output: "status", then: "replace" } : undefined;
  },
  meet: hold,
  handler: {
    create: (ctx, { inputs, keep }) =>
      ctx.session.alone(`backup:${inputs.instanceId}`, () => create(ctx, inputs, keep)),
    read,
    preview,
    list: listBackups,
    update: async (ctx, req) => ({
      outputs: await ctx.session.alone(`backup:${req.state.instanceId}`, () => update(ctx, req)),
    }),
    delete: async (ctx, { state }) => forget(ctx, state),
  },
});

/** The tag is in the remark of the backup; one that was imported may have none. */
const idOf = ({ instanceId, tag, backupId }: Pick<State, "instanceId" | "tag" | "backupId">) =>
  `${instanceId}:${tag ?? `backup/${backupId}`}`;

function hold(ctx: CrsContext, backup: Pick<State, "instanceId" | "tag" | "backupId">): void {
  ctx.session.backupsHeld.add(idOf(backup));
}

async function create(ctx: CrsContext, inputs: Inputs, keep: Keep<Outputs>) {
  const { instanceId } = inputs;
  await sayUnheld(ctx, instanceId);
  const origin = await originOf(ctx);
  const tag = newTag();
  const id = idOf({ instanceId, tag });
  const startedAt = secondOf(ctx.api.now());
  const requested: Outputs = { tag, status: "Requested", startedAt, ...origin };
  const outputs = await take(ctx, inputs, requested, false, (outputs) => keep(id, outputs));
  return { id, outputs };
}

/** The same for a creation and for one whose answer was lost. */
async function take(
  ctx: CrsContext,
  { instanceId, remark, storageDays }: Inputs,
  requested: Outputs,
  isSentBefore: boolean,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { tag = "", startedAt } = requested;
  hold(ctx, { instanceId, tag });
  const started = await startBackup(ctx, {
    ...{ instanceId, tag, startedAt, remark, storageDays, isSentBefore },
    onLost: () => keep(requested),
  });
  const running: Outputs = { ...requested, ...started, status: "Running" };
  keep(running);
  return complete(ctx, instanceId, running, keep);
}

async function complete(
  ctx: CrsContext,
  instanceId: string,
  running: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { tag = "", startedAt, taskId } = running;
  const result = await awaitBackup(ctx, { instanceId, tag, startedAt }, taskId);
  if (result.state === "success") return withRow({ ...running, status: "Success" }, result.row);
  keep({ ...running, status: "Failed" });
  throw new JobFailed(
    `task ${taskId} of ${instanceId} gave no backup: ${result.reason}. The next \`pulumi up\` takes a new one in its place.`,
  );
}

function withRow(outputs: Outputs, row: WireBackup): Outputs {
  // 1 is a backup that is being taken, or one that another operation holds for a while.
  const isTaken = row.Status !== 1 || outputs.status === "Success";
  return {
    ...outputs,
    backupId: row.BackupId,
    status: row.Status === EXPIRED ? "Expired" : isTaken ? "Success" : "Running",
    backupStartTime: row.StartTime,
    backupEndTime: row.EndTime ?? outputs.backupEndTime,
    expiresAt: row.ExpireTime,
    fileType: row.FileType,
  };
}

async function read(ctx: CrsContext, { id, prior }: { id: string; prior: State | undefined }) {
  if (prior === undefined) return readImported(ctx, id);
  const { instanceId, tag, backupId, startedAt, status } = prior;
  hold(ctx, prior);
  const unchanged = (status: Outputs["status"]) => ({
    inputs: prior,
    outputs: { ...prior, status },
  });
  if (status === "Failed") return unchanged(status);
  const row = await settledBackup(ctx, { instanceId, tag, backupId, startedAt });
  if (row === "notFound") {
    await proveGone(ctx, `instance ${instanceId}`, prior);
    return undefined;
  }
  if (row !== undefined) return { inputs: prior, outputs: withRow(prior, row) };
  // What was asked for may not be listed yet; the next update looks again.
  if (status === "Requested" || status === "Running") return unchanged(status);
  const isExpired = status === "Expired" || Date.parse(prior.expiresAt ?? "") <= ctx.api.now();
  return isExpired ? unchanged("Expired") : undefined;
}

const ID = /^([^:]+):(?:backup\/([\w-]+)|([0-9a-f]{16}))$/;

async function readImported(ctx: CrsContext, id: string) {
  const match = ID.exec(id);
  if (match === null) {
    throw new Refused(
      `${show(id)} is not the id of a manual backup: it is "<instance>:<tag>" or "<instance>:backup/<backup id>".`,
    );
  }
  const [, instanceId = "", backupId, tag] = match;
  const row = await findInLists(ctx, instanceId, (row) =>
    tag === undefined ? row.BackupId === backupId : untagged(row.Remark).tag === tag,
  );
  if (row === undefined) return undefined;
  if (row.BackupType !== "0") {
    throw new Refused(`${show(id)} is an automatic backup: only manual ones can be imported.`);
  }
  const known = untagged(row.Remark);
  const { StartTime: startedAt = secondOf(ctx.api.now()), ExpireTime = "" } = row;
  const kept = Math.round((Date.parse(ExpireTime) - Date.parse(startedAt)) / days(1));
  const imported = { instanceId, tag: known.tag, backupId: row.BackupId };
  hold(ctx, imported);
  const none: Outputs = {
    tag: known.tag,
    status: "Running",
    startedAt,
    ...(await originOf(ctx)),
  };
  return {
    id: idOf(imported),
    inputs: {
      instanceId,
      remark: known.remark,
      ...(Number.isNaN(kept) ? {} : { storageDays: kept }),
    },
    outputs: withRow(none, row),
  };
}

async function update(
  ctx: CrsContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  const keepOutputs = (outputs: Outputs) => keep(id, outputs);
  switch (state.status) {
    case "Requested":
      keepOutputs(state);
      return take(ctx, inputs, state, true, keepOutputs);
    case "Running":
      keepOutputs(state);
      if (state.tag !== undefined) return complete(ctx, state.instanceId, state, keepOutputs);
      return withoutTag(ctx, state);
    default:
      return state;
  }
}

/** An imported backup that was still being taken. */
async function withoutTag(ctx: CrsContext, state: State): Promise<Outputs> {
  const wanted: Wanted = state;
  const row = await settledBackup(ctx, wanted);
  return typeof row === "object" ? withRow(state, row) : state;
}

/** A day's backups; the vendor advises against more. */
const A_DAY = 24;

async function manualOfToday(ctx: CrsContext, instanceId: string): Promise<WireBackup[]> {
  const now = ctx.api.now();
  const range = { fromMs: now - days(1), toMs: now + days(1) };
  const list = await allBackups(ctx, { instanceId, ...range, statuses: THERE });
  if (!list.ok) throw list.error;
  return list.rows.filter((row) => row.BackupType === "0");
}

/** What `up` would run into, by reads alone. */
async function preview(
  ctx: CrsContext,
  { inputs, state }: { inputs: Inputs; state: State | undefined },
): Promise<void> {
  const isOver = state?.status !== "Requested" && state?.status !== "Running";
  if (state !== undefined && isOver) return;
  const { instanceId, storageDays = 0 } = inputs;
  const today = await manualOfToday(ctx, instanceId);
  // What has been asked for is only looked for.
  if (state !== undefined) return;
  if (today.length >= A_DAY) {
    ctx.log.warn(
      `${instanceId} has had ${today.length} manual backups in 24 hours: the vendor advises at most ${A_DAY}, and more may fail`,
    );
  }
  if (today.some((row) => row.Status === 1)) {
    ctx.log.warn(`a backup of ${instanceId} is being taken: \`up\` waits for it`);
  } else await lookAhead(ctx, instanceId, "`up` waits until that is over");
  if (storageDays > 7) warnOfTicket(ctx, "storageDays", storageDays, "more than 7");
}

/** Tells of recent backups with a tag that no resource of this run is known to hold: perhaps an interrupted run's. */
async function sayUnheld(ctx: CrsContext, instanceId: string): Promise<void> {
  const unheld = (await manualOfToday(ctx, instanceId)).flatMap((row) => {
    const { tag } = untagged(row.Remark);
    const isHeld = tag === undefined || ctx.session.backupsHeld.has(`${instanceId}:${tag}`);
    return isHeld ? [] : [`"${instanceId}:${tag}" (${row.StartTime})`];
  });
  if (unheld.length === 0 || !ctx.session.firstTime(`unheld ${instanceId}`)) return;
  ctx.log.info(
    `${instanceId} has backups of the last day with a tag that this run has not met in state yet: ${unheld.join(", ")}. If an interrupted run made one, the plugin can import it by that id.`,
  );
}

function forget(ctx: CrsContext, { backupId, expiresAt, status }: State): void {
  if (status === "Expired" || Date.parse(expiresAt ?? "") <= ctx.api.now()) {
    return ctx.log.info("the backup has expired: there is nothing left of it");
  }
  const until = expiresAt === undefined ? "until it expires" : `until it expires at ${expiresAt}`;
  ctx.log.info(
    `the backup${backupId === undefined ? "" : ` ${backupId}`} is forgotten: the API deletes none, and it stays ${until}`,
  );
}
