import { InternalError, isProviderError, PartialCreate } from "../core/errors";
import { refuseOtherRegion } from "../core/origin";
import { PACKAGE } from "../package";
import { contextOf, openSessions, type Sessions, type Surroundings } from "./open-session";
import { Resources } from "./resources";

type Json = Record<string, unknown>;

/** The stack's configuration as the dynamic host hands it over: whole, as text, secrets in the clear. */
export interface StackConfig {
  get(key: string): string | undefined;
}

/**
 * Serves resources to the engine's dynamic provider host. That host doesn't wait for `configure` before
 * it sends the next request, and passes neither preview, time-outs nor cancellation on.
 */
export class DynamicHost {
  private stackConfig: StackConfig | undefined;
  private sessions: Sessions | undefined;
  private readonly resources = new Resources();

  constructor(private readonly surroundings: Surroundings) {}

  /** Called once per stub text with the configuration of the same stack; must not wait for anything. */
  configure(config: StackConfig): void {
    this.stackConfig = config;
  }

  check(token: string, olds: Json, news: Json) {
    return quietly(async () =>
      this.resource(token).check(this.surroundings.clock, plain(olds), plain(news)),
    );
  }

  diff(token: string, _id: string, olds: Json, news: Json) {
    return quietly(async () => {
      const diff = this.resource(token).diff(this.surroundings.clock, plain(olds), plain(news));
      if (diff.replaces.length === 0) refuseOtherRegion(olds, this.opened().regionOf(token));
      return {
        changes: diff.changed.length > 0,
        replaces: [...diff.replaces],
        deleteBeforeReplace: false,
      };
    });
  }

  create(token: string, inputs: Json) {
    return quietly(async () => {
      const ctx = this.context(token, inputs);
      const created = this.resource(token).create(ctx, plain(inputs));
      const { id, state } = await keepingText(inputs, created);
      return { id, outs: state };
    });
  }

  read(token: string, id: string, props: Json) {
    return quietly(async () => {
      const live = await this.resource(token).read(this.context(token, props), id, plain(props));
      return live === undefined ? {} : { id: live.id, props: live.state, inputs: live.inputs };
    });
  }

  update(token: string, id: string, olds: Json, news: Json) {
    return quietly(async () => {
      const ctx = this.context(token, news);
      const updated = this.resource(token).update(ctx, id, plain(olds), plain(news));
      return { outs: await keepingText(news, updated) };
    });
  }

  remove(token: string, id: string, props: Json) {
    return quietly(() => this.resource(token).delete(this.context(token, props), id, plain(props)));
  }

  private resource(token: string) {
    const resource = this.resources.of(token);
    if (resource === undefined) throw new Error(`${token} is not a resource of ${PACKAGE}`);
    return resource;
  }

  private opened(): Sessions {
    this.sessions ??= openSessions(this.surroundings, (key) =>
      this.stackConfig?.get(`${PACKAGE}:${key}`),
    );
    return this.sessions;
  }

  private context(token: string, properties: Json) {
    const name = `${token.split(":")[1]} ${String(properties["instanceId"])}`;
    const { signal } = new AbortController();
    return contextOf(this.surroundings, this.opened(), { token, name, signal });
  }
}

/** Without `__provider`, the text of the stub, which the dynamic host adds. */
function plain(properties: Json): Json {
  const { __provider: _text, ...rest } = properties;
  return rest;
}

/**
 * The dynamic host adds the text to a result, but not to what a failure keeps: without it no later step
 * could be run for the resource, not even its deletion.
 */
async function keepingText<T>({ __provider }: Json, step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (!(error instanceof PartialCreate)) throw error;
    throw new PartialCreate(error.id, { ...error.properties, __provider }, error.reasons);
  }
}

/** The dynamic host prints `${error}: ${error.stack}` for some steps; a stack is of no use to a user. */
async function quietly<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const shown = isProviderError(error) ? error : new InternalError(error);
    shown.toString = () => PACKAGE;
    shown.stack = shown.message;
    throw shown;
  }
}
