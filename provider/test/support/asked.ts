import type { Shape } from "../../src/core/check";
import { checkedArguments, type FunctionDefinition } from "../../src/core/function";
import type { Context, OutputsOf } from "../../src/core/resource";
import { contextOf, openSessions, type Surroundings } from "../../src/hosts/open-session";
import type { Cloud } from "./cloud";

/** Asks a function of the package, as a program would. */
export async function asked<C extends Context, In extends Shape, Out extends Shape>(
  cloud: Cloud,
  definition: FunctionDefinition<C, In, Out>,
  args: Record<string, unknown>,
): Promise<OutputsOf<Out>> {
  const nothing = () => undefined;
  const surroundings: Surroundings = {
    clock: cloud.clock,
    environment: cloud.emulator.environment,
    log: { progress: nothing, info: nothing, warn: nothing },
  };
  const sessions = openSessions(surroundings, () => undefined);
  const { token } = definition;
  const { signal } = new AbortController();
  const ctx = contextOf(surroundings, sessions, { token, name: token, signal });
  return definition.answer(ctx as never, checkedArguments(definition, args));
}
