const { execFile } = require("node:child_process");
const path = require("node:path");
const { promisify } = require("node:util");

const ROOT = path.join(__dirname, "../..");

/** Compiles the provider into dist, where the bundle and the generator take it from. */
async function compile() {
  const tsc = require.resolve("typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc, "-b", "provider"], { cwd: ROOT }).catch(
    (error) => {
      throw new Error(`the provider can't be compiled:\n${error.stdout}`);
    },
  );
}

module.exports = { compile };
