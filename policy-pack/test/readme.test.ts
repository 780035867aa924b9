import fs from "node:fs";
import path from "node:path";
import { policies } from "../src/rules";

const TEXT = fs.readFileSync(path.join(__dirname, "../README.md"), "utf8");

test.each(policies.map((policy) => [policy.name, policy] as const))(
  "the README has %s with its severity and its parameters",
  (name, { severity, configSchema }) => {
    const [, row = ""] = new RegExp(`^\\| \`${name}\` +(\\|.*)$`, "m").exec(TEXT) ?? [];
    expect(row).toMatch(new RegExp(`^\\| ${severity} `));
    for (const [parameter, schema] of Object.entries(configSchema?.properties ?? {})) {
      expect(row).toContain(`\`${parameter}\` (\`${JSON.stringify(schema.default)}\`)`);
    }
  },
);

test("the README has a configuration of rules that there are, with parameters that there are", () => {
  const [, text = "{}"] = /```json\n([^]*?)```/.exec(TEXT) ?? [];
  for (const [name, config] of Object.entries(JSON.parse(text) as Record<string, object>)) {
    const rule = policies.find((policy) => policy.name === name);
    const known = ["enforcementLevel", ...Object.keys(rule?.configSchema?.properties ?? {})];
    expect(known).toEqual(expect.arrayContaining(Object.keys(config)));
  }
});
