import { seconds } from "./clock";
import { equal } from "./field";
import { originOf, proveGone, type Origin } from "./origin";
import type { Keep } from "./keeper";
import type { Part, PolicyInputs, PolicyOutputs } from "./policy-fields";
import type { PolicyKind } from "./policy-kind";
import type { Leaving } from "./resource";
import type { CloudContext } from "./session";
import { waitUntil } from "./wait";

/** What stays as it is from creation on. */
type Kept<P> = Pick<PolicyOutputs<P>, "regionId" | "accountId" | "previousPolicy">;

/** What this resource has written: last, as far as was seen, and what it has sent since. */
type Written<P> = Pick<PolicyOutputs<P>, "appliedPolicy" | "attemptedPolicy">;

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

  function outputsOf(policy: P, kept: Kept<P>, written: Written<P>): Outputs {
    const { previousPolicy, regionId, accountId } = kept;
    const { appliedPolicy, attemptedPolicy } = written;
    const own = { previousPolicy, appliedPolicy, attemptedPolicy };
    return { ...kind.outputsOf(policy), ...own, regionId, accountId };
  }

  async function create(ctx: C, inputs: I, keep: Keep<Outputs>) {
    const { instanceId } = inputs;
    const live = await kind.live(ctx, instanceId);
    const origin = await originOf(ctx);
    // What a resource of this run wrote is not what was there before.
    const previousPolicy = ctx.session.policiesWritten.has(instanceId) ? undefined : live;
    const outputs = await apply(ctx, {
      ...{ inputs, live, kept: { ...origin, previousPolicy } },
      before: undefined,
      applied: kind.declared(inputs, ctx.api.now()),
      keep: (outputs) => keep(instanceId, outputs),
    });
    return { id: instanceId, outputs };
  }

  async function update(ctx: C, { id, state, inputs, leaving, keep }: UpdateOf<I, Outputs>) {
    const now = ctx.api.now();
    const applied = stillApplied(state, inputs, leaving, now);
    if (isWritten(state, leaving, applied, now)) {
      const before = leaving(state);
      // A whole policy as far as its outputs go: what identifies it is always managed.
      const policy = kind.declared(before, now) as P;
      return { inputs: before, outputs: outputsOf(policy, state, { appliedPolicy: applied }) };
    }
    const live = await kind.live(ctx, id);
    const news = newsOf(state, inputs, leaving, live, now);
    const outputs = await apply(ctx, {
      ...{ inputs: news, live, kept: state, applied },
      before: lastSeen(state, live),
      keep: (outputs) => keep(id, outputs),
    });
    return { inputs: news, outputs };
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
    const { appliedPolicy, attemptedPolicy } = state;
    const isSeen = appliedPolicy !== undefined && attemptedPolicy === undefined;
    return isKnown && isSeen && agrees(appliedPolicy, applied);
  }

  /** What was written last: an attempt that shows after all has worked. */
  function lastSeen({ appliedPolicy, attemptedPolicy }: State, live: P): Part<P> | undefined {
    const hasWorked = attemptedPolicy !== undefined && agrees(live, attemptedPolicy);
    return hasWorked ? attemptedPolicy : appliedPolicy;
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
  async function apply(ctx: C, req: Application<I, P, Outputs>): Promise<Outputs> {
    const { inputs, live, kept, before, applied, keep } = req;
    const policy = { ...live, ...kind.declared(inputs, ctx.api.now()) };
    keep(outputsOf(policy, kept, { appliedPolicy: before, attemptedPolicy: applied }));
    ctx.session.policiesWritten.add(inputs.instanceId);
    await kind.write(ctx, inputs.instanceId, policy);
    return outputsOf(policy, kept, { appliedPolicy: applied });
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
      outputs: outputsOf(live, { ...origin, previousPolicy: undefined }, {}),
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
    const live = await settled(ctx, id, state);
    if (live === undefined) {
      await proveGone(ctx, `instance ${id}`, state);
      return ctx.log.info("the instance is gone, and its policy with it");
    }
    if (!isOurs(ctx, state, live)) return sayLeft(ctx, state, live);
    const target = onDelete === "reset" ? kind.reset(live) : restored(ctx, state, live);
    if (target === undefined || agrees(live, target)) return;
    await kind.write(ctx, id, target);
    ctx.log.info(`the policy is now ${kind.describe(target)}`);
  }

  /** Whether a live policy is what this resource wrote, or may have written. */
  function isOurs(ctx: C, state: State, live: P): boolean {
    const { appliedPolicy, attemptedPolicy } = state;
    const written = [appliedPolicy, attemptedPolicy].filter((policy) => policy !== undefined);
    // After an import, and where an earlier version has failed, there is what was declared alone.
    const known = written.length > 0 ? written : [kind.declared(state, ctx.api.now())];
    return known.some((policy) => agrees(live, policy));
  }

  function sayLeft(ctx: C, state: State, live: P): void {
    const previous = state.previousPolicy;
    if (previous !== undefined && agrees(live, kind.managed(state, previous))) {
      return ctx.log.info("the policy is left as it is: it is what was there before this resource");
    }
    ctx.log.warn(
      "the policy is left as it is: it is no longer what this resource last wrote, so somebody else has changed it",
    );
  }

  /**
   * The live policy. One that is what was there before this resource may be a read that lags behind our
   * own write, and gets the time to show it.
   */
  function settled(ctx: C, id: string, state: State) {
    const began = ctx.clock.now();
    const previous = state.previousPolicy;
    return waitUntil<P | undefined>(ctx, {
      what: `the policy of ${id} as it was written`,
      upToMs: 2 * READS_SETTLE_WITHIN_MS,
      poll: async () => {
        const live = await kind.find(ctx, id);
        const mayLag =
          live !== undefined &&
          previous !== undefined &&
          !isOurs(ctx, state, live) &&
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

interface Application<I, P, O> {
  readonly inputs: I;
  readonly live: P;
  readonly kept: Kept<P>;
  /** What was written last, and what will have been written then. */
  readonly before: Part<P> | undefined;
  readonly applied: Part<P>;
  readonly keep: (outputs: O) => void;
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
