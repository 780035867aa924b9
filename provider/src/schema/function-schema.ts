import { exampleText } from "./example-text";
import { objectOf, REPLACES } from "./properties";
import type { FunctionSpec, ObjectSpec } from "./pulumi-schema";
import type { Described } from "./resource-schema";
import type { TypeTable } from "./type-table";

export function functionSchema(types: TypeTable, definition: Described): FunctionSpec {
  const { token, description } = definition;
  const inputs = asQuestion(objectOf(types, token, definition.inputs));
  return {
    description: description + exampleText(token, inputs),
    inputs,
    outputs: objectOf(types, token, definition.outputs, "output"),
  };
}

/**
 * A question makes nothing that could be replaced. Its defaults are in the text alone: the provider fills
 * them in, and the Go SDK loses every argument of a function with defaults once one is an output.
 */
function asQuestion(object: ObjectSpec): ObjectSpec {
  const entries = Object.entries(object.properties).map(([name, property]) => {
    const { replaceOnChanges: _, willReplaceOnChanges: __, default: _default, ...rest } = property;
    return [name, { ...rest, description: rest.description.replace(` ${REPLACES}`, "") }];
  });
  return { ...object, properties: Object.fromEntries(entries) };
}
