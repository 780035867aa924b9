import { readFileSync } from "node:fs";
import path from "node:path";

const { changedFields } = require("../../demo/changed-fields") as {
  changedFields(output: string): Record<string, string>;
};

const refresh = readFileSync(path.join(__dirname, "refresh.txt"), "utf8");

test("finds what a refresh shows as changed, and nothing else", () => {
  expect(changedFields(refresh)).toEqual({
    backupRetentionPeriod: "30 => 7",
    preferredBackupTime: '"18:00Z-19:00Z" => "03:00Z-04:00Z"',
  });
});

test("finds the same in colour", () => {
  const coloured = refresh.replaceAll("~ ", "\u001b[38;5;11m~ \u001b[0m");
  expect(changedFields(coloured)).toEqual(changedFields(refresh));
});

test("finds what was added, removed or changed inside a list", () => {
  const output =
    '  ~ days: [\n    ~ [0]: "Monday" => "Friday"\n    + [1]: "Sunday"\n  - zone: "UTC"\n';
  expect(Object.keys(changedFields(output))).toEqual(["days", "[0]", "[1]", "zone"]);
});

test("finds nothing where nothing has changed", () => {
  expect(changedFields("Previewing refresh (demo):\nResources:\n    4 unchanged\n")).toEqual({});
});
