const { spawnSync } = require("node:child_process");
const path = require("node:path");

const BENCHES = [
  "provider-text",
  "bundle",
  "waits",
  "lists",
  "emulator",
  "starts",
  "stacks",
  "drift-truth",
  "drift-rate",
  "reconcile",
  "report-page",
];

// Nothing measures beside anything else.
for (const bench of BENCHES) {
  process.stdout.write(`\n## ${bench}\n\n`);
  const { status } = spawnSync(process.execPath, [path.join(__dirname, bench)], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
