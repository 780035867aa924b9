import * as pulumi from "@pulumi/pulumi";
import type { ConfigSource } from "../config";
import { systemClock } from "../core/clock";
import { InvalidInputs, messageOf } from "../core/errors";
import { checkedArguments } from "../core/function";
import { functions, PACKAGE } from "../package";
import { contextOf, openSessions, type Sessions, type Surroundings } from "./open-session";

type Json = Record<string, unknown>;

/** Functions of the dynamic host run in the program's own process. */
const surroundings: Surroundings = {
  clock: systemClock,
  environment: process.env,
  log: {
    progress: (text) => void pulumi.log.info(text, undefined, undefined, true),
    info: (text) => void pulumi.log.info(text),
    warn: (text) => void pulumi.log.warn(text),
  },
};

/** One per deployment: a process of the Automation API can run several, with other configurations. */
const sessions = new WeakMap<object, Sessions>();

/** The Promise form can't mark its result as secret, and so refuses where it would have to. */
export async function askPlainly(
  token: string,
  args: Json,
  config: ConfigSource,
): Promise<unknown> {
  return withoutStack(async () => {
    const { definition, inputs } = questionOf(token, args);
    const secret = definition.isSecret?.(inputs);
    if (secret !== undefined) throw new InvalidInputs([secret]);
    return (await answer(token, args, config)).result;
  });
}

export async function ask(token: string, args: Json, config: ConfigSource) {
  return withoutStack(() => answer(token, args, config));
}

async function answer(token: string, args: Json, config: ConfigSource) {
  const { definition, inputs } = questionOf(token, args);
  const { signal } = new AbortController();
  const ctx = contextOf(surroundings, sessionsOf(config), { token, name: token, signal });
  const found = await definition.answer(ctx, inputs);
  // Absent values are left out, at any depth.
  const result: unknown = JSON.parse(JSON.stringify(found));
  return { result, isSecret: definition.isSecret?.(inputs) !== undefined };
}

/**
 * A stack is of no use to a user. Of a `RunError` the engine shows the message alone, but not where
 * nobody waits for the answer: there it shows the stack of whatever was thrown.
 */
async function withoutStack<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const shown = new pulumi.RunError(messageOf(error));
    shown.stack = shown.message;
    throw shown;
  }
}

function questionOf(token: string, args: Json) {
  const definition = functions().find((definition) => definition.token === token);
  if (definition === undefined) throw new Error(`${token} is not a function of ${PACKAGE}`);
  return { definition, inputs: checkedArguments(definition, args) as never };
}

function sessionsOf(config: ConfigSource): Sessions {
  const deployment = pulumi.runtime.getStackResource() ?? sessions;
  const opened = sessions.get(deployment) ?? openSessions(surroundings, config);
  sessions.set(deployment, opened);
  return opened;
}
