import type { Sample } from "./example-text";
import type { ExampleValue } from "./examples";

export function typescriptExample({ module, member, kind, name, args }: Sample): string {
  const lines = Object.entries(args).map(([key, value]) => `    ${key}: ${literal(value)},\n`);
  const object = `{\n${lines.join("")}}`;
  return [
    `import { ${module} } from "pulumi-redis-backup-sdk";\n\n`,
    kind === "resource"
      ? `const ${name} = new ${module}.${member}("${name}", ${object});\n`
      : `export const ${name} = ${module}.${member}Output(${object});\n`,
  ].join("");
}

function literal(value: ExampleValue): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${JSON.stringify(item)}`);
  return `{ ${entries.join(", ")} }`;
}
