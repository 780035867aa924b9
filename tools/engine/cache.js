const crypto = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { NothingThere } = require("./errors");
const { VERSION } = require("./pulumi");
const recipe = require("./recipe");

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} the folder of the engine this recipe builds on this platform
 */
function cacheFolder(env) {
  const userCache = env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  const root = env.REDIS_BACKUP_ENGINE_CACHE || path.join(userCache, "pulumi-redis-backup/engine");
  const name = [VERSION, process.platform, process.arch, recipeHash()].join("-");
  return path.resolve(root, name);
}

function recipeHash() {
  const hash = crypto.createHash("sha256").update(JSON.stringify(recipe));
  for (const { folder } of recipe.builds) {
    hash.update(fs.readFileSync(path.join(__dirname, folder, "go.mod")));
    hash.update(fs.readFileSync(path.join(__dirname, folder, "go.sum")));
  }
  return hash.digest("hex").slice(0, 12);
}

const marker = (/** @type {string} */ folder) => path.join(folder, "complete");

/**
 * @param {string} folder
 * @returns {number | undefined} nothing as long as the folder is missing or half filled
 */
function completedAt(folder) {
  try {
    return fs.statSync(marker(folder)).mtimeMs;
  } catch {
    return undefined;
  }
}

/**
 * Fills the folder all at once: `fill` works in a neighbour, which is marked as complete and then
 * renamed.
 *
 * @param {string} folder
 * @param {(bin: string) => Promise<void>} fill
 */
async function fillCache(folder, fill) {
  const root = path.dirname(folder);
  const prefix = `${path.basename(folder)}.partial-`;
  for (const name of fs.readdirSync(root).filter((name) => name.startsWith(prefix))) {
    fs.rmSync(path.join(root, name), { recursive: true, force: true });
  }
  const partial = fs.mkdtempSync(path.join(root, prefix));
  try {
    const bin = path.join(partial, "bin");
    fs.mkdirSync(bin);
    await fill(bin);
    fs.writeFileSync(marker(partial), "");
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(partial, folder);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * The second way: the engine a build has left here before.
 *
 * @param {{ env: NodeJS.ProcessEnv }} context
 * @returns {Promise<import("./index").Engine>}
 */
async function fromCache({ env }) {
  const folder = cacheFolder(env);
  if (completedAt(folder) === undefined) {
    throw new NothingThere(`there is no complete engine in ${folder}`);
  }
  return { bin: path.join(folder, "bin"), version: VERSION, way: "cache" };
}

module.exports = { cacheFolder, completedAt, fillCache, fromCache };
