const fs = require("node:fs");
const path = require("node:path");
const { cacheFolder, completedAt, fillCache, fromCache } = require("./cache");
const { withLock } = require("./lock");
const { VERSION, versionOf } = require("./pulumi");
const recipe = require("./recipe");
const { run, step } = require("./run");

/**
 * The last way: building from Go modules, checked against the go.sum files beside this one.
 *
 * @param {{ env: NodeJS.ProcessEnv, say: (line: string) => void }} context
 * @returns {Promise<import("./index").Engine>}
 */
async function fromBuild({ env, say }) {
  if (process.platform === "win32") {
    throw new Error("not supported on Windows: install Pulumi with the vendor's installer");
  }
  const folder = cacheFolder(env);
  const before = completedAt(folder);
  return withLock(folder, say, async () => {
    if (completedAt(folder) !== before) return fromCache({ env });
    await fillCache(folder, (bin) => build(bin, env, say));
    return { bin: path.join(folder, "bin"), version: VERSION, way: "build" };
  });
}

/**
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 */
async function build(bin, env, say) {
  for (const { folder, what, packages, tags, linkerFlags } of recipe.builds) {
    const flags = ["-trimpath", "-buildvcs=false", "-tags", tags, "-ldflags", linkerFlags];
    const args = ["build", "-mod=readonly", ...flags, "-o", bin + path.sep, ...packages];
    await step(say, `building ${what}`, () => go(args, folder, env));
  }

  const { module, files } = recipe.scripts;
  const list = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module];
  const source = (await go(list, "cli", env)).trim();
  for (const file of files) {
    const copy = path.join(bin, path.basename(file));
    fs.copyFileSync(path.join(source, file), copy);
    fs.chmodSync(copy, 0o755);
  }

  const built = await versionOf(bin, env);
  if (built !== VERSION) throw new Error(`the CLI that was built says it is ${built}`);
}

/**
 * @param {string[]} args
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
async function go(args, folder, env) {
  try {
    return await run("go", args, {
      cwd: path.join(__dirname, folder),
      // A workspace above this checkout or a missing C compiler must not change what is built.
      env: { ...env, GOWORK: "off", CGO_ENABLED: "0" },
      noise: /^(go: downloading|#) /,
    });
  } catch (error) {
    if (error.code === "ENOENT") throw new Error("there is no go on PATH");
    throw error;
  }
}

/** @returns {string} the oldest version of Go that the modules can be built with */
function oldestGo() {
  const text = fs.readFileSync(path.join(__dirname, "cli/go.mod"), "utf8");
  return /^go (.+)$/m.exec(text)?.[1] ?? "";
}

module.exports = { fromBuild, oldestGo };
