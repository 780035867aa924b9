import * as pulumi from "@pulumi/pulumi";
import type { ConfigSource } from "../config";
import { systemClock } from "../core/clock";
import { messageOf } from "../core/errors";
import { openSessions, type Sessions, type Surroundings } from "./open-session";
import { Questions } from "./questions";

type Json = Record<string, unknown>;

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

export function askPlainly(token: string, args: Json, config: ConfigSource) {
  return withoutStack(() => questions(config).askPlainly(token, args));
}

export function ask(token: string, args: Json, config: ConfigSource) {
  return withoutStack(() => questions(config).ask(token, args));
}

function questions(config: ConfigSource): Questions {
  return new Questions(surroundings, () => sessionsOf(config));
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

function sessionsOf(config: ConfigSource): Sessions {
  const deployment = pulumi.runtime.getStackResource() ?? sessions;
  const opened = sessions.get(deployment) ?? openSessions(surroundings, config);
  sessions.set(deployment, opened);
  return opened;
}
