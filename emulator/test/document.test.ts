/** What docs/emulator.md says by hand: its examples work, and nothing that can be set or done is left out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { startEmulator, type Seed } from "../src";
import { accountSeed, roleSeed } from "../src/account-seed";
import { crsAccountSeed, crsBackupSeed, crsInstanceSeed, crsSettingsSeed } from "../src/crs-seed";
import { faultRule } from "../src/fault-rule";
import { analysisSeed, backupSeed, instanceSeed, keySeed, policySeed } from "../src/instance-seed";
import { REFUSALS } from "../src/refusals";
import { settingsSeed } from "../src/settings-seed";
import { emulatorWith } from "./support/client";

const TEXT = readFileSync(join(__dirname, "../../docs/emulator.md"), "utf8");

describe("docs/emulator.md", () => {
  it.each([
    ["account", accountSeed],
    ["role", roleSeed],
    ["instance", instanceSeed],
    ["policy", policySeed],
    ["backup", backupSeed],
    ["key", keySeed],
    ["analysis", analysisSeed],
    ["defaults", settingsSeed],
    ["account of Tencent Cloud", crsAccountSeed],
    ["instance of Tencent Cloud", crsInstanceSeed],
    ["backup of Tencent Cloud", crsBackupSeed],
    ["defaults of Tencent Cloud", crsSettingsSeed],
  ])("names every field of a seed: %s", (_, schema) => {
    for (const field of Object.keys(schema.shape)) expect(TEXT).toContain(`\`${field}\``);
  });

  it("names every refusal with its code", () => {
    for (const [name, code] of Object.entries(REFUSALS)) {
      expect(TEXT).toMatch(new RegExp(`^\\| \`${name}\` +\\| \`${code}\` +\\|$`, "m"));
    }
  });

  it("has a seed that an emulator starts with", async () => {
    const [, yaml = ""] = /```yaml\n([^]*?)```/.exec(TEXT) ?? [];
    const emulator = await startEmulator({ seed: parse(yaml) as Seed });
    expect(emulator.instances.list()).toHaveLength(2);
    await emulator.close();
  });

  it("has a working example of every fault", async () => {
    const emulator = await emulatorWith();
    const rules = [...TEXT.matchAll(/^\| `(\{ "kind".*?\})`/gm)].map(([, rule = ""]) =>
      JSON.parse(rule),
    );
    for (const rule of rules) emulator.faults.add(rule);
    const kinds = faultRule.options.map(({ shape }) => shape.kind.value);
    expect(emulator.faults.list().map(({ rule }) => rule.kind)).toEqual(kinds);
    const fields = faultRule.options.flatMap(({ shape }) => Object.keys(shape));
    for (const field of new Set(fields)) expect(TEXT).toMatch(new RegExp(`["\`]${field}["\`]`));
  });

  it("has every operation of the control interface, and no other", async () => {
    const emulator = await emulatorWith();
    const response = await fetch(`${emulator.url}/_emulator/`);
    const { operations } = (await response.json()) as { operations: string[] };
    const named = [...TEXT.matchAll(/`((?:GET|POST|DELETE) [a-z]\S*)`/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(operations));
  });

  it("has curl examples that work in their order", async () => {
    const emulator = await startEmulator();
    let snapshot = "";
    const lines = [...TEXT.matchAll(/^curl (.*)$/gm)].map(([, line = ""]) => line);
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const [, path = ""] = /\$URL(\/\S*?)"?(?: |$)/.exec(line) ?? [];
      const [, data] = /-d (?:'(.*?)'|@)/.exec(line) ?? [];
      const method = /-X (\w+)/.exec(line)?.[1] ?? (line.startsWith("-d") ? "POST" : "GET");
      const body = line.startsWith("-d") ? { body: data ?? snapshot } : {};
      const response = await fetch(`${emulator.url}${path}`, { method, ...body });
      const text = await response.text();
      expect(`${response.status} ${line} ${response.status === 200 ? "" : text}`).toBe(
        `200 ${line} `,
      );
      if (line.endsWith("> snapshot.json")) snapshot = text;
    }
    await emulator.close();
  });
});
