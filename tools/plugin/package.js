const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { run } = require("../engine/run");
const { NAME, pluginFiles } = require("./build");
const { ROOT } = require("./bundle");
const { packNodeSdk } = require("./node-sdk");
const { sbom } = require("./sbom");
const { tarball } = require("./tar");

/** As the engine names them. The plugin is JavaScript, and the same for all of them. */
const PLATFORMS = ["darwin", "linux", "windows"].flatMap((system) =>
  ["amd64", "arm64"].map((arch) => `${system}-${arch}`),
);

/**
 * Everything that a release consists of, in one folder: the plugin for each platform, the npm
 * packages, what the plugin is made of, and the SHA-256 sum of each.
 */
async function packageRelease(folder = path.join(ROOT, "dist/release")) {
  const { version } = require("../../package.json");
  const { files, inputs } = await pluginFiles();
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });

  const plugin = tarball(files);
  for (const platform of PLATFORMS) {
    fs.writeFileSync(path.join(folder, `${NAME}-v${version}-${platform}.tar.gz`), plugin);
  }
  fs.copyFileSync(path.join(ROOT, "schema.json"), path.join(folder, "schema.json"));
  fs.writeFileSync(path.join(folder, `${NAME}-v${version}.cdx.json`), sbom(inputs));
  await npm(["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
  const packages = await npm([
    "sbom",
    "--sbom-format=cyclonedx",
    "--omit=dev",
    "--package-lock-only",
  ]);
  fs.writeFileSync(path.join(folder, `pulumi-redis-backup-${version}.cdx.json`), packages);
  await packNodeSdk(folder);

  const sums = fs
    .readdirSync(folder)
    .sort()
    .map((name) => `${sha256(path.join(folder, name))}  ${name}\n`);
  fs.writeFileSync(path.join(folder, "SHA256SUMS"), sums.join(""));
  return folder;
}

/** @param {string[]} args */
function npm(args) {
  return run("npm", args, { cwd: ROOT, env: process.env, shell: process.platform === "win32" });
}

/** @param {string} file */
function sha256(file) {
  return crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex");
}

module.exports = { packageRelease };

if (require.main === module) {
  packageRelease().then(
    (folder) => process.stdout.write(`${folder}\n`),
    (error) => {
      process.stderr.write(`package: ${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
