import type { Example } from "./examples";
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

/** The part of a description that the generators of SDKs split by language. */
export function exampleText(
  token: string,
  { properties }: { properties: Sample["properties"] },
  examples: readonly Example[],
): string {
  if (examples.length === 0) throw new Error(`${token} has no example: add one to examples.ts`);
  const texts = examples.map((example) => {
    const sample = sampleOf(token, properties, example);
    const fences = (Object.keys(LANGUAGES) as Language[]).map(
      (language) => `\`\`\`${language}\n${programOf(language, sample)}\`\`\`\n`,
    );
    return `{{% example %}}\n### ${example.title}\n\n${fences.join("\n")}{{% /example %}}\n`;
  });
  return `\n\n{{% examples %}}\n## Example Usage\n\n${texts.join("\n")}{{% /examples %}}\n`;
}
