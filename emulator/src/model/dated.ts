/**
 * A value and the moment since which it holds. Facts are kept with their moments, so that "as it was n seconds ago"
 * (an eventually consistent read) is a look-up and not a second copy of the state.
 */
export interface Dated<T> {
  readonly from: number;
  readonly value: T;
}

const DAY = 86_400_000;

export function valueAt<T>(history: readonly Dated<T>[], time: number): T {
  let found = history[0];
  for (const entry of history) if (entry.from <= time) found = entry;
  if (found === undefined) throw new Error("a history has at least one entry");
  return found.value;
}

/** From `from` on the value holds: whatever was planned for later is dropped, what ended a day ago is forgotten. */
export function record<T>(history: Dated<T>[], from: number, value: T): void {
  const kept = history.filter((entry) => entry.from <= from);
  const first = kept.findLastIndex((entry) => entry.from <= from - DAY);
  history.splice(0, history.length, ...kept.slice(Math.max(first, 0)), { from, value });
}
