import type { z } from "zod";
import { checkFields, type Shape } from "./check";
import { InvalidInputs } from "./errors";
import type { Context, InputsOf, OutputsOf } from "./resource";

/** A question to the cloud that changes nothing; what other languages call a data source. */
export interface FunctionDefinition<
  C extends Context = Context,
  In extends Shape = Shape,
  Out extends Shape = Shape,
> {
  /** Module and name, such as `tair:getBackups`. */
  readonly token: string;
  readonly description: string;
  readonly inputs: In;
  readonly outputs: Out;
  /** Says that the answer to these inputs holds secrets: the Promise form then refuses them. */
  readonly isSecret?: (inputs: InputsOf<In>) => { property: string; reason: string } | undefined;
  readonly answer: (ctx: C, inputs: InputsOf<In>) => Promise<OutputsOf<Out>>;
}

export function defineFunction<C extends Context>() {
  return <In extends Shape, Out extends Shape>(
    definition: FunctionDefinition<C, In, Out>,
  ): FunctionDefinition<C, In, Out> => definition;
}

/** The arguments with defaults, or an error that names each bad one, and shows it unless it is a secret. */
export function checkedArguments<In extends Shape>(
  definition: { readonly inputs: In },
  args: Record<string, unknown>,
  secrets?: ReadonlySet<string>,
): z.infer<z.ZodObject<In>> {
  const { inputs, failures } = checkFields(definition.inputs, args, { secrets });
  if (failures.length > 0) throw new InvalidInputs(failures);
  return inputs as z.infer<z.ZodObject<In>>;
}
