import type { KeySeed } from "../instance-seed";
import type { World } from "../world";
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
  endsAt: number;
  /** What real data has; else the keys of the seed are found. */
  keys?: readonly KeySeed[];
  readonly hasFailed: boolean;
}

export type AnalysisState = "BACKUP" | "ANALYZING" | "FINISHED" | "FAILED";

export function analysisStateAt(analysis: Analysis, time: number): AnalysisState {
  if (time < analysis.analysingFrom) return "BACKUP";
  if (time < analysis.endsAt) return "ANALYZING";
  return analysis.hasFailed ? "FAILED" : "FINISHED";
}

/** Adds an analysis. One of real keys ends when its time has come and they have been measured. */
export function startAnalysis(world: World, instance: Instance, analysis: Analysis): void {
  instance.analyses.push(analysis);
  if (!instance.redis) return;
  const planned = analysis.endsAt;
  analysis.endsAt = Number.MAX_SAFE_INTEGER;
  world.data.run(async () => {
    const { instanceId } = instance;
    const measured = analysis.files.map(({ backupId }) =>
      world.data.measured(instanceId, backupId),
    );
    analysis.keys = (await Promise.all(measured)).flat();
    analysis.endsAt = Math.max(planned, world.clock.time());
    world.store.onChange();
  });
}

export interface FoundKey extends KeySeed {
  readonly nodeId: string;
}

/** What an analysis finds: the keys of its nodes, the biggest first. */
export function keysOf(instance: Instance, analysis: Analysis): FoundKey[] {
  const nodes = nodesOf(instance);
  const analysed = new Set(analysis.files.map(({ nodeId }) => nodeId));
  return (analysis.keys ?? instance.keys)
    .map((key) => ({ ...key, nodeId: nodes[(key.node ?? 0) % nodes.length] ?? "" }))
    .filter(({ nodeId }) => analysed.has(nodeId))
    .sort((a, b) => b.bytes - a.bytes);
}
