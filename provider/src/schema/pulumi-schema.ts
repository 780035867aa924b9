/** The part of Pulumi's package schema that this package has use for. */
export interface PackageSpec {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly homepage?: string;
  readonly license: string;
  readonly repository?: string;
  readonly publisher: string;
  readonly language: Record<string, object>;
  readonly config: { readonly variables: Record<string, PropertySpec> };
  readonly types: Record<string, ComplexTypeSpec>;
  readonly provider: ResourceSpec;
  readonly resources: Record<string, ResourceSpec>;
  readonly functions: Record<string, FunctionSpec>;
}

export interface TypeSpec {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
}

export interface PropertySpec extends TypeSpec {
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly defaultInfo?: { readonly environment: readonly string[] };
  readonly secret?: true;
  readonly replaceOnChanges?: true;
  readonly willReplaceOnChanges?: true;
}

export interface ObjectSpec {
  readonly type: "object";
  readonly properties: Record<string, PropertySpec>;
  readonly required: readonly string[];
}

export interface EnumSpec {
  readonly description: string;
  readonly type: "string";
  readonly enum: readonly { readonly value: string }[];
}

export type ComplexTypeSpec = ObjectSpec | EnumSpec;

export interface ResourceSpec {
  readonly description: string;
  readonly properties: Record<string, PropertySpec>;
  readonly required: readonly string[];
  readonly inputProperties: Record<string, PropertySpec>;
  readonly requiredInputs: readonly string[];
  readonly aliases?: readonly { readonly type: string }[];
  readonly listInputs?: ObjectSpec;
}

export interface FunctionSpec {
  readonly description: string;
  readonly inputs: ObjectSpec;
  readonly outputs: ObjectSpec;
}
