import type { FaultOf, Occasion } from "../faults";
import type { World } from "../world";

/** An answer that was made, and comes otherwise or not at all. */
export type Spoil = FaultOf<"html" | "emptyBody" | "truncatedBody" | "drop">;

/** What a request has shown so far: an answer needs as much of it as there is. */
export interface Progress {
  readonly requestId: string;
  action: string;
  account?: string;
  applied: boolean;
  /** Milliseconds by which the `Date` header is off. */
  skew: number;
  slowMs: number;
  spoil?: Spoil;
}

export function begun(requestId: string, action: string): Progress {
  return { requestId, action, applied: false, skew: 0, slowMs: 0 };
}

/** How a protocol refuses what the fault rules have it refuse. */
interface Refusals {
  throttled(fault: FaultOf<"throttling">): Error;
  failed(fault: FaultOf<"error">): Error;
}

const SPOILING = ["throttling", "error", "html", "emptyBody", "truncatedBody", "drop"] as const;

/** Carries an action out, before, after or instead of what the fault rules make of its answer. */
export function spoiled(
  { faults }: World,
  occasion: Occasion,
  progress: Progress,
  refusals: Refusals,
  run: () => object,
): object {
  progress.slowMs = faults.take(["slow"], occasion)?.ms ?? 0;
  const fault = faults.take(SPOILING, occasion);
  if (fault?.kind === "throttling") throw refusals.throttled(fault);
  const isUndone = fault !== undefined && (fault.when ?? defaultMoment(fault)) === "before";
  const body = isUndone ? {} : run();
  progress.applied = !isUndone;
  if (fault?.kind === "error") throw refusals.failed(fault);
  if (fault !== undefined) progress.spoil = fault;
  return body;
}

function defaultMoment(fault: Spoil | FaultOf<"error">): "before" | "after" {
  return fault.kind === "error" || fault.kind === "html" ? "before" : "after";
}
