import { z } from "zod";
import { settings } from "../config";
import type { PropertySpec, ResourceSpec } from "./pulumi-schema";
import type { TypeTable } from "./type-table";

interface Setting {
  readonly schema: z.ZodType;
  readonly environment?: string;
  readonly secret?: true;
  readonly expected: string;
  readonly description: string;
}

/** What `pulumi config set redis-backup:<key>` takes. */
export function configVariables(types: TypeTable): Record<string, PropertySpec> {
  return mapSettings((key, setting) => ({
    ...propertyOf(types, key, setting),
    ...(setting.environment === undefined
      ? {}
      : { defaultInfo: { environment: [setting.environment] } }),
  }));
}

/**
 * The same keys for an explicit provider. Without `defaultInfo`: an SDK would copy the environment of
 * one machine, keys included, into the inputs of the provider and so into state.
 */
export function providerSchema(types: TypeTable): ResourceSpec {
  const properties = mapSettings((key, setting) => propertyOf(types, key, setting));
  return {
    description:
      "One account and region of Alibaba Cloud, of Tencent Cloud, or of each. A program that needs one only does without: the stack's configuration and the environment are enough.",
    properties,
    required: [],
    inputProperties: properties,
    requiredInputs: [],
  };
}

function propertyOf(types: TypeTable, key: string, setting: Setting): PropertySpec {
  const { schema, description, expected, environment, secret } = setting;
  return {
    ...types.typeOf(schema, "input", "index:", key),
    description: [
      description,
      ...(isObvious(schema) ? [] : [`Must be ${expected}.`]),
      ...(environment === undefined ? [] : [`Environment: \`${environment}\`.`]),
    ].join(" "),
    ...(secret === true ? { secret } : {}),
  };
}

/** Any text will do, or `true` and `false`. */
function isObvious(schema: z.ZodType): boolean {
  const isFreeText = schema instanceof z.ZodString && schema.format === null;
  return isFreeText || schema instanceof z.ZodBoolean;
}

function mapSettings(
  property: (key: string, setting: Setting) => PropertySpec,
): Record<string, PropertySpec> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [key, property(key, setting)]),
  );
}
