import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const { isStale } = require("../is-stale") as { isStale(folder: string): boolean };

const folder = mkdtempSync(path.join(tmpdir(), "redis-backup-stale-"));
afterAll(() => rmSync(folder, { recursive: true }));

function checkout(wanted: object, installed?: object): string {
  const root = mkdtempSync(path.join(folder, "checkout-"));
  writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages: wanted }));
  if (installed !== undefined) {
    mkdirSync(path.join(root, "node_modules"));
    const file = path.join(root, "node_modules/.package-lock.json");
    writeFileSync(file, JSON.stringify({ packages: installed }));
  }
  return root;
}

const zod = { "node_modules/zod": { version: "4.0.0", integrity: "a" } };
const native = { "node_modules/native": { version: "1.0.0", integrity: "b", optional: true } };

test.each([
  ["nothing is installed", zod, undefined, true],
  ["what is locked is installed", { "": {}, ...zod }, zod, false],
  ["a package is missing", { ...zod, ...native }, native, true],
  ["a version is another", zod, { "node_modules/zod": { version: "4.0.1", integrity: "a" } }, true],
  ["a content is another", zod, { "node_modules/zod": { version: "4.0.0", integrity: "c" } }, true],
  ["an optional package is missing", { ...zod, ...native }, zod, false],
])("when %s", (_, wanted, installed, expected) => {
  expect(isStale(checkout(wanted, installed))).toBe(expected);
});
