const fs = require("node:fs");
const path = require("node:path");
const { start } = require("./start");

const BUNDLE = "redis-backup.cjs";
/** How esbuild evaluates a module when it is first required. */
const EVALUATION = "return mod||(0,cb[__getOwnPropNames(cb)[0]])(";
const NOTED = "return mod||(__note(__getOwnPropNames(cb)[0]),cb[__getOwnPropNames(cb)[0]])(";

/**
 * A copy of a plugin that writes the name of each module into a file when it is evaluated.
 *
 * @param {string} plugin
 * @param {string} copy
 */
function noting(plugin, copy) {
  fs.cpSync(plugin, copy, { recursive: true });
  const file = path.join(copy, BUNDLE);
  const text = fs.readFileSync(file, "utf8");
  if (!text.includes(EVALUATION)) throw new Error("esbuild evaluates modules in some other way");
  const note = `const __note=name=>require("fs").appendFileSync(process.env.NOTES,name+"\\n");`;
  fs.writeFileSync(file, note + text.replace(EVALUATION, NOTED));
  return copy;
}

/**
 * The modules that are evaluated up to the port line, and those that the first check adds.
 *
 * @param {string} plugin
 * @param {string} folder
 */
async function evaluated(plugin, folder) {
  fs.mkdirSync(folder);
  const notes = path.join(folder, "notes");
  fs.writeFileSync(notes, "");
  const env = { PATH: process.env.PATH, NODE_DISABLE_COMPILE_CACHE: "1", NOTES: notes };
  const names = () => fs.readFileSync(notes, "utf8").split("\n").filter(Boolean);
  let atPort = 0;
  await start(noting(plugin, path.join(folder, "noting")), env, "none", () => {
    atPort = names().length;
  });
  return { atStart: names().slice(0, atPort), atCheck: names().slice(atPort) };
}

/** How many modules of each package, the most first. */
function byPackage(/** @type {string[]} */ modules) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const name of modules) {
    const owner = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? "our own";
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([owner, count]) => `${owner} ${count}`);
}

module.exports = { BUNDLE, evaluated, byPackage };
