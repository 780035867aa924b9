import type { Shape } from "../../src/core/check";
import type { FunctionDefinition } from "../../src/core/function";
import { Resource, type Context, type OutputsOf } from "../../src/core/resource";
import { contextOf, openSessions, type Surroundings } from "../../src/hosts/open-session";
import { survey, type SurveyOptions } from "../../src/hosts/survey";
import { resourceOf } from "../../src/package";
import type { Cloud } from "./cloud";

/** Asks a function of the package by the cloud's host, as a program would. */
export async function asked<C extends Context, In extends Shape, Out extends Shape>(
  cloud: Cloud,
  { token }: FunctionDefinition<C, In, Out>,
  args: Record<string, unknown>,
): Promise<OutputsOf<Out>> {
  return (await cloud.host.ask(token, args)).result as OutputsOf<Out>;
}

/** What there is of a kind of resource, as `redis-backup adopt` lists it. */
export async function listed(cloud: Cloud, token: string): Promise<{ id: string; name: string }[]> {
  const definition = resourceOf(token);
  if (definition === undefined) throw new Error(`${token} is no resource`);
  const found = [];
  const list = new Resource(definition).list(contextFor(cloud, token), {});
  for await (const item of list ?? []) found.push(item);
  return found;
}

function contextFor(cloud: Cloud, token: string) {
  const nothing = () => undefined;
  const surroundings: Surroundings = {
    clock: cloud.clock,
    environment: cloud.emulator.environment,
    log: { progress: nothing, info: nothing, warn: nothing },
  };
  const sessions = openSessions(surroundings, () => undefined);
  const { signal } = new AbortController();
  return contextOf(surroundings, sessions, { token, name: token, signal });
}

/** What `redis-backup report` sees; an error where any of it can't be read. */
export async function surveyed(
  cloud: Cloud,
  options: Pick<SurveyOptions, "cloud" | "isWholeAccount" | "instanceIds">,
): Promise<void> {
  const { clock, emulator } = cloud;
  const { environment } = emulator;
  const nothing = () => undefined;
  const log = { progress: nothing, info: nothing, warn: nothing };
  const { instances, listFailure } = await survey({ ...options, clock, environment, log });
  const failure = instances.find((one) => !one.ok);
  if (failure?.ok === false) throw new Error(failure.message);
  if (listFailure !== undefined) throw new Error(listFailure);
  if (instances.length === 0) throw new Error("nothing was seen");
}
