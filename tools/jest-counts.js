const fs = require("node:fs");

/**
 * What the JSON report of a jest run counts. A test that was skipped or is still to be written
 * counts as failed, and so does a file that could not be run, and a run that ended without a report.
 *
 * @param {string} file
 * @param {boolean} hasFailed by its exit code
 * @returns {{ passed: number, failed: number }}
 */
function jestCounts(file, hasFailed) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  const failed =
    report.numFailedTests +
    report.numPendingTests +
    report.numTodoTests +
    report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: Math.max(failed, hasFailed ? 1 : 0) };
}

module.exports = { jestCounts };
