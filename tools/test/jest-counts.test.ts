import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const { jestCounts } = require("../jest-counts") as {
  jestCounts(file: string, hasFailed: boolean): { passed: number; failed: number };
};

const folder = mkdtempSync(path.join(tmpdir(), "redis-backup-counts-"));
const file = path.join(folder, "report.json");
afterAll(() => rmSync(folder, { recursive: true }));

const NONE = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

test.each([
  ["passed tests", { numPassedTests: 3 }, false, { passed: 3, failed: 0 }],
  ["failed tests", { numPassedTests: 3, numFailedTests: 2 }, true, { passed: 3, failed: 2 }],
  ["skipped tests as failed", { numPendingTests: 1 }, false, { passed: 0, failed: 1 }],
  ["tests to be written as failed", { numTodoTests: 1 }, false, { passed: 0, failed: 1 }],
  ["files that do not run", { numRuntimeErrorTestSuites: 1 }, true, { passed: 0, failed: 1 }],
  ["a run that failed by itself", { numPassedTests: 3 }, true, { passed: 3, failed: 1 }],
])("counts %s", (_, report, hasFailed, expected) => {
  writeFileSync(file, JSON.stringify({ ...NONE, ...report }));
  expect(jestCounts(file, hasFailed)).toEqual(expected);
});

test("counts a run without a report as failed", () => {
  expect(jestCounts(path.join(folder, "nowhere.json"), true)).toEqual({ passed: 0, failed: 1 });
});
