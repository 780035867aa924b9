import type { KeySeed } from "../instance-seed";
import { nodesOf, type Instance } from "./instance";

/** An analysis of backup files, by either API. */
export interface Analysis {
  readonly jobId: string;
  /** What each file is of, and the file where one was named. */
  readonly files: readonly { readonly nodeId: string; readonly backupId: string | null }[];
  readonly api: "das" | "r-kvstore";
  readonly separators: string;
  readonly startedAt: number;
  /** The backup that comes first is over; the start where none is needed. */
  readonly analysingFrom: number;
  readonly endsAt: number;
  readonly hasFailed: boolean;
}

export type AnalysisState = "BACKUP" | "ANALYZING" | "FINISHED" | "FAILED";

export function analysisStateAt(analysis: Analysis, time: number): AnalysisState {
  if (time < analysis.analysingFrom) return "BACKUP";
  if (time < analysis.endsAt) return "ANALYZING";
  return analysis.hasFailed ? "FAILED" : "FINISHED";
}

export interface FoundKey extends KeySeed {
  readonly nodeId: string;
}

/** What an analysis finds: the keys of its nodes, the biggest first. */
export function keysOf(instance: Instance, analysis: Analysis): FoundKey[] {
  const nodes = nodesOf(instance);
  const analysed = new Set(analysis.files.map(({ nodeId }) => nodeId));
  return instance.keys
    .map((key) => ({ ...key, nodeId: nodes[(key.node ?? 0) % nodes.length] ?? "" }))
    .filter(({ nodeId }) => analysed.has(nodeId))
    .sort((a, b) => b.bytes - a.bytes);
}
