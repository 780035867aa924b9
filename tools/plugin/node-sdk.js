const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { run } = require("../engine/run");
const { ROOT } = require("./bundle");

/**
 * Compiles the SDK for Node and packs it. As the SDKs of Pulumi's own packages are, what is packed
 * is the compiled folder with the package.json in it.
 *
 * @param {string} folder where to put the tarball
 * @returns {Promise<string>} its path
 */
async function packNodeSdk(folder) {
  const source = path.join(ROOT, "sdk/nodejs");
  const built = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-sdk-nodejs-"));
  try {
    const tsc = require.resolve("typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", source, "--outDir", built], { env: process.env }).catch(
      () => {
        throw new Error(`the SDK can't be compiled: node ${tsc} -p ${source} --noEmit says why`);
      },
    );
    for (const file of ["package.json", "README.md"]) {
      fs.copyFileSync(path.join(source, file), path.join(built, file));
    }
    fs.copyFileSync(path.join(ROOT, "LICENSE"), path.join(built, "LICENSE"));
    const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
    const packed = await run("npm", args, {
      cwd: built,
      env: process.env,
      shell: process.platform === "win32",
    });
    return path.join(folder, packed.trim().split("\n").at(-1) ?? "");
  } finally {
    fs.rmSync(built, { recursive: true, force: true });
  }
}

module.exports = { packNodeSdk };
