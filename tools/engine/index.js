const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { fromBuild, oldestGo } = require("./build");
const { fromCache } = require("./cache");
const { fromDownload } = require("./download");
const { NothingThere, reasonOf } = require("./errors");
const { fromPath } = require("./installed");
const { OLDEST } = require("./pulumi");

/** @typedef {"path" | "cache" | "download" | "build"} Way */
/** @typedef {{ bin: string, version: string, way: Way }} Engine */

/** The ways to an engine, the cheapest first. */
const WAYS = {
  path: { get: fromPath, gotten: "on PATH" },
  cache: { get: fromCache, gotten: "cached" },
  download: { get: fromDownload, gotten: "downloaded" },
  build: { get: fromBuild, gotten: "built" },
};

/**
 * Finds, downloads or builds a Pulumi engine with its language hosts.
 *
 * @param {{ log?: (line: string) => void, env?: NodeJS.ProcessEnv, ways?: Way[] }} [options]
 * @returns {Promise<Engine>}
 */
async function getEngine({ log = toStderr, env = process.env, ways = waysFrom(env) } = {}) {
  const say = (/** @type {string} */ line) => log(`engine: ${line}`);
  const failures = [];
  for (const way of ways) {
    if (!Object.hasOwn(WAYS, way)) {
      throw new Error(
        `no way to an engine is called "${way}", only ${Object.keys(WAYS).join(", ")}`,
      );
    }
    try {
      const engine = await WAYS[way].get({ env, say });
      say(`Pulumi ${engine.version}, ${WAYS[engine.way].gotten} in ${engine.bin}`);
      return engine;
    } catch (error) {
      failures.push(`  ${way}: ${reasonOf(error)}`);
      if (!(error instanceof NothingThere)) say(`${way}: ${reasonOf(error)}`);
    }
  }
  throw new Error(
    [
      "there is no Pulumi engine, and no way to get one:",
      ...failures,
      `Install pulumi ${OLDEST} or newer, or Go ${oldestGo()} or newer, and run this again.`,
    ].join("\n"),
  );
}

/** @param {string} line */
function toStderr(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Way[]}
 */
function waysFrom(env) {
  const named = env.REDIS_BACKUP_ENGINE_WAYS || Object.keys(WAYS).join();
  return /** @type {Way[]} */ (named.split(",").map((way) => way.trim()));
}

/**
 * What to add to the environment of a `pulumi` command to keep it quiet, offline and apart from
 * the user's own stacks.
 *
 * @param {{ bin: string, home: string, backendDir: string, passphrase: string }} options
 * @returns {Record<string, string>}
 */
function engineEnvironment({ bin, home, backendDir, passphrase }) {
  return {
    // A language host elsewhere on PATH makes the engine print a warning on each run.
    PATH: [bin, process.env.PATH].join(path.delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(backendDir).href,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  };
}

module.exports = { getEngine, engineEnvironment };
