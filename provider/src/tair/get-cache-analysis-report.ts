import { z } from "zod";
import { describeCacheAnalysisJob } from "../api/alibaba/operations/describe-cache-analysis-job";
import { show } from "../core/check";
import { InvalidInputs } from "../core/errors";
import { field } from "../core/field";
import { defineFunction } from "../core/function";
import { allBigKeys } from "./analysis-pages";
import { analysisApi, instanceId, node } from "./fields";
import type { TairContext } from "./session";

const bigKey = z.object({
  key: z.string().optional(),
  keyType: z.string().optional(),
  encoding: z.string().optional(),
  bytes: z.number().optional(),
  elements: z.number().optional(),
  db: z.number().optional(),
  expirationTime: z.string().optional(),
  nodeId: z.string().optional(),
});

/** What a cache analysis has found. */
export const getCacheAnalysisReport = defineFunction<TairContext>()({
  token: "tair:getCacheAnalysisReport",
  description:
    "What a cache analysis has found: the biggest keys, and with `das` also the keys with most elements, those that never expire, prefixes and expiries. All pages. Names of keys may be personal data.",
  inputs: {
    instanceId: instanceId(),
    api: field(analysisApi.default("das"), {
      description: "Which API has analysed: `das`, or the retired `r-kvstore`.",
      expected: '"das" or "r-kvstore"',
    }),
    jobId: field(z.string().min(1).optional(), {
      description: "The analysis, as `CacheAnalysis` and the list of reports tell it. With `das`.",
      expected: "the id of an analysis",
    }),
    date: field(z.iso.date().optional(), {
      description: "The day of the analysis, in UTC. With `r-kvstore`.",
      expected: 'a day such as "2026-11-02"',
    }),
    nodeId: field(node.optional(), {
      description: "Only keys of this node.",
      expected: 'the id of a node such as "r-bp1zxszhcgatnx0001-db-0"',
    }),
  },
  outputs: {
    taskState: field(z.string(), {
      description: "`FINISHED` where there is a report; else what the analysis is doing.",
    }),
    bigKeys: field(z.array(bigKey), { description: "The biggest keys, by bytes." }),
    bigKeysByElements: field(z.array(bigKey), { description: "The keys with most elements." }),
    lastingBigKeys: field(z.array(bigKey), {
      description: "The biggest keys of those that never expire, by bytes.",
    }),
    lastingBigKeysByElements: field(z.array(bigKey), {
      description: "The keys with most elements of those that never expire.",
    }),
    keyPrefixes: field(
      z.array(
        z.object({
          prefix: z.string().optional(),
          keyType: z.string().optional(),
          keys: z.number().optional(),
          bytes: z.number().optional(),
          elements: z.number().optional(),
        }),
      ),
      { description: "What the keys of each prefix take." },
    ),
    expiryLevels: field(
      z.array(
        z.object({
          level: z.number().optional(),
          keys: z.number().optional(),
          bytes: z.number().optional(),
          analysisTime: z.string().optional(),
        }),
      ),
      { description: "How many keys expire, by the levels of DAS." },
    ),
  },
  answer: async (ctx, { instanceId, api, jobId, date, nodeId }) => {
    const [wanted, other] =
      api === "das" ? (["jobId", "date"] as const) : (["date", "jobId"] as const);
    const given = { jobId, date };
    const asked = given[wanted];
    if (asked === undefined) {
      const reason = `is required with api "${api}".`;
      throw new InvalidInputs([{ property: wanted, reason }]);
    }
    if (given[other] !== undefined) {
      const reason = `${show(given[other])} can't be had with api "${api}", which goes by ${wanted}.`;
      throw new InvalidInputs([{ property: other, reason }]);
    }
    return api === "das"
      ? reportOfDas(ctx, { instanceId, jobId: asked, nodeId })
      : reportOfDay(ctx, { instanceId, date: asked, nodeId });
  },
});

type Answer = z.output<typeof describeCacheAnalysisJob.output>["Data"];

async function reportOfDas(
  ctx: TairContext,
  asked: { instanceId: string; jobId: string; nodeId: string | undefined },
) {
  const { Data } = await ctx.api.call(describeCacheAnalysisJob, {
    InstanceId: asked.instanceId,
    JobId: asked.jobId,
  });
  const keys = (list: Answer["BigKeys"]) =>
    (list?.KeyInfo ?? [])
      .filter((row) => asked.nodeId === undefined || row.NodeId === asked.nodeId)
      .map((row) => ({
        key: row.Key,
        keyType: row.Type,
        encoding: row.Encoding,
        bytes: row.Bytes,
        elements: row.Count,
        db: row.Db,
        expirationTime: timeOf(row.ExpirationTimeMillis),
        nodeId: row.NodeId,
      }));
  return {
    taskState: Data.TaskState,
    bigKeys: keys(Data.BigKeys),
    bigKeysByElements: keys(Data.BigKeysOfNum),
    lastingBigKeys: keys(Data.UnexBigKeysOfBytes),
    lastingBigKeysByElements: keys(Data.UnexBigKeysOfNum),
    keyPrefixes: (Data.KeyPrefixes?.Prefix ?? []).map((row) => ({
      prefix: row.Prefix,
      keyType: row.Type,
      keys: row.KeyNum,
      bytes: row.Bytes,
      elements: row.Count,
    })),
    expiryLevels: (Data.ExpiryKeysLevelCount?.ExpiryLevel ?? []).map((row) => ({
      level: row.Level,
      keys: row.TotalKeys,
      bytes: row.TotalBytes,
      analysisTime: timeOf(row.AnalysisTs),
    })),
  };
}

/** Milliseconds since 1970; 0 is none. */
function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined || ms <= 0 ? undefined : new Date(ms).toISOString();
}

async function reportOfDay(
  ctx: TairContext,
  asked: { instanceId: string; date: string; nodeId: string | undefined },
) {
  const rows = await allBigKeys(ctx, asked);
  return {
    // A day without a report is answered like one without big keys.
    taskState: "FINISHED",
    bigKeys: rows.map((row) => ({
      key: row.key,
      keyType: row.keyType,
      bytes: row.memory,
      elements: row.size,
      db: row.db,
      nodeId: asked.nodeId,
    })),
    bigKeysByElements: [],
    lastingBigKeys: [],
    lastingBigKeysByElements: [],
    keyPrefixes: [],
    expiryLevels: [],
  };
}
