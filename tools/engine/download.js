const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { cacheFolder } = require("./cache");
const { withLock } = require("./lock");
const { LANGUAGES, VERSION, isExecutable, pulumiIn, speaks } = require("./pulumi");
const { run, step } = require("./run");

/**
 * The third way: the vendor's own downloader, an npm package. It puts the engine where Pulumi's
 * Automation API looks for it as well.
 *
 * @param {{ env: NodeJS.ProcessEnv, say: (line: string) => void, stallMs?: number }} context
 * @returns {Promise<import("./index").Engine>}
 */
async function fromDownload({ env, say, stallMs = 10_000 }) {
  const home = env.PULUMI_HOME || path.join(os.homedir(), ".pulumi");
  const folder = path.join(home, "versions", VERSION);
  const bin = path.join(folder, "bin");
  if (!isWhole(bin)) {
    await withLock(cacheFolder(env), say, async () => {
      if (isWhole(bin)) return;
      const work = () => download(folder, env, stallMs);
      await step(say, `downloading Pulumi ${VERSION} to ${folder}`, work);
      if (!isWhole(bin)) throw new Error(`${folder} is incomplete; remove it and run this again`);
    });
  }
  return { bin, version: VERSION, way: "download" };
}

/** @param {string} bin */
function isWhole(bin) {
  return isExecutable(pulumiIn(bin)) && LANGUAGES.every((language) => speaks(bin, language));
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {number} stallMs
 */
async function download(folder, env, stallMs) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "pulumi-download-"));
  const { signal, clear } = stallLimit([temporary, folder], stallMs);
  try {
    for (const file of ["package.json", "package-lock.json"]) {
      fs.copyFileSync(path.join(__dirname, "npm", file), path.join(temporary, file));
    }
    await npmCi(temporary, env, signal);
    // What the downloader fetches passes through TMPDIR, where its progress can be seen.
    await run(process.execPath, ["node_modules/pulumi/run.js", "version"], {
      cwd: temporary,
      env: {
        ...env,
        PULUMI_VERSION: VERSION,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        TMPDIR: temporary,
        TMP: temporary,
        TEMP: temporary,
      },
      noise: /^Downloading /,
      signal,
    });
  } finally {
    clear();
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 */
async function npmCi(folder, env, signal) {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"];
  // On Windows npm is a script, which only a shell can start.
  const shell = process.platform === "win32";
  try {
    await run("npm", args, { cwd: folder, env, shell, noise: /^npm warn/i, signal });
  } catch (error) {
    if (error.code === "ENOENT") throw new Error("there is no npm on PATH");
    throw error;
  }
}

/**
 * A download may take long, but not without anything arriving.
 *
 * @param {string[]} folders
 * @param {number} stallMs
 */
function stallLimit(folders, stallMs) {
  const controller = new AbortController();
  let size = 0;
  let since = Date.now();
  const timer = setInterval(() => {
    const now = folders.reduce((total, folder) => total + sizeOf(folder), 0);
    if (now !== size) {
      size = now;
      since = Date.now();
    } else if (Date.now() - since >= stallMs) {
      controller.abort(
        new Error(`nothing arrived for ${stallMs / 1000} s; is there a connection?`),
      );
    }
  }, stallMs / 10);
  return { signal: controller.signal, clear: () => clearInterval(timer) };
}

/**
 * @param {string} folder
 * @returns {number} bytes; while files come and go, a number that equals no other
 */
function sizeOf(folder) {
  if (!fs.existsSync(folder)) return 0;
  try {
    return fs
      .readdirSync(folder, { recursive: true })
      .map((name) => fs.lstatSync(path.join(folder, String(name))).size)
      .reduce((total, size) => total + size, 0);
  } catch {
    return NaN;
  }
}

module.exports = { fromDownload, stallLimit };
