const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { bundle, ROOT } = require("./bundle");
const { compile } = require("./compile");
const { notices } = require("./third-party");

const NAME = "pulumi-resource-redis-backup";

/**
 * The files of the plugin by name, executables first.
 *
 * @returns {Promise<{ files: Map<string, { text: string, executable: boolean }>, inputs: string[] }>}
 */
async function pluginFiles() {
  await compile();
  const { text, inputs } = await bundle();
  const digest = crypto.createHash("sha256").update(text).digest("hex").slice(0, 16);
  const launcher = fs.readFileSync(path.join(ROOT, "provider/bin", NAME), "utf8");
  // A package.json with `"type": "module"` in a folder above would have Node refuse the launcher.
  const scope = { private: true, type: "commonjs" };
  const plain = { executable: false };
  const files = new Map([
    [NAME, { text: launcher.replace("@digest@", digest), executable: true }],
    [
      `${NAME}.cmd`,
      { text: `@node ${nodeFlags(launcher)} "%~dp0${NAME}" %*\r\n`, executable: true },
    ],
    ["redis-backup.cjs", { text, ...plain }],
    ["package.json", { text: `${JSON.stringify(scope)}\n`, ...plain }],
    ["THIRD-PARTY-NOTICES.txt", { text: notices(inputs), ...plain }],
  ]);
  const license = path.join(ROOT, "LICENSE");
  if (fs.existsSync(license)) {
    files.set("LICENSE", { text: fs.readFileSync(license, "utf8"), ...plain });
  }
  return { files, inputs };
}

/** What the launcher's second line has a shell give to Node. */
function nodeFlags(/** @type {string} */ launcher) {
  const [, flags] = / exec node (.*?) "\$0"/.exec(launcher) ?? [];
  if (flags === undefined) throw new Error("the launcher does not start node");
  return flags;
}

/** Builds the plugin into a folder, all at once, so that an engine never finds half of it. */
async function buildPlugin(folder = path.join(ROOT, "dist/plugin")) {
  const { files } = await pluginFiles();
  const partial = `${folder}.${process.pid}`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true });
  for (const [name, { text, executable }] of files) {
    fs.writeFileSync(path.join(partial, name), text, { mode: executable ? 0o755 : 0o644 });
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(partial, folder);
  return folder;
}

module.exports = { NAME, buildPlugin, pluginFiles };

if (require.main === module) {
  buildPlugin().then(
    (folder) => process.stdout.write(`${path.join(folder, NAME)}\n`),
    (error) => {
      process.stderr.write(`plugin: ${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
