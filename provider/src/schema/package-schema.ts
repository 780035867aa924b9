import { PACKAGE } from "../package";

/** The Pulumi package schema, generated from the definitions. */
export function schemaText(version: string): string {
  return JSON.stringify({ name: PACKAGE, version });
}
