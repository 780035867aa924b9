import { z } from "zod";
import type { Shape } from "../core/check";
import { metadataOf, type FieldMetadata } from "../core/field";
import type { ObjectSpec, PropertySpec } from "./pulumi-schema";
import type { Side, TypeTable } from "./type-table";

/** The properties of a definition, as the schema has them. */
export interface Properties {
  readonly properties: Record<string, PropertySpec>;
  readonly required: readonly string[];
}

/** `owner` is the token of the resource or function that has the properties. */
export function propertiesOf(
  types: TypeTable,
  owner: string,
  shape: Shape,
  side: Side = "input",
): Properties {
  const entries = Object.entries(shape);
  return {
    properties: Object.fromEntries(
      entries.map(([property, schema]) => [
        property,
        propertyOf(types, owner, property, schema, side),
      ]),
    ),
    required: entries
      .filter(([, schema]) => !acceptsAbsence(schema, side))
      .map(([property]) => property)
      .sort(),
  };
}

export function objectOf(
  types: TypeTable,
  owner: string,
  shape: Shape,
  side: Side = "input",
): ObjectSpec {
  return { type: "object", ...propertiesOf(types, owner, shape, side) };
}

function propertyOf(
  types: TypeTable,
  owner: string,
  property: string,
  schema: z.ZodType,
  side: Side,
): PropertySpec {
  const metadata = describedBy(schema, `${owner}.${property}`);
  const value = side === "input" ? defaultOf(schema) : undefined;
  return {
    ...types.typeOf(schema, side, owner, property),
    description: side === "input" ? inputText(schema, metadata) : metadata.description,
    ...(value === undefined ? {} : { default: value }),
    ...(metadata.secret === true ? { secret: true } : {}),
    ...(metadata.replaceOnChanges === true
      ? { replaceOnChanges: true, willReplaceOnChanges: true }
      : {}),
  };
}

function describedBy(schema: z.ZodType, name: string): FieldMetadata {
  try {
    const metadata = metadataOf(schema);
    if (metadata.description.trim() !== "") return metadata;
  } catch {
    // Said below, by name.
  }
  throw new Error(`${name} has no description: declare it with field()`);
}

export const REPLACES = "A change makes a new resource.";

/** What is allowed and what is taken otherwise are said in the text: not every language shows them. */
function inputText(schema: z.ZodType, metadata: FieldMetadata): string {
  const { description, expected, replaceOnChanges } = metadata;
  const value = defaultOf(schema);
  const isObvious = expected === undefined || expected === "true or false";
  return [
    description,
    ...(isObvious ? [] : [`Must be ${expected}.`]),
    ...(replaceOnChanges === true ? [REPLACES] : []),
    ...(value === undefined ? [] : [`Default: \`${value}\`.`]),
  ].join(" ");
}

function defaultOf(schema: z.ZodType): PropertySpec["default"] {
  return schema instanceof z.ZodDefault
    ? (schema.def.defaultValue as PropertySpec["default"])
    : undefined;
}

/** A default fills in what is absent, so that it's there afterwards. */
function acceptsAbsence(schema: z.ZodType, side: Side): boolean {
  const parsed = schema.safeParse(undefined);
  return parsed.success && (side === "input" || parsed.data === undefined);
}
