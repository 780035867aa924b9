import { z } from "zod";
import { PACKAGE } from "../package";
import { WEEKDAYS } from "../tair/backup-window";
import { glossary } from "./glossary";
import type { ComplexTypeSpec, PropertySpec, TypeSpec } from "./pulumi-schema";

/** The side from which a schema is seen: before its defaults are filled in, or after. */
export type Side = "input" | "output";

/** The token of a resource, function or object, then the properties that lead to the type. */
type Place = readonly string[];

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Enums that have a meaning of their own; every other one is named after the property it is in. */
const SHARED_ENUMS = [
  { name: "tair:Weekday", values: WEEKDAYS, description: "A day of the week." },
] as const;

/** Turns zod schemas into Pulumi's types, and keeps those that need a name. */
export class TypeTable {
  private readonly named = new Map<string, ComplexTypeSpec>();

  /** `owner` is a token such as `tair:BackupPolicy`, and `property` one of its properties. */
  typeOf(schema: z.ZodType, side: Side, owner: string, property: string): TypeSpec {
    const json = z.toJSONSchema(schema, { io: side, unrepresentable: "any" });
    return this.convert(json, [owner, property]);
  }

  /** In alphabetical order, so that the text doesn't depend on who came first. */
  types(): Record<string, ComplexTypeSpec> {
    return Object.fromEntries([...this.named].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private convert(json: JsonSchema, place: Place): TypeSpec {
    if (json.anyOf !== undefined) return this.commonOf(json.anyOf, place);
    if (json.enum !== undefined) return this.enumOf(json.enum as string[], place);
    switch (json.type) {
      case "string":
      case "boolean":
      case "integer":
        return { type: json.type };
      case "number":
        return { type: Number.isInteger(json.const) ? "integer" : "number" };
      case "array":
        return { type: "array", items: this.convert(json.items as JsonSchema, itemOf(place)) };
      case "object":
        return json.properties === undefined
          ? { type: "object", additionalProperties: this.valueOf(json, place) }
          : this.objectOf(json, place);
      case undefined:
        return { $ref: "pulumi.json#/Any" };
      default:
        throw new Error(`${nameOf(place)}: there is no form for ${JSON.stringify(json)}`);
    }
  }

  private valueOf({ additionalProperties }: JsonSchema, place: Place): TypeSpec {
    return this.convert((additionalProperties ?? {}) as JsonSchema, place);
  }

  /** Of a union Pulumi is told what its members have in common; the rest is in the description. */
  private commonOf(members: JsonSchema[], place: Place): TypeSpec {
    const [first, ...others] = members.map((member) => this.convert(member, place));
    if (first !== undefined && others.every(({ type }) => type === first.type)) return first;
    throw new Error(`${nameOf(place)}: a union of different types; use one type and a rule`);
  }

  private enumOf(values: readonly string[], place: Place): TypeSpec {
    const shared = SHARED_ENUMS.find((shared) => String(shared.values) === String(values));
    return this.reference(shared?.name ?? nameOf(place), {
      description: shared?.description ?? `What \`${place.at(-1)}\` can be.`,
      type: "string",
      enum: values.map((value) => ({ value })),
    });
  }

  private objectOf({ properties, required }: JsonSchema, place: Place): TypeSpec {
    const entries = Object.entries(properties ?? {}) as [string, JsonSchema][];
    return this.reference(nameOf(place), {
      type: "object",
      properties: Object.fromEntries(
        entries.map(([property, json]) => [property, this.inner(json, [...place, property])]),
      ),
      required: [...(required ?? [])].sort(),
    });
  }

  private inner(json: JsonSchema, place: Place): PropertySpec {
    const known = glossary[place.at(-1) ?? ""];
    const description = json.description ?? known?.description;
    if (description === undefined) {
      throw new Error(`${place.join(".")} has no description: add it to schema/glossary.ts`);
    }
    return {
      ...this.convert(json, place),
      description,
      ...(known?.secret === true ? { secret: true } : {}),
    };
  }

  private reference(name: string, spec: ComplexTypeSpec): TypeSpec {
    const token = `${PACKAGE}:${name}`;
    const known = this.named.get(token);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(spec)) {
      throw new Error(`two types are called ${token}: rename one of the properties`);
    }
    this.named.set(token, spec);
    return { $ref: `#/types/${token}` };
  }
}

/** `["tair:getBackups", "backup"]` → `tair:GetBackupsBackup`. */
function nameOf([owner, ...properties]: Place): string {
  const [module, name = ""] = (owner ?? "").split(":");
  return `${module}:${[name, ...properties].map(pascalCase).join("")}`;
}

const itemOf = (place: Place): Place => [
  ...place.slice(0, -1),
  (place.at(-1) ?? "").replace(/(?<=us|x)es$|s$/, ""),
];

export const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
