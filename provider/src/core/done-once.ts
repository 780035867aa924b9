import { Refused } from "./errors";

/** What an action has done does not change by itself: `read` answers what state has. An import has no state. */
export function asDone<S>(id: string, prior: S | undefined, because: string) {
  if (prior !== undefined) return { inputs: prior, outputs: prior };
  throw new Refused(`${id} can't be imported: ${because}`);
}
