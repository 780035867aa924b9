import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Shape } from "../core/check";
import type { FunctionDefinition } from "../core/function";
import type { Context, InputsOf, OutputsOf, ResourceDefinition } from "../core/resource";
import { PACKAGE } from "../package";
import type * as ProgramRuntimeModule from "./program-runtime";

type ProgramRuntime = typeof ProgramRuntimeModule;

/** What a caller gives; fields with a default may be left out. */
type Plain<In extends Shape> = z.input<z.ZodObject<In>>;

/** A value, or parts of it, may come from another resource. */
type Deep<T> = T extends readonly (infer Item)[]
  ? pulumi.Input<Item>[]
  : T extends Record<string, unknown>
    ? { [K in keyof T]: pulumi.Input<T[K]> }
    : T;

export type ArgsOf<In extends Shape> = {
  readonly [K in keyof Plain<In>]: pulumi.Input<Deep<Plain<In>[K]>>;
};

export type ResourceOf<In extends Shape, Out extends Shape> = pulumi.CustomResource & {
  readonly [K in keyof (InputsOf<In> & OutputsOf<Out>)]-?: pulumi.Output<
    (InputsOf<In> & OutputsOf<Out>)[K]
  >;
};

/**
 * The provider that the engine's dynamic host runs, as text: it goes into state, so it names the runtime
 * and the token and nothing else. The code is looked up where the program runs, and an upgrade is used
 * at once. `pulumi.dynamic.Resource` would make such a text by serialising closures, which is twenty
 * times as long and costs half a second of every run.
 */
function providerText(token: string): string {
  return `exports.handler = () => require("pulumi-redis-backup/dynamic-runtime").provider(${JSON.stringify(token)});\n`;
}

/** The class that a TypeScript program uses. */
export function dynamicResource<C extends Context, In extends Shape, Out extends Shape>(
  definition: ResourceDefinition<C, In, Out>,
): new (
  name: string,
  args: ArgsOf<In>,
  options?: pulumi.CustomResourceOptions,
) => ResourceOf<In, Out> {
  const { token, kind, inputs, outputs } = definition;
  const [module, type] = token.split(":") as [string, string];
  const __provider = providerText(token);
  const undetermined = Object.fromEntries(
    [...Object.keys(inputs), ...Object.keys(outputs)].map((property) => [property, undefined]),
  );
  const Class = class extends pulumi.CustomResource {
    constructor(name: string, args: ArgsOf<In>, options?: pulumi.CustomResourceOptions) {
      if (kind === "setting") {
        const { instanceId } = args as { instanceId?: pulumi.Input<string> };
        if (pulumi.Output.isInstance(instanceId)) {
          instanceId.apply((id) => refuseSecond(token, name, id));
        } else {
          refuseSecond(token, name, instanceId);
        }
      }
      super(
        `pulumi-nodejs:dynamic/${PACKAGE}/${module}:${type}`,
        name,
        { ...undetermined, ...args, __provider },
        options,
      );
    }
  };
  Object.defineProperty(Class, "name", { value: type });
  return Class as never;
}

/** The instances that have a resource of a kind, per deployment: one process can run several. */
const declared = new WeakMap<object, Map<string, string>>();

function refuseSecond(token: string, name: string, instanceId: unknown): void {
  const deployment = pulumi.runtime.getStackResource();
  if (deployment === undefined || typeof instanceId !== "string") return;
  const names = declared.get(deployment) ?? new Map<string, string>();
  declared.set(deployment, names);
  const first = names.get(`${token}:${instanceId}`);
  if (first !== undefined) {
    // Shown without a stack trace.
    throw new pulumi.RunError(
      `"${first}" and "${name}" are both a ${token} of instance ${instanceId}, which has only one. Remove one of them.`,
    );
  }
  names.set(`${token}:${instanceId}`, name);
}

/** `getBackups(args)`: asks at once. */
export function plainFunction<C extends Context, In extends Shape, Out extends Shape>(
  definition: FunctionDefinition<C, In, Out>,
): (args: Plain<In>) => Promise<OutputsOf<Out>> {
  return async (args) => runtime().askPlainly(definition.token, args, stackConfig()) as never;
}

/** `getBackupsOutput(args)`: asks when its arguments are known; secret where the answer is. */
export function outputFunction<C extends Context, In extends Shape, Out extends Shape>(
  definition: FunctionDefinition<C, In, Out>,
): (args: ArgsOf<In>) => pulumi.Output<OutputsOf<Out>> {
  return (args) => {
    const answer = pulumi.output(args as Record<string, unknown>).apply(async (known) => {
      const { result, isSecret } = await runtime().ask(definition.token, known, stackConfig());
      return isSecret ? pulumi.secret(result) : result;
    });
    return answer as never;
  };
}

/** Loaded at the first question, so that a program that asks none doesn't pay for it. */
function runtime(): ProgramRuntime {
  return require("./program-runtime") as ProgramRuntime;
}

function stackConfig(): (key: string) => string | undefined {
  const config = new pulumi.Config(PACKAGE);
  return (key) => config.get(key);
}
