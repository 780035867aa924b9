/** Writes the support matrix in docs/emulator.md anew, from a run of the tests that it shows. */
const { spawnSync } = require("node:child_process");
const path = require("node:path");

const root = path.join(__dirname, "../..");
const { status } = spawnSync(
  process.execPath,
  [
    require.resolve("jest/bin/jest"),
    ...["--selectProjects", "unit", "--testPathPatterns", "emulator/test/conformance"],
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, UPDATE_EMULATOR_DOCS: "1" } },
);
process.exitCode = status ?? 1;
