import type { Part } from "./policy-fields";

/** What a deletion does not weaken, and the sentence that says so. */
export interface Stronger<P> {
  readonly kept: Part<P>;
  readonly because: string;
}

/** One kind of policy: what it holds, and how it is read and written. */
export interface PolicyKind<C, I, P extends object, More extends object> {
  /** The live policy; an instance that is not found is an error. */
  live(ctx: C, instanceId: string): Promise<P>;
  /** The live policy; absent when the instance is not found, which is no proof yet that it is gone. */
  find(ctx: C, instanceId: string): Promise<P | undefined>;
  /** Sends the whole policy, and returns when the cloud shows it. */
  write(ctx: C, instanceId: string, policy: P): Promise<void>;
  /** What the user declares, as the cloud spells it: the managed fields and nothing else. */
  declared(inputs: I, now: number): Part<P>;
  /** The part of a policy that the user manages. */
  managed(inputs: I, policy: P): Part<P>;
  /** The inputs that a live policy stands for, in the spelling of those before. */
  inputsOf(policy: P, prior: I | undefined, now: number): Partial<I>;
  /** Outputs beyond those that every policy has. */
  outputsOf(policy: P): More;
  reset(live: P): P;
  stronger(live: P, target: P): readonly Stronger<P>[];
  describe(policy: P): string;
  /** What a write of these inputs over the live policy would run into, by reads alone. */
  lookAhead(ctx: C, inputs: I, live: P): Promise<void>;
}
