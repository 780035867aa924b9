const { execFile } = require("node:child_process");
const path = require("node:path");
const { promisify } = require("node:util");

const ROOT = path.join(__dirname, "../..");

/**
 * Compiles a part into dist, where the bundle and the generator take it from.
 *
 * @param {"provider" | "cli"} part
 */
async function compile(part = "provider") {
  const tsc = require.resolve("typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "-b", part], { cwd: ROOT }).catch((error) => {
    throw new Error(`the ${part} can't be compiled:\n${error.stdout}`);
  });
}

module.exports = { compile };
