import { functions, PACKAGE, resources } from "../package";
import { functionSchema } from "./function-schema";
import { languages } from "./languages";
import { configVariables, providerSchema } from "./provider-schema";
import type { PackageSpec } from "./pulumi-schema";
import { resourceSchema, type Described } from "./resource-schema";
import { TypeTable } from "./type-table";

/** The part of package.json that a schema repeats. */
interface Manifest {
  readonly name: string;
  readonly author?: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
}

/** The Pulumi package schema, generated from the definitions. */
export function packageSchema(version: string): PackageSpec {
  const manifest = require("../../../package.json") as Manifest;
  const { homepage, repository } = manifest;
  const url = typeof repository === "string" ? repository : repository?.url;
  const types = new TypeTable();
  const variables = configVariables(types);
  const provider = providerSchema(types);
  const made = byToken(resources(), (definition) => resourceSchema(types, definition));
  const asked = byToken(functions(), (definition) => functionSchema(types, definition));
  return {
    name: PACKAGE,
    displayName: "Redis Backup",
    version,
    description: `${manifest.description}.`,
    keywords: manifest.keywords,
    ...(homepage === undefined ? {} : { homepage }),
    license: manifest.license,
    ...(url === undefined ? {} : { repository: url }),
    publisher: manifest.author ?? manifest.name,
    language: languages(manifest.description),
    config: { variables },
    types: types.types(),
    provider,
    resources: made,
    functions: asked,
  };
}

/** The schema as the engine is given it, and as `schema.json` has it. */
export function schemaText(version: string): string {
  return `${JSON.stringify(packageSchema(version), undefined, 2)}\n`;
}

function byToken<T>(
  definitions: readonly object[],
  schemaOf: (definition: Described) => T,
): Record<string, T> {
  const entries = (definitions as readonly Described[]).map(
    (definition) => [`${PACKAGE}:${definition.token}`, schemaOf(definition)] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
