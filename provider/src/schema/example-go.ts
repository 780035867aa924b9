import type { Sample } from "./example-text";
import { examples, type ExampleValue } from "./examples";
import { GO_MODULE } from "./languages";
import type { TypeSpec } from "./pulumi-schema";
import { pascalCase } from "./type-table";

export function goExample(sample: Sample): string {
  const { module, kind, name, args, properties } = sample;
  const width = Math.max(...Object.keys(args).map((key) => key.length));
  const lines = Object.entries(args).map(([key, value]) => {
    const pad = " ".repeat(width - key.length);
    return `\t\t\t${pascalCase(key)}: ${pad}${literal(properties[key] ?? {}, value)},\n`;
  });
  const type = typeName(sample);
  const statements =
    kind === "resource"
      ? `\t\t_, err := ${module}.New${type}(ctx, "${name}", &${module}.${type}Args{\n${lines.join("")}\t\t})\n\t\treturn err\n`
      : `\t\t${name} := ${module}.${type}Output(ctx, ${module}.${type}OutputArgs{\n${lines.join("")}\t\t})\n\t\tctx.Export("${name}", ${name})\n\t\treturn nil\n`;
  return [
    `package main\n\nimport (\n\t"${GO_MODULE}/redisbackup/${module}"\n\n`,
    `\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"\n)\n\n`,
    `func main() {\n\tpulumi.Run(func(ctx *pulumi.Context) error {\n${statements}\t})\n}\n`,
  ].join("");
}

/** Pulumi's Go SDKs have `LookupX` where there is a resource `X` beside `getX`. */
function typeName({ module, member }: Sample): string {
  const resource = member.replace(/^get/, "");
  const isLookup = resource !== member && `${module}:${resource}` in examples;
  return isLookup ? `Lookup${resource}` : pascalCase(member);
}

function literal(type: TypeSpec, value: ExampleValue): string {
  if (Array.isArray(value)) {
    const items = value.map((item: string) => literal(type.items ?? {}, item));
    return `${type.items?.$ref === undefined ? "pulumi.String" : enumOf(type.items.$ref)}Array{${items.join(", ")}}`;
  }
  if (type.$ref !== undefined) return enumOf(type.$ref) + pascalCase(String(value));
  if (typeof value !== "object") {
    const wrapper = { string: "String", boolean: "Bool", integer: "Int", number: "Float64" };
    return `pulumi.${wrapper[type.type as keyof typeof wrapper]}(${JSON.stringify(value)})`;
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `"${key}": pulumi.String(${JSON.stringify(item)})`,
  );
  const isText = type.additionalProperties?.type === "string";
  return `pulumi.${isText ? "StringMap" : "Map"}{${entries.join(", ")}}`;
}

/** `#/types/redis-backup:tair:Weekday` → `tair.Weekday`. */
function enumOf(reference: string): string {
  const [, module, name] = reference.split(":");
  return `${module}.${name}`;
}
