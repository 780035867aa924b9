import type { Sample } from "./example-text";
import type { ExampleValue } from "./examples";
import type { TypeSpec } from "./pulumi-schema";

export function pythonExample(sample: Sample): string {
  const { module, member, kind, name, args, properties } = sample;
  const lines = Object.entries(args).map(
    ([key, value]) => `    ${snakeCase(key)}=${literal(properties[key] ?? {}, value)},\n`,
  );
  const call = `redis_backup.${module}.${kind === "resource" ? member : `${snakeCase(member)}_output`}`;
  const statement =
    kind === "resource"
      ? `${name} = ${call}("${name}",\n${lines.join("")})\n`
      : `${name} = ${call}(\n${lines.join("")})\npulumi.export("${name}", ${name})\n`;
  const imports = kind === "resource" ? "" : "import pulumi\n";
  return `${imports}import pulumi_redis_backup as redis_backup\n\n${statement}`;
}

/** A string would do for an enum as well, though not for the checkers of types. */
function literal(type: TypeSpec, value: ExampleValue): string {
  if (Array.isArray(value)) {
    return `[${value.map((item: string) => literal(type.items ?? {}, item)).join(", ")}]`;
  }
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string" && type.$ref !== undefined) {
    const [, module, name] = type.$ref.split(":");
    return `redis_backup.${module}.${name}.${snakeCase(value).replace(/^_/, "").toUpperCase()}`;
  }
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`,
  );
  return `{${entries.join(", ")}}`;
}

/** As Pulumi's own generator does it. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);
}
