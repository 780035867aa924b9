import { InvalidInputs } from "../core/errors";
import { checkedArguments } from "../core/function";
import { functions, PACKAGE } from "../package";
import { contextOf, type Sessions, type Surroundings } from "./open-session";

type Json = Record<string, unknown>;

/** Functions of the dynamic host, which are asked in the program's own process. */
export class Questions {
  constructor(
    private readonly surroundings: Surroundings,
    private readonly sessions: () => Sessions,
  ) {}

  async ask(token: string, args: Json): Promise<{ result: Json; isSecret: boolean }> {
    const { definition, inputs } = questionOf(token, args);
    const { signal } = new AbortController();
    const ctx = contextOf(this.surroundings, this.sessions(), { token, name: token, signal });
    const found = await definition.answer(ctx, inputs);
    // Absent values are left out, at any depth.
    const result = JSON.parse(JSON.stringify(found)) as Json;
    return { result, isSecret: definition.isSecret?.(inputs) !== undefined };
  }

  /** The Promise form can't mark its result as secret, and so refuses where it would have to. */
  async askPlainly(token: string, args: Json): Promise<Json> {
    const { definition, inputs } = questionOf(token, args);
    const secret = definition.isSecret?.(inputs);
    if (secret !== undefined) throw new InvalidInputs([secret]);
    return (await this.ask(token, args)).result;
  }
}

function questionOf(token: string, args: Json) {
  const definition = functions().find((definition) => definition.token === token);
  if (definition === undefined) throw new Error(`${token} is not a function of ${PACKAGE}`);
  return { definition, inputs: checkedArguments(definition, args) as never };
}
