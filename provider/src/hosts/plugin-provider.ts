import { configFailures, readConfig, type Config } from "../config";
import { systemClock, type Clock } from "../core/clock";
import { InvalidInputs, PartialCreate, Refused, type Failure } from "../core/errors";
import { checkedArguments } from "../core/function";
import { refuseOtherRegion } from "../core/origin";
import type { Departures } from "../core/departures";
import type { Log } from "../core/resource";
import type { TimeLimit } from "../core/time-limit";
import { hasUnknown } from "../core/unknown";
import { functions, PACKAGE, resourceTokens } from "../package";
import { DeclaredBeside } from "./declared-beside";
import { contextOf, openSessions, type Sessions } from "./open-session";
import { pageOf, type PageRequest } from "./list-page";
import { Resources } from "./resources";
import { fromWire, toWire, typeOf, type Struct } from "./wire";

type Json = Record<string, unknown>;

/** What the engine is told of a step, as messages of one resource. */
export type LogFor = (urn: string) => Log;

export interface Step {
  readonly urn: string;
  readonly signal: AbortSignal;
  readonly timeLimit?: TimeLimit;
}

/**
 * The plugin host without its wire: what each request of the engine means for the resources. Everything
 * that a resource does is in its definition; here is only what the dynamic host can't do.
 */
export class PluginProvider {
  private config: Config = {};
  private sessions: Sessions | undefined;
  private source: (key: string) => string | undefined = () => undefined;
  private resources = new Resources();

  private readonly beside: DeclaredBeside;

  /** `engine` is where the engine listens. */
  constructor(
    private readonly logFor: LogFor,
    engine: string | undefined,
    private readonly clock: Clock = systemClock,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.beside = new DeclaredBeside(engine);
  }

  /** The engine has no more questions, or none until it configures anew. */
  endRun(): void {
    this.beside.forget();
  }

  checkConfig(news: Struct | undefined): { inputs: Struct; failures: Failure[] } {
    const { values, secrets } = fromWire(news);
    const known = Object.entries(values).filter(([, value]) => !hasUnknown(value));
    const texts = Object.fromEntries(known.map(([key, value]) => [key, textOf(value)]));
    const failures = configFailures(texts, secrets);
    return { inputs: toWire(values, secrets), failures };
  }

  configure(args: Struct | undefined): void {
    const { values } = fromWire(args);
    this.source = (key) => (hasUnknown(values[key]) ? undefined : textOf(values[key]));
    this.config = readConfig(this.source, this.environment);
    this.sessions = undefined;
    this.beside.forget();
    // A process that is attached to serves one operation after the other: what one declares is not the next one's.
    this.resources = new Resources();
  }

  /** Plain `up` then refreshes the resource first. */
  refreshesBeforeUpdate(urn: string): boolean {
    return this.resource(urn).isSetting && this.config.refreshBeforeUpdate !== false;
  }

  check(urn: string, olds: Struct | undefined, news: Struct | undefined) {
    const { values, secrets } = fromWire(news);
    const prior = fromWire(olds).values;
    const resource = this.resource(urn);
    const { inputs, failures } = resource.check(
      this.clock,
      Object.keys(prior).length === 0 ? undefined : prior,
      values,
      secrets,
    );
    const subject = resource.subjectOf(inputs);
    if (subject !== undefined) failures.push(...this.secondSetting(urn, resource, subject));
    return { inputs: toWire(inputs, secrets), failures };
  }

  private secondSetting(urn: string, resource: Named, instanceId: string): Failure[] {
    const setting = noteOf(resource, instanceId);
    this.beside.note(setting, urn);
    const [other] = this.othersWith(setting, urn);
    if (other === undefined) return [];
    const reason = `"${instanceId}" has a ${typeOf(urn)} already, ${other}, and an instance has only one: remove that one or ${urn}.`;
    return [{ property: "instanceId", reason }];
  }

  diff(
    urn: string,
    olds: Struct | undefined,
    news: Struct | undefined,
    ignored: readonly string[],
  ) {
    const state = fromWire(olds).values;
    const inputs = fromWire(news).values;
    const resource = this.resource(urn);
    const { changed, replaces } = resource.diff(this.clock, state, inputs, ignored);
    if (replaces.length === 0) this.noteHeld(urn, state);
    if (replaces.length === 0) refuseOtherRegion(state, this.opened().regionOf(resource.token));
    const kinds = changed.map((property) => {
      const kind =
        state[property] === undefined
          ? "add"
          : inputs[property] === undefined
            ? "delete"
            : "update";
      // An unfinished resource changes by its outputs alone.
      const isInput = property in inputs || !(property in state);
      return { property, kind, isInput, replaces: replaces.includes(property) } as const;
    });
    return { changed: kinds, replaces };
  }

  async create(step: Step, properties: Struct | undefined, isPreview: boolean) {
    const { values, secrets } = fromWire(properties);
    const resource = this.resource(step.urn);
    if (isPreview)
      return { id: "", properties: await this.preview(step, values, undefined, secrets) };
    const ctx = this.context(step, values);
    const { id, state } = await this.kept(step.urn, secrets, () => resource.create(ctx, values));
    return { id, properties: toWire(state, secrets) };
  }

  async update(
    step: Step,
    id: string,
    olds: Struct | undefined,
    news: Struct | undefined,
    { ignored, isPreview }: { ignored: readonly string[]; isPreview: boolean },
  ) {
    const { values, secrets } = fromWire(news);
    const state = fromWire(olds).values;
    if (isPreview) return this.preview(step, values, state, secrets, ignored);
    const ctx = this.context(step, values);
    const resource = this.resource(step.urn);
    const updated = await this.kept(step.urn, secrets, async () => ({
      state: await resource.update(ctx, id, state, values, ignored),
    }));
    return toWire(updated.state, secrets);
  }

  private async preview(
    step: Step,
    inputs: Json,
    state: Json | undefined,
    secrets: ReadonlySet<string>,
    ignored: readonly string[] = [],
  ) {
    const resource = this.resource(step.urn);
    if (this.config.previewChecks === false) {
      return toWire(resource.previewWithoutLooking(inputs, state, ignored), secrets);
    }
    const ctx = this.context(step, inputs);
    return toWire(await resource.preview(ctx, inputs, state, ignored), secrets);
  }

  async read(step: Step, id: string, properties: Struct | undefined, inputs: Struct | undefined) {
    const state = fromWire(properties);
    const secrets = new Set([...state.secrets, ...fromWire(inputs).secrets]);
    const ctx = this.context(step, { instanceId: id.split(":")[0], ...state.values });
    const live = await this.resource(step.urn).read(ctx, id, state.values);
    const isImport = Object.keys(state.values).length === 0;
    if (live !== undefined && isImport) this.noteHeld(step.urn, live.state);
    if (live === undefined) {
      // The engine says only that it does not exist.
      if (isImport) {
        ctx.log.warn(
          `nothing was found by the id "${id}" in region ${ctx.api.region}: what another region or account has needs a provider for that one`,
        );
      }
      return undefined;
    }
    return {
      id: live.id,
      properties: toWire(live.state, secrets),
      inputs: toWire(live.inputs, secrets),
    };
  }

  async delete(step: Step, id: string, properties: Struct | undefined): Promise<void> {
    const { values } = fromWire(properties);
    const { urn } = step;
    const resource = this.resource(urn);
    const leaving = (what: string) => noteOf(resource, `goes ${what}`);
    const departures: Departures = {
      announce: (what) => this.beside.note(leaving(what), urn),
      isAnnounced: (what) => this.beside.by(leaving(what)).length > 0,
    };
    const isDeclaredBeside =
      this.beside.by(noteOf(resource, id)).length > 0 ||
      resource
        .heldBy(values)
        .some((what) => this.othersWith(noteOf(resource, what), urn).length > 0);
    const ctx = this.context(step, values);
    await resource.delete(ctx, id, values, { isDeclaredBeside, departures });
  }

  async invoke(token: string, args: Struct | undefined, signal: AbortSignal) {
    const definition = functions().find((definition) => `${PACKAGE}:${definition.token}` === token);
    if (definition === undefined) throw new Refused(`${token} is not a function of ${PACKAGE}.`);
    const { values, secrets } = fromWire(args);
    const inputs = checkedArguments(definition, values, secrets) as never;
    const { token: name } = definition;
    const ctx = this.contextNamed(name, name, { urn: "", signal });
    const answer = (await definition.answer(ctx, inputs)) as Json;
    const isSecret = definition.isSecret?.(inputs) !== undefined;
    return toWire(answer, isSecret ? Object.keys(answer) : []);
  }

  /** A page of what there is; "unknown" where the query is. */
  list(type: string, query: Struct | undefined, page: PageRequest, signal: AbortSignal) {
    const resource = this.resourceOf(type);
    const ctx = this.contextNamed(resource.token, `${resource.token} list`, { urn: "", signal });
    const { values } = fromWire(query);
    if (hasUnknown(values)) return "unknown";
    const found = resource.list(ctx, values);
    if (found === undefined) throw new Refused(`${type} can't be listed.`);
    return pageOf(found, page);
  }

  private othersWith(what: string, urn: string): string[] {
    return [...this.beside.here(what), ...this.beside.by(what)].filter((other) => other !== urn);
  }

  private noteHeld(urn: string, state: Json): void {
    const resource = this.resource(urn);
    for (const what of resource.heldBy(state)) this.beside.note(noteOf(resource, what), urn);
  }

  /** What a step or its failure keeps in state is held, and as secret as what it came from. */
  private async kept<T extends { readonly state: Json }>(
    urn: string,
    secrets: ReadonlySet<string>,
    step: () => Promise<T>,
  ): Promise<T> {
    try {
      const done = await step();
      this.noteHeld(urn, done.state);
      return done;
    } catch (error) {
      if (error instanceof PartialCreate) {
        this.noteHeld(urn, error.properties);
        Object.assign(error, { wire: toWire(error.properties, secrets) });
      }
      throw error;
    }
  }

  private resource(urn: string) {
    return this.resourceOf(typeOf(urn));
  }

  private resourceOf(type: string) {
    const prefix = `${PACKAGE}:`;
    const isOurs = type.startsWith(prefix);
    const resource = isOurs ? this.resources.of(type.slice(prefix.length)) : undefined;
    if (resource !== undefined) return resource;
    const all = resourceTokens.map((token) => prefix + token).join(", ");
    const reason = `"${type}" is not a resource of ${PACKAGE}: ${all}.`;
    throw new InvalidInputs([{ property: "type", reason }]);
  }

  private context(step: Step, properties: Json) {
    const { instanceId } = properties;
    const name = typeof instanceId === "string" ? instanceId : typeOf(step.urn);
    return this.contextNamed(this.resource(step.urn).token, name, step);
  }

  private contextNamed(token: string, name: string, { urn, signal, timeLimit }: Step) {
    const { clock, environment } = this;
    const surroundings = { clock, environment, log: this.logFor(urn) };
    return contextOf(surroundings, this.opened(), { token, name, signal, timeLimit });
  }

  private opened(): Sessions {
    const { clock, environment } = this;
    this.sessions ??= openSessions({ clock, environment }, this.source);
    return this.sessions;
  }
}

interface Named {
  readonly token: string;
}

function noteOf({ token }: Named, what: string): string {
  return `${token} ${what}`;
}

/** Non-string configuration comes as JSON text from some hosts, and as a value from others. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
