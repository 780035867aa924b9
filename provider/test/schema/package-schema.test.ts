import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { settings } from "../../src/config";
import { field } from "../../src/core/field";
import { functionSchema } from "../../src/schema/function-schema";
import { generatedFiles } from "../../src/schema/generated-files";
import { packageSchema } from "../../src/schema/package-schema";
import { propertiesOf } from "../../src/schema/properties";
import type { PropertySpec } from "../../src/schema/pulumi-schema";
import { resourceSchema } from "../../src/schema/resource-schema";
import { TypeTable } from "../../src/schema/type-table";

const ROOT = path.join(__dirname, "../../..");
const { version } = require("../../../package.json") as { version: string };
const schema = packageSchema(version);
const policy = schema.resources["redis-backup:tair:BackupPolicy"];
const backup = schema.resources["redis-backup:tair:ManualBackup"];

describe("what is generated and committed", () => {
  const files = generatedFiles(version);

  it("is what the definitions give: else run make generate", () => {
    const isStale = ([name, text]: readonly [string, string]) => {
      const file = path.join(ROOT, name);
      return !fs.existsSync(file) || fs.readFileSync(file, "utf8") !== text;
    };
    expect([...files].filter(isStale).map(([name]) => name)).toEqual([]);
  });

  it("has no page of a resource that is gone: else run make generate", () => {
    const pages = fs.readdirSync(path.join(ROOT, "docs/resources"));
    expect(pages.filter((page) => !files.has(`docs/resources/${page}`))).toEqual([]);
  });

  it("has the types of its own module on a page, where another has some of the same name", () => {
    const pageOf = (module: string) => files.get(`docs/resources/${module}-get-backups.md`);
    expect(pageOf("tair")).toContain("- **`nodeInstanceId`**");
    expect(pageOf("tair")).not.toContain("- **`remark`**");
    expect(pageOf("crs")).toContain("- **`remark`**");
  });

  it("is the same each time", () => {
    expect([...generatedFiles(version)]).toEqual([...files]);
  });
});

describe("every description", () => {
  it("is there, for each property, type, resource and function", () => {
    expect(undescribed(schema, "schema")).toEqual([]);
  });

  it("says what is allowed, and what is taken otherwise", () => {
    expect(policy?.inputProperties["backupRetentionPeriod"]?.description).toContain(
      "a whole number of days from 7 to 730",
    );
    expect(policy?.inputProperties["onDelete"]).toMatchObject({
      default: "restorePrevious",
      description: expect.stringContaining("Default: `restorePrevious`."),
    });
  });

  it.each(["typescript", "python", "go", "yaml"])("of a member has examples in %s", (language) => {
    const members = { ...schema.resources, ...schema.functions };
    const without = Object.entries(members).filter(
      ([, { description }]) => !description.includes(`\`\`\`${language}\n`),
    );
    expect(without).toEqual([]);
  });
});

describe("a resource", () => {
  it("has inputs and outputs as properties, and asks for what has no default", () => {
    expect(Object.keys(policy?.properties ?? {})).toEqual(
      expect.arrayContaining([...Object.keys(policy?.inputProperties ?? {}), "previousPolicy"]),
    );
    expect(policy?.requiredInputs).toEqual([
      "instanceId",
      "preferredBackupPeriod",
      "preferredBackupTime",
    ]);
    expect(policy?.required).toContain("onDelete");
  });

  it("takes over what the dynamic host has made", () => {
    expect(policy?.aliases).toEqual([
      { type: "pulumi-nodejs:dynamic/redis-backup/tair:BackupPolicy" },
    ]);
    expect(backup?.aliases).toEqual([
      { type: "pulumi-nodejs:dynamic/redis-backup/tair:ManualBackup" },
    ]);
  });

  it("says which changes replace it", () => {
    const replacing = Object.entries(backup?.inputProperties ?? {})
      .filter(([, property]) => property.replaceOnChanges === true)
      .map(([name]) => name);
    expect(replacing).toEqual(["instanceId", "triggers"]);
  });

  it("can be listed by instance", () => {
    expect(Object.keys(backup?.listInputs?.properties ?? {})).toEqual(["instanceId"]);
  });

  it("has the types of the API: whole numbers, enums, objects, and maps of anything", () => {
    expect(backup?.inputProperties).toMatchObject({
      backupRetentionPeriod: { type: "integer" },
      triggers: { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } },
      onExpire: { $ref: "#/types/redis-backup:tair:ManualBackupOnExpire" },
    });
    expect(schema.types["redis-backup:tair:ManualBackupOnExpire"]).toMatchObject({
      enum: [{ value: "keep" }, { value: "recreate" }],
    });
    expect(backup?.properties["backups"]).toMatchObject({
      type: "array",
      items: { $ref: "#/types/redis-backup:tair:ManualBackupBackup" },
    });
  });

  it("has one type for the days of a week, wherever they are", () => {
    const days = { items: { $ref: "#/types/redis-backup:tair:Weekday" } };
    expect(policy?.inputProperties["preferredBackupPeriod"]).toMatchObject(days);
    expect(policy?.properties["effectiveBackupPeriod"]).toMatchObject(days);
    const asked = schema.functions["redis-backup:tair:getBackupPolicy"];
    expect(asked?.outputs.properties["preferredBackupPeriod"]).toMatchObject(days);
  });
});

describe("a function", () => {
  it("shares no name with a type: SDKs call its own XArgs and XResult, and rename it otherwise", () => {
    const own = Object.keys(schema.functions).flatMap((token) => {
      const name = token.replace(
        /:(\w)(\w*)$/,
        (_, first: string, rest: string) => `:${first.toUpperCase()}${rest}`,
      );
      return [`${name}Args`, `${name}Result`];
    });
    expect(Object.keys(schema.types).filter((type) => own.includes(type))).toEqual([]);
  });

  it("calls what a list holds by its singular", () => {
    const { keyPrefixes, bigKeys } =
      schema.functions["redis-backup:tair:getCacheAnalysisReport"]?.outputs.properties ?? {};
    const typeOf = (name: string) => ({ $ref: `#/types/redis-backup:tair:${name}` });
    expect(keyPrefixes?.items).toEqual(typeOf("GetCacheAnalysisReportKeyPrefix"));
    expect(bigKeys?.items).toEqual(typeOf("GetCacheAnalysisReportBigKey"));
  });

  it("has its defaults in the text alone, and nothing that could be replaced", () => {
    const inputs = Object.values(schema.functions).flatMap(({ inputs }) =>
      Object.values(inputs.properties),
    );
    const odd = inputs.filter(
      (input) => input.default !== undefined || input.replaceOnChanges !== undefined,
    );
    expect(odd).toEqual([]);
    const { description } =
      schema.functions["redis-backup:tair:getBackups"]?.inputs.properties["needAof"] ?? {};
    expect(description).toContain("Default: `false`.");
  });
});

describe("secrets", () => {
  const credentials = [
    ...["accessKeyId", "accessKeySecret", "securityToken"],
    ...["tencentSecretId", "tencentSecretKey", "tencentToken", "crsPassword"],
  ];

  it("are all credentials, in the configuration and in an explicit provider", () => {
    const secretsOf = (properties: Record<string, PropertySpec>) =>
      Object.keys(properties).filter((name) => properties[name]?.secret === true);
    expect(secretsOf(schema.config.variables)).toEqual(credentials);
    expect(secretsOf(schema.provider.inputProperties)).toEqual(credentials);
  });

  it("are all signed URLs", () => {
    const urls = Object.values(schema.types).flatMap((type) =>
      "properties" in type
        ? Object.entries(type.properties).filter(([name]) => /url$/i.test(name))
        : [],
    );
    expect(urls).toHaveLength(6);
    expect(urls.every(([, property]) => property.secret)).toBe(true);
  });

  it("are never copied from the environment into the inputs of a provider", () => {
    const copied = Object.values(schema.provider.inputProperties).filter(
      (property) => property.defaultInfo !== undefined || property.default !== undefined,
    );
    expect(copied).toEqual([]);
  });
});

describe("the configuration", () => {
  it("has every key, with its variable", () => {
    expect(Object.keys(schema.config.variables)).toEqual(Object.keys(settings));
    expect(schema.config.variables["region"]).toMatchObject({
      type: "string",
      defaultInfo: { environment: ["ALIBABA_CLOUD_REGION_ID"] },
    });
    expect(schema.config.variables["readOnly"]).toMatchObject({ type: "boolean" });
    expect(schema.config.variables["maxRetries"]).toMatchObject({ type: "integer" });
  });
});

describe("the generator refuses", () => {
  const described = (schema: z.ZodType) => field(schema, { description: "Something." });
  const properties = (shape: Record<string, z.ZodType>) =>
    propertiesOf(new TypeTable(), "tair:Thing", shape);
  const definition = {
    token: "tair:BackupPolicy",
    description: "Something.",
    inputs: { name: described(z.string()) },
    outputs: { size: described(z.number()) },
  };

  it("a field without a description", () => {
    expect(() => properties({ size: z.number() })).toThrow(
      "tair:Thing.size has no description: declare it with field()",
    );
    const empty = field(z.number(), { description: " " });
    expect(() => properties({ size: empty })).toThrow("tair:Thing.size has no description");
  });

  it("a property of an object that nobody has described", () => {
    const file = described(z.object({ colour: z.string() }));
    expect(() => properties({ file })).toThrow(
      "tair:Thing.file.colour has no description: add it to schema/glossary.ts",
    );
  });

  it("an output that shares a name with an input", () => {
    const outputs = { name: described(z.string()) };
    expect(() => resourceSchema(new TypeTable(), { ...definition, outputs })).toThrow(
      "tair:BackupPolicy: name is an input and an output",
    );
  });

  it("a resource or function without an example, or with one of an unknown property", () => {
    expect(() => resourceSchema(new TypeTable(), { ...definition, token: "tair:Thing" })).toThrow(
      "tair:Thing has no example",
    );
    expect(() => functionSchema(new TypeTable(), { ...definition, token: "tair:get" })).toThrow(
      "tair:get has no example",
    );
    expect(() => resourceSchema(new TypeTable(), definition)).toThrow(
      'tair:BackupPolicy: no instanceId in "Back up twice a week and keep 30 days"',
    );
  });

  it("a union of different types, and what has no form in a schema", () => {
    expect(() =>
      properties({ size: described(z.union([z.string(), z.array(z.string())])) }),
    ).toThrow("tair:ThingSize: a union of different types");
    expect(() => properties({ size: described(z.null()) })).toThrow(
      "tair:ThingSize: there is no form for",
    );
  });

  it("two types of one name", () => {
    const types = new TypeTable();
    types.typeOf(z.enum(["a"]), "input", "tair:Thing", "kind");
    expect(() => types.typeOf(z.enum(["b"]), "input", "tair:Thing", "kind")).toThrow(
      "two types are called redis-backup:tair:ThingKind",
    );
  });
});

/** The paths of everything that a person would look up and find no word about. */
function undescribed(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, n) => undescribed(item, `${at}[${n}]`));
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const described = ["properties", "inputProperties", "variables", "resources", "functions"];
  return entries.flatMap(([key, inside]) => {
    const missing = described.includes(key)
      ? Object.entries(inside as Record<string, { description?: string }>)
          .filter(([, { description = "" }]) => description.trim() === "")
          .map(([name]) => `${at}.${key}.${name}`)
      : [];
    return [...missing, ...undescribed(inside, `${at}.${key}`)];
  });
}
