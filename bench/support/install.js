const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { promisify } = require("node:util");
const { ROOT } = require("./folder");

const NAME = "pulumi-redis-backup";
const run = promisify(execFile);

/** The ways in which the package can get into a project. Each takes a copy: others may build. */
const INSTALLS = {
  /** @param {string} project */
  async copied(project) {
    copyPackage(path.join(project, "node_modules", NAME));
  },
  /** @param {string} project */
  async symlinked(project) {
    const elsewhere = `${project}-elsewhere`;
    copyPackage(elsewhere);
    linkPackages(path.join(elsewhere, "node_modules"));
    fs.symlinkSync(elsewhere, path.join(project, "node_modules", NAME), "dir");
  },
  /** @param {string} project */
  async packed(project) {
    const elsewhere = `${project}-elsewhere`;
    copyPackage(elsewhere);
    const flags = ["--ignore-scripts", "--silent", "--pack-destination", project];
    const { stdout } = await run("npm", ["pack", ...flags], { cwd: elsewhere });
    const target = path.join(project, "node_modules", NAME);
    fs.mkdirSync(target);
    const tarball = path.join(project, stdout.trim());
    await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", target]);
  },
};

/** The packages that the repository has, for a project; the package itself is not among them. */
function linkPackages(/** @type {string} */ modules) {
  fs.mkdirSync(modules, { recursive: true });
  for (const name of fs.readdirSync(path.join(ROOT, "node_modules"))) {
    if (name.startsWith(".")) continue;
    fs.symlinkSync(path.join(ROOT, "node_modules", name), path.join(modules, name));
  }
}

/**
 * A project in which the package is installed.
 *
 * @param {string} project
 * @param {keyof typeof INSTALLS} how
 */
async function install(project, how) {
  linkPackages(path.join(project, "node_modules"));
  await INSTALLS[how](project);
  return path.join(project, "node_modules", NAME);
}

/** @param {string} target */
function copyPackage(target) {
  for (const entry of ["dist/provider", "dist/emulator", "package.json", "schema.json"]) {
    fs.cpSync(path.join(ROOT, entry), path.join(target, entry), { recursive: true });
  }
}

module.exports = { INSTALLS, install };
