import { isProviderError, messageOf, PartialCreate, Refused } from "./errors";
import type { Context } from "./resource";

type Json = Record<string, unknown>;

/** Keeps an id that the cloud gave: every failure after this call ends in state with that id. */
export type Keep<O> = (id: string, outputs: O) => void;

/** Turns the failure of a step after `keep` into one that keeps the id in state. */
export class Keeper {
  private last: { id: string; outputs: Json } | undefined;

  constructor(private readonly stateOf: (outputs: Json) => Json) {}

  readonly keep: Keep<Json> = (id, outputs) => {
    this.last = { id, outputs };
  };

  async guard<T>({ signal }: Context, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (thrown) {
      const error = explained(signal, thrown);
      if (this.last === undefined) throw error;
      const state = this.stateOf(this.last.outputs);
      throw new PartialCreate(this.last.id, state, [messageOf(error)]);
    }
  }
}

/** An interruption that has a reason, such as a time-out that the user set, says so. */
function explained({ aborted, reason }: AbortSignal, error: unknown): unknown {
  return aborted && typeof reason === "string" && isProviderError(error)
    ? new Refused(`${reason}: ${error.message}`)
    : error;
}
