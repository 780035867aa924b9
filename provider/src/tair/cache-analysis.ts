import { z } from "zod";
import type { Failure } from "../core/errors";
import { show } from "../core/check";
import { asDone } from "../core/done-once";
import { field } from "../core/field";
import type { Keep } from "../core/keeper";
import { defineResource } from "../core/resource";
import { triggers } from "../core/triggers";
import { refuseUnanalysable } from "./analysis-checks";
import { existingFiles, noBackup, ofNode } from "./analysis-files";
import { awaitJobAtDas, awaitTask, startJobAtDas, startTask } from "./analysis-run";
import { backupBeforehand } from "./backup-beforehand";
import { forecastBackup } from "./backup-forecast";
import type { Job } from "./backup-job";
import type { BackupRow } from "./backup-sets";
import { analysisApi, instanceId, node } from "./fields";
import { warnOfBusy } from "./forecast";
import { describeInstance, type Instance } from "./instance";
import { secondOf } from "./restore-point";
import type { TairContext } from "./session";

const inputs = {
  instanceId: instanceId(),
  api: field(analysisApi.default("das"), {
    description:
      "Which API analyses: `das`, or `r-kvstore`, which the vendor has retired and some deployments still have. A change analyses again.",
    expected: '"das" or "r-kvstore"',
    replaceOnChanges: true,
  }),
  backupIds: field(z.array(z.string().regex(/^\d+$/)).min(1).optional(), {
    description:
      "Ids of the backup files to analyse. Unset: the files of the latest successful backup. A change analyses again. With `das` alone.",
    expected: 'a list of backup ids such as ["521774001"]',
    replaceOnChanges: true,
    same: (a, b) => [...a].sort().join() === [...b].sort().join(),
  }),
  nodeId: field(node.optional(), {
    description:
      "Only this node's file of the latest successful backup. Not together with `backupIds`. A change analyses again. With `das` alone.",
    expected: 'the id of a node such as "r-bp1zxszhcgatnx0001-db-0"',
    replaceOnChanges: true,
  }),
  separators: field(z.string().min(1).optional(), {
    description:
      "Characters that end the prefix of a key, for the report by prefix; `:;,_-+@=|#` where unset. A change analyses again. With `das` alone.",
    expected: 'characters such as ":/"',
    replaceOnChanges: true,
  }),
  takeBackup: field(z.boolean().default(false), {
    description:
      "Whether to take a backup first where there is no successful one; it is kept for 7 days, or as the backup policy says on classic instances. Else that is an error. With `das` alone.",
    expected: "true or false",
  }),
  triggers: triggers("analyses again", '{"month": "11"}'),
};

const outputs = {
  status: field(z.enum(["Preparing", "Analyzing", "Finished", "Failed"]), {
    description:
      "`Preparing` while a backup is taken first, `Analyzing`, then `Finished`; the next `up` goes on where it stopped. `Failed` is replaced by the next `up`.",
  }),
  jobId: field(z.string().optional(), {
    description: "Id of the analysis at DAS, which `getCacheAnalysisReport` takes.",
    stable: true,
  }),
  date: field(z.string().optional(), {
    description:
      "Day of the analysis in UTC, such as `2026-11-02`; with `r-kvstore` what `getCacheAnalysisReport` takes.",
    stable: true,
  }),
  startedAt: field(z.string(), {
    description: "When it was asked for, by the cloud's clock, in UTC.",
    stable: true,
  }),
  analyzedBackupIds: field(z.array(z.string()), {
    description: "Ids of the files that are analysed; none with `r-kvstore`.",
    stable: true,
  }),
  backupJobIds: field(z.array(z.string()), {
    description: "Jobs of the backup that was taken first (`takeBackup`).",
    stable: true,
  }),
  backupStartedAt: field(z.string().optional(), {
    description: "When that backup was asked for, by the cloud's clock, in UTC.",
    stable: true,
  }),
};

type Inputs = z.infer<z.ZodObject<typeof inputs>>;
type Outputs = z.infer<z.ZodObject<typeof outputs>>;
type State = Inputs & Outputs;

/** A search for big keys, done when the resource is created. */
export const cacheAnalysis = defineResource<TairContext>()({
  token: "tair:CacheAnalysis",
  kind: "action",
  description:
    "An analysis of the keys of an instance, once: it reads backups and finds big keys, prefixes and expiries. Instances whose data is on disks (ESSD, SSD) and single-node ones can't be analysed. `getCacheAnalysisReport` has what it found. A destroy forgets it.",
  inputs,
  outputs,
  rules: [
    { needs: ["api", "backupIds", "nodeId", "separators", "takeBackup"], check: dasAlone },
    { needs: ["backupIds", "nodeId", "takeBackup"], check: exclusive },
  ],
  unfinished: ({ status }) => {
    if (status === "Finished") return undefined;
    return { output: "status", then: status === "Failed" ? "replace" : "update" };
  },
  handler: {
    create: (ctx, { inputs, keep }) => alone(ctx, inputs, () => create(ctx, inputs, keep)),
    read: async (_ctx, { id, prior }) => asDone(id, prior, ANALYSIS_DONE),
    preview,
    update: async (ctx, req) => ({
      outputs: await alone(ctx, req.inputs, () => update(ctx, req)),
    }),
    delete: async (ctx) => ctx.log.info("the analysis is forgotten; its report stays"),
  },
});

const ANALYSIS_DONE =
  "an analysis is something that is done. tair.getCacheAnalysisReport reads what it found.";

/** What the retired operation does not take is not left out silently. */
function dasAlone({ api, backupIds, nodeId, separators, takeBackup }: Inputs): Failure[] {
  if (api === "das") return [];
  const given = { backupIds, nodeId, separators, takeBackup: takeBackup ? true : undefined };
  return Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([property, value]) => ({
      property,
      reason: `${show(value)} can't be had with api "r-kvstore", which takes the instance alone.`,
    }));
}

function exclusive({ backupIds, nodeId, takeBackup }: Inputs): Failure[] {
  if (backupIds === undefined) return [];
  const reason = (value: unknown) =>
    `${show(value)} is given together with backupIds, which say already what is analysed.`;
  return [
    ...(nodeId === undefined ? [] : [{ property: "nodeId", reason: reason(nodeId) }]),
    ...(takeBackup ? [{ property: "takeBackup", reason: reason(true) }] : []),
  ];
}

/** In turn: a lost answer is told by what is new in a list. */
function alone<T>(ctx: TairContext, { instanceId }: Inputs, work: () => Promise<T>): Promise<T> {
  return ctx.session.alone(`analysis:${instanceId}`, work);
}

async function create(ctx: TairContext, inputs: Inputs, keep: Keep<Outputs>) {
  const startedAt = secondOf(new Date(ctx.api.now()).toISOString());
  const id = `${inputs.instanceId}:${startedAt}`;
  const nothing: Outputs = {
    status: "Preparing",
    startedAt,
    analyzedBackupIds: [],
    backupJobIds: [],
  };
  return { id, outputs: await carryOut(ctx, inputs, nothing, (outputs) => keep(id, outputs)) };
}

async function update(
  ctx: TairContext,
  { id, state, inputs, keep }: { id: string; state: State; inputs: Inputs; keep: Keep<Outputs> },
): Promise<Outputs> {
  if (state.status === "Finished" || state.status === "Failed") return state;
  const keepOutputs = (outputs: Outputs) => keep(id, outputs);
  keepOutputs(state);
  return state.status === "Preparing"
    ? carryOut(ctx, inputs, state, keepOutputs)
    : untilFinished(ctx, inputs, state, keepOutputs);
}

async function carryOut(
  ctx: TairContext,
  inputs: Inputs,
  prior: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { instanceId } = inputs;
  const instance = await describeInstance(ctx, instanceId);
  refuseUnanalysable(instance, inputs.api);
  // The first answer has told the cloud's time.
  let outputs: Outputs = { ...prior, startedAt: secondOf(new Date(ctx.api.now()).toISOString()) };
  if (inputs.api === "r-kvstore") {
    await startTask(ctx, instanceId);
    outputs = { ...outputs, status: "Analyzing" };
  } else {
    const files = await filesOf(ctx, inputs, instance, backupJobOf(prior), (job) => {
      outputs = {
        ...outputs,
        backupJobIds: [...(job?.ids ?? [])],
        backupStartedAt: job?.startedAt,
      };
      keep(outputs);
    });
    const { separators } = inputs;
    const backupIds = files.map((row) => row.backupId);
    const jobId = await startJobAtDas(ctx, { instanceId, backupIds, separators });
    outputs = { ...outputs, status: "Analyzing", jobId, analyzedBackupIds: backupIds };
  }
  keep(outputs);
  return untilFinished(ctx, inputs, outputs, keep);
}

function backupJobOf({ backupJobIds, backupStartedAt }: Outputs): Job | undefined {
  return backupJobIds.length === 0 || backupStartedAt === undefined
    ? undefined
    : { ids: backupJobIds, startedAt: backupStartedAt };
}

/** The files to analyse; takes a backup where there is none and one may be taken. */
async function filesOf(
  ctx: TairContext,
  inputs: Inputs,
  instance: Instance,
  known: Job | undefined,
  keep: (job: Job | undefined) => void,
): Promise<readonly BackupRow[]> {
  const found = known === undefined ? await existingFiles(ctx, inputs, instance) : undefined;
  if (found !== undefined) return found;
  if (!inputs.takeBackup) throw noBackup(instance);
  return ctx.session.alone(`backup:${instance.instanceId}`, async () => {
    // Another resource of the run may have taken one meanwhile.
    const taken = known === undefined ? await existingFiles(ctx, inputs, instance) : undefined;
    return taken ?? ofNode(inputs, instance, await backUp(ctx, instance, known, keep));
  });
}

function backUp(
  ctx: TairContext,
  instance: Instance,
  known: Job | undefined,
  keep: (job: Job | undefined) => void,
): Promise<readonly BackupRow[]> {
  return backupBeforehand(ctx, {
    instance,
    retentionDays: undefined,
    known,
    keep,
    isOfAnyAge: true,
    words: {
      undone: "nothing was analysed",
      purpose: "is taken to be analysed",
      without: "takeBackup: false analyses what there is",
    },
  });
}

async function untilFinished(
  ctx: TairContext,
  { instanceId }: Inputs,
  outputs: Outputs,
  keep: (outputs: Outputs) => void,
): Promise<Outputs> {
  const { jobId, startedAt } = outputs;
  const onFailure = () => keep({ ...outputs, status: "Failed" });
  if (jobId !== undefined) {
    await awaitJobAtDas(ctx, { instanceId, jobId, onFailure });
    return { ...outputs, status: "Finished", date: startedAt.slice(0, 10) };
  }
  const instance = await describeInstance(ctx, instanceId);
  const date = await awaitTask(ctx, { instance, startedAt, onFailure });
  return { ...outputs, status: "Finished", date };
}

/** What `up` would run into, by reads alone. */
async function preview(
  ctx: TairContext,
  { inputs, state }: { inputs: Inputs; state: State | undefined },
): Promise<void> {
  if (state !== undefined && state.status !== "Preparing") return;
  const instance = await describeInstance(ctx, inputs.instanceId);
  refuseUnanalysable(instance, inputs.api);
  if (inputs.api === "r-kvstore") return warnOfBusy(ctx, instance);
  const isBackedUp = state !== undefined && backupJobOf(state) !== undefined;
  if (isBackedUp || (await existingFiles(ctx, inputs, instance)) !== undefined) return;
  if (!inputs.takeBackup) throw noBackup(instance);
  warnOfBusy(ctx, instance);
  await forecastBackup(ctx, instance, { hasRetention: false, ifBackupRunning: "wait" });
  ctx.log.info(`${instance.instanceId} has no successful backup: one is taken first`);
}
