const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { command } = require("./command");
const { endDescendants } = require("./end-descendants");
const { jestCounts } = require("./jest-counts");
const { getRedis } = require("./redis");
const { REPO, build, installPackages } = require("./prepare");

/** @typedef {{ passed: number, failed: number }} Counts */
/** @typedef {{ name: string, run: () => Promise<Counts>, vital?: boolean }} Step */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-test-"));
/** What a step that is ended leaves behind goes with the folder. */
const env = { ...process.env, TMPDIR: folder };

/**
 * Everything that CI runs. After a step that fails the others still run, unless it was vital.
 *
 * @type {Step[]}
 */
const STEPS = [
  { name: "packages", run: () => attempt(() => installPackages(say)), vital: true },
  { name: "build", run: () => attempt(() => build(say)), vital: true },
  { name: "lint", run: () => one("node_modules/.bin/eslint .") },
  { name: "format", run: () => one("node_modules/.bin/prettier --check .") },
  { name: "typecheck", run: () => one("node_modules/.bin/tsc -p tsconfig.test.json --noEmit") },
  { name: "examples", run: () => one("node tools/check-examples.js") },
  { name: "redis", run: () => attempt(() => getRedis({ say })) },
  { name: "unit tests", run: () => jest("unit", os.availableParallelism()) },
  { name: "engine", run: () => one("node tools/engine/get.js") },
  // One more than there are processors: some files do little but wait for a cloud that lags behind.
  { name: "engine tests", run: () => jest("engine", os.availableParallelism() + 1) },
  { name: "demo", run: () => one("node tools/demo/demo.js") },
];

async function test() {
  const results = [];
  for (const step of STEPS) {
    say(`\n━━ ${step.name}`);
    const began = Date.now();
    const counts = await step.run();
    results.push({ ...step, ...counts, seconds: Math.round((Date.now() - began) / 1000) });
    if (counts.failed > 0 && step.vital) break;
  }
  say("");
  for (const { name, passed, failed, seconds } of results) {
    const verdict = failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed} passed`;
    say(`  ${name.padEnd(14)}${`${seconds} s`.padStart(6)}   ${verdict}`);
  }
  const sum = (/** @type {keyof Counts} */ key) => results.reduce((n, step) => n + step[key], 0);
  say(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0;
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {string} line of shell; a step that passes or fails as a whole */
async function one(line) {
  say(`$ ${line}`);
  const { exitCode } = await command(line, { cwd: REPO, env, show: say });
  if (exitCode !== 0) say(`exit code ${exitCode}`);
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
    return { passed: 1, failed: 0 };
  } catch (error) {
    say(error.message);
    return { passed: 0, failed: 1 };
  }
}

/**
 * @param {string} project
 * @param {number} workers
 */
async function jest(project, workers) {
  const file = path.join(folder, `${project}.json`);
  const { failed } = await one(
    `node_modules/.bin/jest --ci --maxWorkers=${workers} --selectProjects=${project} --json --outputFile="${file}"`,
  );
  return jestCounts(file, failed > 0);
}

process.on("exit", () => {
  endDescendants();
  fs.rmSync(folder, { recursive: true, force: true });
});
for (const [signal, exitCode] of Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 })) {
  process.on(signal, () => process.exit(exitCode));
}
void test().then((isPassed) => (process.exitCode = isPassed ? 0 : 1));
