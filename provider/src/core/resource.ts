import type { z } from "zod";
import { checkFields, withoutValues, type Shape } from "./check";
import type { Clock } from "./clock";
import { NO_DEPARTURES, type Departures } from "./departures";
import { diffFields } from "./diff";
import { InvalidInputs, type Failure } from "./errors";
import { metadataOf } from "./field";
import { ignoring } from "./ignore-changes";
import { Keeper, type Keep } from "./keeper";
import { defined, imported, recorded, refreshed } from "./state";
import type { TimeLimit } from "./time-limit";
import { hasUnknown, UNKNOWN } from "./unknown";

/** What a person sees while a step runs. */
export interface Log {
  /** Replaces the progress line before it where the host can. */
  progress(text: string): void;
  info(text: string): void;
  warn(text: string): void;
}

export interface Context {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Absent where the user gives the step none, or the host isn't told. */
  readonly timeLimit?: TimeLimit | undefined;
}

/**
 * The declared inputs, with what the user ignores (`ignoreChanges`) as it is in another place, such as the
 * live one. What the user doesn't set stays absent.
 */
export type Leaving<I> = (found: Partial<I>) => I;

/** How a resource acts on the cloud. It never sees gRPC, unknowns or the user's spelling of a value. */
export interface Handler<C extends Context, I, O> {
  create(ctx: C, req: { inputs: I; keep: Keep<O> }): Promise<{ id: string; outputs: O }>;
  /** `undefined` means gone, and needs proof. `prior` is absent for an import. */
  read(
    ctx: C,
    req: { id: string; prior: (I & O) | undefined },
  ): Promise<{ id?: string; inputs: Partial<I>; outputs: O } | undefined>;
  /**
   * What an `up` would run into: throws what would fail, warns of the rest. It may read, never write.
   * `state` is absent for a creation, at which nothing is ignored.
   */
  preview?(
    ctx: C,
    req: { inputs: I; state: (I & O) | undefined; leaving: Leaving<I> },
  ): Promise<void>;
  /** What there is, as ids that can be imported; `query` is what the definition's `listInputs` say. */
  list?(ctx: C, query: Record<string, unknown>): AsyncIterable<{ id: string; name: string }>;
  /** Absent: every change makes a new resource. It answers with inputs where what it left is not as declared. */
  update?(
    ctx: C,
    req: { id: string; state: I & O; inputs: I; leaving: Leaving<I>; keep: Keep<O> },
  ): Promise<{ inputs?: I; outputs: O }>;
  /** `isDeclared`: another resource of the running program declares what has this id, or holds what this one held. */
  delete(
    ctx: C,
    req: { id: string; state: I & O; isDeclared: boolean; departures: Departures },
  ): Promise<void>;
}

/** A rule over several inputs; runs when all that it needs is known. */
export interface Rule<I> {
  readonly needs: readonly (keyof I & string)[];
  check(inputs: I, facts: { prior: I | undefined; now: number }): Failure[];
}

export interface ResourceDefinition<
  C extends Context = Context,
  In extends Shape = Shape,
  Out extends Shape = Shape,
> {
  /** Module and class, such as `tair:BackupPolicy`. */
  readonly token: string;
  readonly kind: "setting" | "record" | "action";
  /** The input which says whose setting it is; also the id of the resource. */
  readonly settingOf?: keyof In & string;
  readonly description: string;
  readonly inputs: In;
  readonly outputs: Out;
  /** What a list of these resources can be asked for. */
  readonly listInputs?: Shape;
  /** Properties that one may expect and that there are not, with the reason; completes the sentence `<value> …`. */
  readonly refusedInputs?: Readonly<Record<string, string>>;
  readonly rules?: readonly Rule<InputsOf<In>>[];
  /** Inputs whose meaning has changed though their spelling has not. */
  readonly shifted?: (req: {
    state: InputsOf<In> & OutputsOf<Out>;
    inputs: InputsOf<In>;
    now: number;
  }) => readonly string[];
  /** An output that calls for action though nothing was declared anew: to go on, or to make a new one. */
  readonly unfinished?: (
    state: InputsOf<In> & OutputsOf<Out>,
  ) => { readonly output: keyof Out & string; readonly then: "update" | "replace" } | undefined;
  /** Changes that can't be made and would be found out too late. */
  readonly refuse?: (req: {
    state: InputsOf<In> & OutputsOf<Out>;
    inputs: InputsOf<In>;
    changed: readonly string[];
    now: number;
  }) => Failure[];
  /** Learns what another resource of this kind holds, by its state, before one is made, changed or deleted. */
  readonly meet?: (ctx: C, state: InputsOf<In> & OutputsOf<Out>) => void;
  /** What of the cloud a state of this kind stands for, so that no other resource deletes it. */
  readonly holds?: (state: InputsOf<In> & OutputsOf<Out>) => readonly string[];
  readonly handler: Handler<C, InputsOf<In>, OutputsOf<Out>>;
}

export type InputsOf<In extends Shape> = z.infer<z.ZodObject<In>>;
export type OutputsOf<Out extends Shape> = z.infer<z.ZodObject<Out>>;

type Json = Record<string, unknown>;

export interface DiffResult {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
}

/**
 * A definition turned into what a host serves, over plain JSON. State is inputs plus outputs, so that
 * the next run finds what was declared.
 */
export class Resource<C extends Context> {
  private readonly definition: ResourceDefinition<C>;
  /** Whose setting the running program declares: only what a program declares is checked. */
  private readonly declared = new Set<unknown>();
  /** States that a diff has shown and that `meet` has not been told of. */
  private readonly shown: Json[] = [];

  constructor(definition: ResourceDefinition<C, never, never>) {
    this.definition = definition as unknown as ResourceDefinition<C>;
    const twice = Object.keys(this.definition.inputs).filter((p) => p in this.definition.outputs);
    if (twice.length > 0) throw new Error(`${definition.token}: ${twice} are inputs and outputs`);
    if (this.isSetting !== (this.definition.settingOf !== undefined))
      throw new Error(`${definition.token}: a setting, and nothing else, has settingOf`);
  }

  get handler(): Handler<C, Json, Json> {
    return this.definition.handler;
  }

  get token(): string {
    return this.definition.token;
  }

  /** The values of `secrets` are in no failure. */
  check(
    clock: Clock,
    prior: Json | undefined,
    news: Json,
    secrets: ReadonlySet<string> = new Set(),
  ): { inputs: Json; failures: Failure[] } {
    const { refusedInputs: refused } = this.definition;
    const { inputs, failures } = checkFields(this.definition.inputs, news, { refused, secrets });
    const bad = new Set(failures.map((failure) => failure.property.split(/[.[]/)[0]));
    for (const rule of this.definition.rules ?? []) {
      if (rule.needs.some((property) => bad.has(property) || hasUnknown(inputs[property])))
        continue;
      const broken = rule.check(inputs, { prior: this.known(prior), now: clock.now() });
      failures.push(...broken.map((failure) => withoutValues(failure, inputs, secrets)));
    }
    this.declared.add(this.subjectOf(inputs));
    return { inputs, failures };
  }

  /** Whose setting it is, where that is known. */
  subjectOf(inputs: Json): string | undefined {
    const { settingOf } = this.definition;
    const subject = settingOf === undefined ? undefined : inputs[settingOf];
    return typeof subject === "string" && !hasUnknown(subject) ? subject : undefined;
  }

  /** Whether plain `up` can ask for a refresh first: a setting is read in one call. */
  get isSetting(): boolean {
    return this.definition.kind === "setting";
  }

  /** `ignoreChanges` are property paths whose declared values don't count. */
  diff(
    clock: Clock,
    state: Json,
    declared: Json,
    ignoreChanges: readonly string[] = [],
  ): DiffResult {
    const { definition } = this;
    if (definition.meet !== undefined) this.shown.push(state);
    const inputs = ignoring(state, declared, ignoreChanges);
    const { changed, replaces } = diffFields(definition.inputs, state, inputs);
    const facts = { state, inputs, now: clock.now() };
    // What is unknown or broken has no meaning yet; the step itself says what is wrong with it.
    const isSound = !hasUnknown(inputs) && this.isSound(state, inputs);
    // What is ignored holds the live value, which is another than what was written without any shift.
    const shifted = (isSound ? (definition.shifted?.(facts) ?? []) : []).filter(
      (property) => !ignoreChanges.includes(property) && !ignoreChanges.includes("*"),
    );
    const unfinished = definition.unfinished?.(state);
    const outputs = unfinished === undefined ? [] : [unfinished.output];
    const all = [...new Set([...changed, ...shifted, ...outputs])];
    const isOnlyMadeAnew = definition.handler.update === undefined;
    const mustReplace = unfinished?.then === "replace" ? [...replaces, ...outputs] : replaces;
    const result = { changed: all, replaces: isOnlyMadeAnew ? all : mustReplace };
    if (isSound && result.replaces.length === 0) {
      const refused = definition.refuse?.({ ...facts, changed: result.changed }) ?? [];
      if (refused.length > 0) throw new InvalidInputs(refused);
    }
    return result;
  }

  async create(ctx: C, inputs: Json): Promise<{ id: string; state: Json }> {
    this.accept(inputs);
    this.meetShown(ctx);
    const kept = this.keeper(inputs);
    const { id, outputs } = await kept.guard(ctx, () =>
      this.definition.handler.create(ctx, { inputs, keep: kept.keep }),
    );
    return { id, state: this.stateOf(inputs, outputs) };
  }

  async read(
    ctx: C,
    id: string,
    prior: Json | undefined,
  ): Promise<{ id: string; inputs: Json; state: Json } | undefined> {
    const state = prior === undefined || Object.keys(prior).length === 0 ? undefined : prior;
    const known = state && this.recorded(state);
    const live = await this.definition.handler.read(ctx, { id, prior: known });
    if (live === undefined) return undefined;
    const inputs =
      state === undefined
        ? imported(this.definition.inputs, live.inputs)
        : refreshed(this.definition.inputs, state, live.inputs);
    return { id: live.id ?? id, inputs, state: this.stateOf(inputs, live.outputs) };
  }

  async update(
    ctx: C,
    id: string,
    state: Json,
    inputs: Json,
    ignoreChanges: readonly string[] = [],
  ): Promise<Json> {
    const { handler } = this.definition;
    if (handler.update === undefined) throw new Error(`${this.token} can't be updated in place`);
    const update = handler.update.bind(handler);
    this.accept(inputs);
    const known = this.recorded(state);
    this.meetShown(ctx);
    const kept = this.keeper(inputs);
    const leaving = this.leaving(inputs, ignoreChanges);
    const updated = await kept.guard(ctx, () =>
      update(ctx, { id, state: known, inputs, leaving, keep: kept.keep }),
    );
    return this.stateOf(updated.inputs ?? inputs, updated.outputs);
  }

  /** The state that a step would leave; what can't be told before is unknown. */
  async preview(
    ctx: C,
    inputs: Json,
    state: Json | undefined,
    ignoreChanges: readonly string[] = [],
  ): Promise<Json> {
    if (!hasUnknown(inputs)) {
      this.accept(inputs);
      const known = state && this.recorded(state);
      const leaving = this.leaving(inputs, state === undefined ? [] : ignoreChanges);
      await this.definition.handler.preview?.(ctx, { inputs, state: known, leaving });
    }
    return this.previewWithoutLooking(inputs, state, ignoreChanges);
  }

  previewWithoutLooking(
    inputs: Json,
    state: Json | undefined,
    ignoreChanges: readonly string[] = [],
  ): Json {
    const news = state === undefined ? inputs : this.leaving(inputs, ignoreChanges)(state);
    // What an interrupted step has left is not what the next one will.
    const isFinished = state !== undefined && this.definition.unfinished?.(state) === undefined;
    const outputs = Object.entries(this.definition.outputs).map(([property, schema]) => {
      const isStable = isFinished && metadataOf(schema).stable === true;
      return [property, isStable ? state[property] : UNKNOWN];
    });
    return defined({ ...news, ...Object.fromEntries(outputs) });
  }

  list(ctx: C, query: Json): AsyncIterable<{ id: string; name: string }> | undefined {
    const { listInputs, handler } = this.definition;
    if (handler.list === undefined) return undefined;
    const { inputs, failures } = checkFields(listInputs ?? {}, query);
    if (failures.length > 0) throw new InvalidInputs(failures);
    return handler.list(ctx, inputs);
  }

  /** `isDeclaredBeside`: a resource that only the host knows of declares or holds the same. */
  async delete(
    ctx: C,
    id: string,
    state: Json,
    { isDeclaredBeside = false, departures = NO_DEPARTURES } = {},
  ): Promise<void> {
    const known = this.recorded(state);
    this.meetShown(ctx);
    const isDeclared = isDeclaredBeside || this.declared.has(id);
    await this.definition.handler.delete(ctx, { id, state: known, isDeclared, departures });
  }

  /** What of the cloud a state stands for; nothing where it can't be read. */
  heldBy(state: Json): readonly string[] {
    const { holds } = this.definition;
    if (holds === undefined) return [];
    const { known, failures } = recorded(this.definition, state);
    return failures.length === 0 ? holds(known) : [];
  }

  private isSound(state: Json, inputs: Json): boolean {
    const outputs = Object.entries(this.definition.outputs);
    return (
      checkFields(this.definition.inputs, inputs).failures.length === 0 &&
      outputs.every(([property, schema]) => schema.safeParse(state[property] ?? undefined).success)
    );
  }

  /** A step gets checked inputs from the engine; anything else is not carried out. */
  private accept(inputs: Json): void {
    const { failures } = checkFields(this.definition.inputs, inputs);
    const unknown = Object.keys(inputs).filter((property) => hasUnknown(inputs[property]));
    const reason = "is not known yet, and nothing is carried out before it is.";
    failures.push(...unknown.map((property) => ({ property, reason })));
    if (failures.length > 0) throw new InvalidInputs(failures);
  }

  private recorded(state: Json): Json {
    const { known, failures } = recorded(this.definition, state);
    if (failures.length > 0) throw new InvalidInputs(failures);
    return defined(known);
  }

  private meetShown(ctx: C): void {
    for (const state of this.shown.splice(0)) {
      const { known, failures } = recorded(this.definition, state);
      // One that can't be read fails at its own step, and at no other's.
      if (failures.length === 0) this.definition.meet?.(ctx, known);
    }
  }

  private keeper(inputs: Json): Keeper {
    return new Keeper((outputs) => this.stateOf(inputs, outputs));
  }

  private leaving(inputs: Json, ignoreChanges: readonly string[]): Leaving<Json> {
    return (found) =>
      ignoring(refreshed(this.definition.inputs, inputs, found), inputs, ignoreChanges);
  }

  /** Of the outputs only what is declared, so that a handler may hand on a whole state. */
  private stateOf(inputs: Json, outputs: Json): Json {
    const own = Object.keys(this.definition.outputs).map((property) => [
      property,
      outputs[property],
    ]);
    return defined({ ...inputs, ...Object.fromEntries(own) });
  }

  private known(prior: Json | undefined): Json | undefined {
    if (prior === undefined) return undefined;
    const known = Object.entries(prior).filter(([property]) => property in this.definition.inputs);
    return known.length === 0 ? undefined : Object.fromEntries(known);
  }
}

/** Types a definition from its shapes; the one way to declare a resource. */
export function defineResource<C extends Context>() {
  return <In extends Shape, Out extends Shape>(
    definition: ResourceDefinition<C, In, Out>,
  ): ResourceDefinition<C, In, Out> => definition;
}
