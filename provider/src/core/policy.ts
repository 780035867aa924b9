import { seconds } from "./clock";
import { equal } from "./field";
import { originOf, proveGone, type Origin } from "./origin";
import type { Keep } from "./keeper";
import type { Part, PolicyInputs, PolicyOutputs } from "./policy-fields";
import type { Leaving } from "./resource";
import type { CloudContext } from "./session";
import { waitUntil } from "./wait";

/** What stays as it is from creation on. */
type Kept<P> = Pick<PolicyOutputs<P>, "regionId" | "accountId" | "previousPolicy">;

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

interface Regional {
  readonly region: string;
  now(): number;
}

/**
 * The life of a policy: something that its instance always has. Observe, then write the declared fields
 * over the live ones; at the end write back what was there, and never weaken it or undo what others did.
 */
export function policyHandler<
  Api extends Regional,
  C extends CloudContext<Api>,
  I extends PolicyInputs,
  P extends object,
  More extends object,
>(kind: PolicyKind<C, I, P, More>) {
  type Outputs = PolicyOutputs<P> & More;
  type State = I & Outputs;

  const alone = <T>(ctx: C, instanceId: string, work: () => Promise<T>) =>
    ctx.session.alone(`policy:${instanceId}`, work);

  function outputsOf(policy: P, kept: Kept<P>, appliedPolicy: Part<P> | undefined): Outputs {
    const { previousPolicy, regionId, accountId } = kept;
    return { ...kind.outputsOf(policy), previousPolicy, appliedPolicy, regionId, accountId };
  }

  async function create(ctx: C, inputs: I, keep: Keep<Outputs>) {
    const { instanceId } = inputs;
    const live = await kind.live(ctx, instanceId);
    const origin = await originOf(ctx);
    // What a resource of this run wrote is not what was there before.
    const previousPolicy = ctx.session.policiesWritten.has(instanceId) ? undefined : live;
    const outputs = await apply(ctx, inputs, live, { ...origin, previousPolicy }, (outputs) =>
      keep(instanceId, outputs),
    );
    return { id: instanceId, outputs };
  }

  async function update(ctx: C, { id, state, inputs, leaving, keep }: UpdateOf<I, Outputs>) {
    const now = ctx.api.now();
    const applied = stillApplied(state, inputs, leaving, now);
    if (isWritten(state, leaving, applied, now)) {
      const before = leaving(state);
      // A whole policy as far as its outputs go: what identifies it is always managed.
      const policy = kind.declared(before, now) as P;
      return { inputs: before, outputs: outputsOf(policy, state, applied) };
    }
    const live = await kind.live(ctx, id);
    const news = newsOf(state, inputs, leaving, live, now);
    const outputs = await apply(ctx, news, live, state, (outputs) => keep(id, outputs));
    return { inputs: news, outputs: { ...outputs, appliedPolicy: applied } };
  }

  /** The same question that an update asks first, and the same live policy: what would not be written is not looked at. */
  async function preview(ctx: C, { inputs, state, leaving }: PreviewOf<I, State>): Promise<void> {
    const now = ctx.api.now();
    if (state !== undefined) {
      const applied = stillApplied(state, inputs, leaving, now);
      if (isWritten(state, leaving, applied, now)) return;
    }
    const live = await kind.live(ctx, inputs.instanceId);
    const news = state === undefined ? inputs : newsOf(state, inputs, leaving, live, now);
    await kind.lookAhead(ctx, news, live);
  }

  /** Whether what is declared is what state holds, and what this resource has written last. */
  function isWritten(state: State, leaving: Leaving<I>, applied: Part<P>, now: number): boolean {
    // State holds what was declared before, or what a refresh has found since.
    const isKnown = agrees(kind.declared(state, now), kind.declared(leaving(state), now));
    return isKnown && state.appliedPolicy !== undefined && agrees(state.appliedPolicy, applied);
  }

  /** What an update writes: what is declared, and what is ignored as it is live. */
  function newsOf(state: State, inputs: I, leaving: Leaving<I>, live: P, now: number): I {
    return isUnwritten(state, live) ? inputs : leaving(kind.inputsOf(live, inputs, now));
  }

  /**
   * What this resource will have written last. An ignored field that somebody else has changed is sent
   * again with every write, and is not of this resource for that: a deletion must see the difference.
   */
  function stillApplied(state: State, inputs: I, leaving: Leaving<I>, now: number): Part<P> {
    // A whole policy as far as inputs are made of it: what identifies it is always declared.
    const before = { ...kind.declared(inputs, now), ...state.appliedPolicy } as P;
    return kind.declared(leaving(kind.inputsOf(before, inputs, now)), now);
  }

  /** Whether the creation failed before it wrote: then what it was to write still is. */
  function isUnwritten(state: State, live: P): boolean {
    const { appliedPolicy, previousPolicy } = state;
    if (appliedPolicy !== undefined || previousPolicy === undefined) return false;
    return agrees(live, kind.managed(state, previousPolicy));
  }

  /** The same for create and update: the declared fields over the live ones. */
  async function apply(
    ctx: C,
    inputs: I,
    live: P,
    kept: Kept<P>,
    keep: (outputs: Outputs) => void,
  ): Promise<Outputs> {
    const wanted = kind.declared(inputs, ctx.api.now());
    const policy = { ...live, ...wanted };
    keep(outputsOf(policy, kept, undefined));
    ctx.session.policiesWritten.add(inputs.instanceId);
    await kind.write(ctx, inputs.instanceId, policy);
    return outputsOf(policy, kept, wanted);
  }

  async function read(ctx: C, { id, prior }: { id: string; prior: State | undefined }) {
    const live = await kind.find(ctx, id);
    if (live === undefined) {
      if (prior !== undefined) await proveGone(ctx, `instance ${id}`, prior);
      return undefined;
    }
    const inputs = { instanceId: id, ...kind.inputsOf(live, prior, ctx.api.now()) } as Partial<I>;
    if (prior !== undefined) return { inputs, outputs: prior };
    const origin: Origin = await originOf(ctx);
    return {
      inputs,
      outputs: outputsOf(live, { ...origin, previousPolicy: undefined }, undefined),
    };
  }

  async function remove(ctx: C, { id, state, isDeclared }: DeleteOf<State>): Promise<void> {
    const { onDelete } = state;
    if (onDelete === "retain")
      return ctx.log.info("the policy is left as it is (onDelete: retain)");
    // The one that a rename made may have been written by an earlier run, which failed elsewhere.
    if (isDeclared || ctx.session.policiesWritten.has(id)) {
      return ctx.log.info("the policy is left as it is: another resource of this program has it");
    }
    const written = state.appliedPolicy ?? kind.declared(state, ctx.api.now());
    const live = await settled(ctx, id, written, state.previousPolicy);
    if (live === undefined) {
      await proveGone(ctx, `instance ${id}`, state);
      return ctx.log.info("the instance is gone, and its policy with it");
    }
    if (!agrees(live, written)) {
      return ctx.log.warn(
        "the policy is left as it is: it is no longer what this resource last wrote, so somebody else has changed it",
      );
    }
    const target = onDelete === "reset" ? kind.reset(live) : restored(ctx, state, live);
    if (target === undefined || agrees(live, target)) return;
    await kind.write(ctx, id, target);
    ctx.log.info(`the policy is now ${kind.describe(target)}`);
  }

  /**
   * The live policy. One that is what was there before this resource may be a read that lags behind our
   * own write, and gets the time to show it.
   */
  function settled(ctx: C, id: string, written: Part<P>, previous: P | undefined) {
    const began = ctx.clock.now();
    return waitUntil<P | undefined>(ctx, {
      what: `the policy of ${id} as it was written`,
      upToMs: 2 * READS_SETTLE_WITHIN_MS,
      poll: async () => {
        const live = await kind.find(ctx, id);
        const mayLag =
          live !== undefined &&
          previous !== undefined &&
          !agrees(live, written) &&
          agrees(live, previous);
        const isOver = ctx.clock.now() - began > READS_SETTLE_WITHIN_MS;
        return mayLag && !isOver
          ? { state: "pending", saw: "the one from before" }
          : { state: "done", value: live };
      },
    });
  }

  /** The previous values of the managed fields over the live ones; keeps what is stronger and says so. */
  function restored(ctx: C, state: State, live: P): P | undefined {
    const previous = state.previousPolicy;
    if (previous === undefined) {
      ctx.log.warn("the policy is left as it is: state holds no policy from before this resource");
      return undefined;
    }
    const target = { ...live, ...defined(kind.managed(state, previous)) };
    if (state.onDelete === "restorePreviousExactly") return target;
    return kind.stronger(live, target).reduce((policy, { kept, because }) => {
      ctx.log.warn(because);
      return { ...policy, ...kept };
    }, target);
  }

  return {
    create: (ctx: C, { inputs, keep }: { inputs: I; keep: Keep<Outputs> }) =>
      alone(ctx, inputs.instanceId, () => create(ctx, inputs, keep)),
    read,
    preview,
    update: (ctx: C, req: UpdateOf<I, Outputs>) => alone(ctx, req.id, () => update(ctx, req)),
    delete: (ctx: C, req: DeleteOf<State>) => alone(ctx, req.id, () => remove(ctx, req)),
  };
}

interface UpdateOf<I, O> {
  readonly id: string;
  readonly state: I & O;
  readonly inputs: I;
  readonly leaving: Leaving<I>;
  readonly keep: Keep<O>;
}

interface PreviewOf<I, S> {
  readonly inputs: I;
  readonly state: S | undefined;
  readonly leaving: Leaving<I>;
}

interface DeleteOf<S> {
  readonly id: string;
  readonly state: S;
  readonly isDeclared: boolean;
}

const READS_SETTLE_WITHIN_MS = seconds(90);

/** Whether a live policy has every value that another holds. */
export function agrees<P extends object>(live: Part<P>, wanted: Part<P>): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => value === undefined || equal(live[name as keyof P], value),
  );
}

/** Without what is absent, so that it doesn't hide a live value. */
function defined<P extends object>(policy: P): P {
  const said = Object.entries(policy).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as P;
}
