const fs = require("node:fs");
const path = require("node:path");

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Locked */

/**
 * Whether the packages in node_modules are others than those in the lock file. Optional ones may
 * be missing: most of them are for other platforms.
 *
 * @param {string} folder
 * @returns {boolean}
 */
function isStale(folder) {
  const wanted = packagesIn(path.join(folder, "package-lock.json"));
  const installed = packagesIn(path.join(folder, "node_modules/.package-lock.json"));
  return Object.entries(wanted).some(([name, { version, integrity, optional }]) => {
    if (name === "") return false;
    const there = installed[name];
    if (there === undefined) return optional !== true;
    return there.version !== version || there.integrity !== integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, Locked>}
 */
function packagesIn(file) {
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, "utf8")).packages;
}

module.exports = { isStale };
