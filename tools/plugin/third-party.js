const fs = require("node:fs");
const path = require("node:path");

/** @typedef {{ name: string, version: string, license: string, folder: string }} Package */

/**
 * The packages that files come from.
 *
 * @param {string[]} files
 * @returns {Package[]}
 */
function packagesOf(files) {
  const folders = files
    .map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)]
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        fs.readFileSync(path.join(folder, "package.json"), "utf8"),
      );
      return { name, version, license, folder };
    })
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/**
 * The licenses under which what is in the bundle may be passed on.
 *
 * @param {string[]} files
 */
function notices(files) {
  return packagesOf(files)
    .map(({ name, version, license, folder }) => {
      const texts = fs
        .readdirSync(folder)
        .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
        .sort()
        .map((file) => fs.readFileSync(path.join(folder, file), "utf8").trim());
      return [`${name} ${version} (${license})`, ...texts].join("\n\n");
    })
    .join(`\n\n${"-".repeat(72)}\n\n`)
    .concat("\n");
}

module.exports = { notices, packagesOf };
