import { examples, imports, NEVER_IMPORTED, type Example } from "./examples";
import { goExample } from "./example-go";
import { pythonExample } from "./example-python";
import { typescriptExample } from "./example-typescript";
import { yamlExample } from "./example-yaml";
import type { PropertySpec } from "./pulumi-schema";

/** An example with what its text depends on. */
export interface Sample extends Example {
  /** `tair`. */
  readonly module: string;
  /** `BackupPolicy` or `getBackups`. */
  readonly member: string;
  readonly kind: "resource" | "function";
  readonly properties: Readonly<Record<string, PropertySpec>>;
}

const LANGUAGES = {
  typescript: typescriptExample,
  python: pythonExample,
  go: goExample,
  yaml: yamlExample,
} as const;

export type Language = keyof typeof LANGUAGES;

export function sampleOf(
  token: string,
  properties: Sample["properties"],
  example: Example,
): Sample {
  const [module = "", member = ""] = token.split(":");
  for (const property of Object.keys(example.args)) {
    if (!(property in properties))
      throw new Error(`${token}: no ${property} in "${example.title}"`);
  }
  const kind = /^[A-Z]/.test(member) ? "resource" : "function";
  return { ...example, module, member, kind, properties };
}

export const programOf = (language: Language, sample: Sample) => LANGUAGES[language](sample);

export const languageNames: Readonly<Record<Language, string>> = {
  typescript: "TypeScript",
  python: "Python",
  go: "Go",
  yaml: "YAML",
};

/** Every example of a resource or function; one that has none is refused. */
export function samplesOf(token: string, properties: Sample["properties"]): Sample[] {
  const given = examples[token] ?? [];
  if (given.length === 0) throw new Error(`${token} has no example: add one to examples.ts`);
  return given.map((example) => sampleOf(token, properties, example));
}

/** The part of a description that the generators of SDKs split by language. */
export function exampleText(
  token: string,
  { properties }: { properties: Sample["properties"] },
): string {
  const texts = samplesOf(token, properties).map(
    (sample) =>
      `{{% example %}}\n### ${sample.title}\n\n${fences(sample).join("\n")}{{% /example %}}\n`,
  );
  return `\n\n{{% examples %}}\n## Example Usage\n\n${texts.join("\n")}{{% /examples %}}\n`;
}

export function fences(sample: Sample): string[] {
  return (Object.keys(LANGUAGES) as Language[]).map(
    (language) => `\`\`\`${language}\n${programOf(language, sample)}\`\`\`\n`,
  );
}

/** How to import, with every form of id; a resource that doesn't say is refused. */
export function importText(token: string): string {
  const given = imports[token];
  if (given === undefined) throw new Error(`${token} has no import: add it to examples.ts`);
  if (given === NEVER_IMPORTED) {
    return "\n## Import\n\nIt can't be imported: it is something that is done.\n";
  }
  const commands = given.ids.map(
    ({ id, what }) => `# ${what}\npulumi import redis-backup:${token} ${given.name} ${id}\n`,
  );
  return `\n## Import\n\n\`\`\`sh\n${commands.join("")}\`\`\`\n`;
}
