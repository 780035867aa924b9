import { show } from "./check";
import type { Failure } from "./errors";

/** A restore overwrites live data, so it says on which instance and with what. */
export function overwriteFailures({ overwrite }: { overwrite: string }, wanted: string): Failure[] {
  if (overwrite === wanted) return [];
  const reason = `${show(overwrite)} is not "${wanted}": a restore overwrites live data, and only runs when this says on which instance and with what.`;
  return [{ property: "overwrite", reason }];
}

/** A rename, a lost state or a copied stack must not restore again long after. */
export function lateFailures({ runBefore }: { runBefore: string }, now: number): Failure[] {
  if (now < Date.parse(runBefore)) return [];
  const reason = `${show(runBefore)} has passed, so that this restore no longer runs; nothing was called. If it has been carried out already, and is new here by a rename, a lost state or a copied stack, remove it from this program, or keep its place in state with an alias. To restore now, set runBefore to a time shortly ahead.`;
  return [{ property: "runBefore", reason }];
}
