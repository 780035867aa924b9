const fs = require("node:fs");
const path = require("node:path");
const semver = require("semver");
const { run } = require("./run");

const VERSION = "3.259.0";
const OLDEST = "3.243.0";
const LANGUAGES = ["nodejs", "python", "go", "yaml"];

const exe = process.platform === "win32" ? ".exe" : "";
const pulumiIn = (/** @type {string} */ bin) => path.join(bin, `pulumi${exe}`);

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} bin
 * @param {string} language
 */
function speaks(bin, language) {
  return isExecutable(path.join(bin, `pulumi-language-${language}${exe}`));
}

/**
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 */
async function versionOf(bin, env) {
  const printed = await run(pulumiIn(bin), ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    signal: timeLimit(30, `${pulumiIn(bin)} did not tell its version within 30 s`),
  });
  const version = semver.parse(printed.trim());
  if (!version) throw new Error(`${pulumiIn(bin)} printed no version but "${printed.trim()}"`);
  return version.version;
}

/**
 * @param {number} seconds
 * @param {string} reason
 */
function timeLimit(seconds, reason) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error(reason)), seconds * 1000).unref();
  return controller.signal;
}

module.exports = { VERSION, OLDEST, LANGUAGES, pulumiIn, isExecutable, speaks, versionOf };
