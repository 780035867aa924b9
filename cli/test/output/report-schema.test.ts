import fs from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { reportSchemaText } from "../../src/output/report-schema";
import { writers } from "../../src/output/writers";
import { CLEAN, SAMPLE } from "./sample";

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

const PUBLISHED = path.join(__dirname, "../../../report.schema.json");

function problems(report: unknown): unknown {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(fs.readFileSync(PUBLISHED, "utf8")) as object);
  validate(report);
  return validate.errors;
}

describe("the published schema of reports", () => {
  test("is what the model gives; otherwise run make generate", () => {
    expect(fs.readFileSync(PUBLISHED, "utf8")).toBe(reportSchemaText());
  });

  test.each([
    ["with everything", SAMPLE],
    ["with nothing", CLEAN],
  ])("is met by a report %s", (_what, report) => {
    expect(problems(JSON.parse(writers.json(report)))).toBeNull();
  });

  test("describes every property", () => {
    const bare: string[] = [];
    const walk = (schema: JsonSchema, at: string): void => {
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        if (property.description === undefined) bare.push(`${at}.${name}`);
        walk(property, `${at}.${name}`);
      }
      if (schema.items !== undefined) walk(schema.items, `${at}[]`);
    };
    walk(JSON.parse(reportSchemaText()) as JsonSchema, "report");
    expect(bare).toEqual([]);
  });

  test("takes what a later version adds", () => {
    expect(problems({ ...SAMPLE, more: 1 })).toBeNull();
  });

  test.each([
    ["verdict", "fine"],
    ["findings", undefined],
    ["at", "yesterday"],
    ["exitCode", "2"],
  ])("refuses a report with %s %j", (key, value) => {
    expect(problems(JSON.parse(JSON.stringify({ ...SAMPLE, [key]: value })))).not.toBeNull();
  });
});
