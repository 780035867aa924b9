const fs = require("node:fs");
const path = require("node:path");
const { install } = require("./install");
const { NAME, onlyWaiting, onlyWaitingInGo, PLUGINS } = require("./plugins");
const { dynamic, dynamicDoingNothing, yaml } = require("./programs");

/** @typedef {import("./stack").Side} Side */

/**
 * Every way to run the same stack, by the folder in which it is laid out. "floor" does nothing, and
 * "waiting" does nothing but wait before each read for as long as the API takes; "go" is that in Go.
 *
 * @type {Record<string, (folder: string) => Promise<Side>>}
 */
const SIDES = {
  plugin: (folder) => pluginSide(folder, PLUGINS.ours),
  "plugin floor": (folder) => pluginSide(folder, PLUGINS["doing nothing"]),
  "plugin waiting": (folder) => pluginSide(folder, onlyWaiting),
  go: (folder) => pluginSide(folder, onlyWaitingInGo),
  dynamic: (folder) => dynamicSide(folder, dynamic),
  "dynamic floor": (folder) => dynamicSide(folder, dynamicDoingNothing),
};

/** @returns {Promise<Side>} */
async function pluginSide(
  /** @type {string} */ folder,
  /** @type {(folder: string) => Promise<string>} */ build,
) {
  const project = path.join(folder, "project");
  fs.mkdirSync(project, { recursive: true });
  const plugin = await build(path.join(folder, "plugin"));
  return { project, provider: NAME, files: yaml(plugin) };
}

/** @returns {Promise<Side>} */
async function dynamicSide(/** @type {string} */ folder, /** @type {Side["files"]} */ files) {
  const project = path.join(folder, "project");
  await install(project, "copied");
  return { project, provider: "dynamic-provider", files };
}

module.exports = { SIDES };
