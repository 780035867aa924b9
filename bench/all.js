const { spawnSync } = require("node:child_process");
const path = require("node:path");

// Nothing measures beside anything else.
for (const bench of ["provider-text", "bundle", "waits", "starts", "stacks"]) {
  process.stdout.write(`\n## ${bench}\n\n`);
  const { status } = spawnSync(process.execPath, [path.join(__dirname, bench)], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
