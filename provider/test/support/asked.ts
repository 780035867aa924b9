import type { Shape } from "../../src/core/check";
import { checkedArguments, type FunctionDefinition } from "../../src/core/function";
import type { OutputsOf } from "../../src/core/resource";
import { contextOf, openSession, type Surroundings } from "../../src/hosts/open-session";
import type { TairContext } from "../../src/tair/session";
import type { Cloud } from "./cloud";

/** Asks a function of the package, as a program would. */
export async function asked<In extends Shape, Out extends Shape>(
  cloud: Cloud,
  definition: FunctionDefinition<TairContext, In, Out>,
  args: Record<string, unknown>,
): Promise<OutputsOf<Out>> {
  const nothing = () => undefined;
  const surroundings: Surroundings = {
    clock: cloud.clock,
    environment: cloud.emulator.environment,
    log: { progress: nothing, info: nothing, warn: nothing },
  };
  const session = openSession(surroundings, () => undefined);
  const ctx = contextOf(surroundings, session, definition.token, new AbortController().signal);
  return definition.answer(ctx, checkedArguments(definition, args));
}
