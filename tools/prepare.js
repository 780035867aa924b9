const path = require("node:path");
const { command } = require("./command");
const { isStale } = require("./is-stale");

const REPO = path.dirname(__dirname);
const NPM_FLAGS = "--no-audit --no-fund --loglevel=error --logs-max=0";

/**
 * What a fresh checkout lacks: packages, and the built package. Needs nothing but Node and npm.
 *
 * @param {(line: string) => void} say
 */
async function prepare(say) {
  await installPackages(say);
  await build(say);
}

/** @param {(line: string) => void} say */
async function installPackages(say) {
  if (!isStale(REPO)) return;
  say("installing packages (npm ci) …");
  await succeed(`npm ci ${NPM_FLAGS}`);
}

/** @param {(line: string) => void} say */
async function build(say) {
  say("building what is out of date (npm run build) …");
  await succeed("npm run --silent --logs-max=0 build");
}

/** @param {string} line */
async function succeed(line) {
  const { exitCode, output } = await command(line, { cwd: REPO });
  if (exitCode !== 0) throw new Error(`${line} ended with exit code ${exitCode}:\n${output}`);
}

module.exports = { REPO, prepare, installPackages, build };
