const { command } = require("./command");
const { REPO } = require("./prepare");

const NEEDED = 7;
const INSTALL = "apt-get update -q && apt-get install -y -q --no-install-recommends redis-server";

/**
 * The Redis server that tests with real keys start. In CI it is installed; nobody else's machine is changed.
 *
 * @param {{ say: (line: string) => void, run?: typeof command, env?: NodeJS.ProcessEnv, isRoot?: boolean }} options
 */
async function getRedis({
  say,
  run = command,
  env = process.env,
  isRoot = process.getuid?.() === 0,
}) {
  const found = await version(run, env);
  if (found === undefined && env["CI"] === "true" && isRoot) {
    say("installing redis-server (apt-get) …");
    const { exitCode, output } = await run(INSTALL, {
      cwd: REPO,
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (exitCode !== 0) {
      throw new Error(`redis-server cannot be installed (exit code ${exitCode}):\n${output}`);
    }
    say(sufficient(await version(run, env)));
  } else {
    say(sufficient(found));
  }
}

/** @param {string | undefined} found */
function sufficient(found) {
  if (found !== undefined && Number(found.split(".")[0]) >= NEEDED) return `redis-server ${found}`;
  throw new Error(
    `${found === undefined ? "redis-server is not on PATH" : `redis-server ${found} is too old`}: ` +
      `tests with real keys need Redis ${NEEDED}.0 or later (Debian, Ubuntu: apt-get install redis-server)`,
  );
}

/**
 * @param {typeof command} run
 * @param {NodeJS.ProcessEnv} env
 */
async function version(run, env) {
  const { output } = await run("redis-server --version", { cwd: REPO, env });
  return / v=(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

module.exports = { getRedis };
