import * as pulumi from "@pulumi/pulumi";
import { tair } from "pulumi-redis-backup-sdk";

const config = new pulumi.Config();

/** It reads a backup, not the instance, and is done once for each month. */
const analysis = new tair.CacheAnalysis("big-keys", {
  instanceId: config.require("instanceId"),
  takeBackup: true,
  triggers: { month: config.require("month") },
});

const report = tair.getCacheAnalysisReportOutput({
  instanceId: analysis.instanceId,
  jobId: analysis.jobId,
});

type Key = { key?: string; keyType?: string; bytes?: number; elements?: number };

const lines = (keys: Key[]) =>
  keys
    .slice(0, 10)
    .map(({ key, keyType, bytes, elements }) => `${bytes} bytes: ${key} (${keyType}, ${elements})`);

/** The ten that take most memory, with their type and number of elements. */
export const biggest = report.bigKeys.apply(lines);
/** The same of those that never expire: what nobody will ever clean up. */
export const biggestThatStay = report.lastingBigKeys.apply(lines);
export const byPrefix = report.keyPrefixes;
