import type { Sample } from "./example-text";

export function yamlExample({ module, member, kind, name, args }: Sample): string {
  const lines = (indent: string) =>
    Object.entries(args)
      .map(([key, value]) => `${indent}${key}: ${JSON.stringify(value)}\n`)
      .join("");
  const type = `redis-backup:${module}:${member}`;
  return kind === "resource"
    ? `resources:\n  ${name}:\n    type: ${type}\n    properties:\n${lines("      ")}`
    : `variables:\n  ${name}:\n    fn::invoke:\n      function: ${type}\n      arguments:\n${lines("        ")}outputs:\n  ${name}: \${${name}}\n`;
}
