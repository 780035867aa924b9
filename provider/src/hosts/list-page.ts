import { show } from "../core/check";
import { InvalidInputs } from "../core/errors";

/** What the engine asks for beside the query; less than 1 is no bound. */
export interface PageRequest {
  readonly limit: number;
  readonly pageSize: number;
  /** The number of those before, as the page before has told it; empty for the first page. */
  readonly continuation: string;
}

export interface ListPage<T> {
  readonly items: AsyncIterable<T>;
  /** Where the next page begins, once all of these are read; `undefined` where there is none. */
  next(): string | undefined;
}

/** One page of a list, from where the page before it has ended. */
export function pageOf<T>(all: AsyncIterable<T>, request: PageRequest): ListPage<T> {
  const skip = begin(request.continuation);
  const most = Math.min(boundOf(request.limit), boundOf(request.pageSize));
  let next: string | undefined;
  async function* items() {
    let seen = 0;
    for await (const item of all) {
      if (seen >= skip + most) {
        next = String(seen);
        return;
      }
      seen += 1;
      if (seen > skip) yield item;
    }
  }
  return { items: items(), next: () => next };
}

const boundOf = (number: number): number => (number < 1 ? Infinity : number);

function begin(continuation: string): number {
  if (/^\d{0,15}$/.test(continuation)) return Number(continuation);
  throw new InvalidInputs([
    {
      property: "continuationToken",
      reason: `${show(continuation)} is not one that a list has given: leave it out, and begin with the first page.`,
    },
  ]);
}
