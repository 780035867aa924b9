const fs = require("node:fs");
const path = require("node:path");
const semver = require("semver");
const { NothingThere } = require("./errors");
const { OLDEST, isExecutable, pulumiIn, speaks, versionOf } = require("./pulumi");

/**
 * The first way: the `pulumi` somebody has installed.
 *
 * @param {{ env: NodeJS.ProcessEnv }} context
 * @returns {Promise<import("./index").Engine>}
 */
async function fromPath({ env }) {
  const found = (env.PATH ?? "")
    .split(path.delimiter)
    .find((folder) => folder !== "" && isExecutable(pulumiIn(folder)));
  if (found === undefined) throw new NothingThere("there is no pulumi on PATH");

  const real = path.dirname(fs.realpathSync(pulumiIn(found)));
  const bin = [found, real].find((folder) => speaks(folder, "nodejs"));
  if (bin === undefined) {
    throw new Error(`${pulumiIn(found)} has no Node language host beside it`);
  }
  const version = await versionOf(found, env);
  if (!semver.satisfies(version, `>=${OLDEST} <4`, { includePrerelease: true })) {
    throw new Error(`${pulumiIn(found)} is ${version}; ${OLDEST} or newer (below 4) is needed`);
  }
  return { bin, version, way: "path" };
}

module.exports = { fromPath };
