import type { Shape } from "../core/check";
import { PACKAGE } from "../package";
import { exampleText, importText } from "./example-text";
import { objectOf, propertiesOf } from "./properties";
import type { ResourceSpec } from "./pulumi-schema";
import type { TypeTable } from "./type-table";

/** The part of a definition that a schema speaks of. */
export interface Described {
  readonly token: string;
  readonly description: string;
  readonly inputs: Shape;
  readonly outputs: Shape;
  readonly listInputs?: Shape;
}

export function resourceSchema(types: TypeTable, definition: Described): ResourceSpec {
  const { token, description, inputs, outputs, listInputs } = definition;
  const twice = Object.keys(inputs).filter((property) => property in outputs);
  if (twice.length > 0) throw new Error(`${token}: ${twice.join(", ")} is an input and an output`);

  const declared = propertiesOf(types, token, inputs);
  const known = propertiesOf(types, token, { ...inputs, ...outputs }, "output");
  return {
    description: description + exampleText(token, declared) + importText(token),
    // A property reads the same whether it's given or read back.
    properties: { ...known.properties, ...withoutDefaults(declared.properties) },
    required: known.required,
    inputProperties: declared.properties,
    requiredInputs: declared.required,
    aliases: [{ type: dynamicType(token) }],
    ...(listInputs === undefined ? {} : { listInputs: objectOf(types, token, listInputs) }),
  };
}

function withoutDefaults(properties: ResourceSpec["properties"]): ResourceSpec["properties"] {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { default: _, ...property }]) => [name, property]),
  );
}

/** What the dynamic host calls the resource: a stack moves to the plugin with its state as it is. */
function dynamicType(token: string): string {
  const [module, name] = token.split(":");
  return `pulumi-nodejs:dynamic/${PACKAGE}/${module}:${name}`;
}
