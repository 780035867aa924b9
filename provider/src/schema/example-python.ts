import type { Sample } from "./example-text";
import type { ExampleValue } from "./examples";

export function pythonExample({ module, member, kind, name, args }: Sample): string {
  const lines = Object.entries(args).map(
    ([key, value]) => `    ${snakeCase(key)}=${literal(value)},\n`,
  );
  const call = `redis_backup.${module}.${kind === "resource" ? member : `${snakeCase(member)}_output`}`;
  const statement =
    kind === "resource"
      ? `${name} = ${call}("${name}",\n${lines.join("")})\n`
      : `${name} = ${call}(\n${lines.join("")})\npulumi.export("${name}", ${name})\n`;
  const imports = kind === "resource" ? "" : "import pulumi\n";
  return `${imports}import pulumi_redis_backup as redis_backup\n\n${statement}`;
}

function literal(value: ExampleValue): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value);
}

/** As Pulumi's own generator does it. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`);
}
