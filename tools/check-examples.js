const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { command } = require("./command");
const { packNodeSdk } = require("./plugin/node-sdk");
const { REPO } = require("./prepare");

/**
 * Compiles the examples as a user would who has installed the packed package: what it lacks, or
 * hides behind `exports`, shows here and nowhere else.
 */
async function checkExamples() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-example-"));
  try {
    const packages = path.join(folder, "node_modules");
    fs.mkdirSync(packages);
    for (const name of fs.readdirSync(path.join(REPO, "node_modules"))) {
      fs.symlinkSync(path.join(REPO, "node_modules", name), path.join(packages, name));
    }
    const packed = `npm pack --silent --logs-max=0 --pack-destination "${folder}"`;
    await succeed(packed, REPO);
    await succeed("tar -xzf *.tgz && mv package node_modules/pulumi-redis-backup", folder);

    await packNodeSdk(folder);
    await succeed(
      "rm -rf package && tar -xzf pulumi-redis-backup-sdk-*.tgz && mv package node_modules/pulumi-redis-backup-sdk",
      folder,
    );

    const examples = path.join(REPO, "examples");
    for (const name of fs.readdirSync(examples).filter(isTypeScript)) {
      fs.cpSync(path.join(examples, name), path.join(folder, name), { recursive: true });
      // With the declarations of the package, as a user may have it.
      const tsc = "../node_modules/.bin/tsc --noEmit --skipLibCheck false";
      await succeed(tsc, path.join(folder, name));
      process.stdout.write(`${name} compiles with the packed package\n`);
    }
    const cli = "node node_modules/pulumi-redis-backup/dist/cli/main.js";
    await succeed(`${cli} --version`, folder);
    process.stdout.write("redis-backup starts from the packed package\n");
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }

  /** @param {string} name */
  function isTypeScript(name) {
    return fs.existsSync(path.join(REPO, "examples", name, "tsconfig.json"));
  }
}

/**
 * @param {string} line
 * @param {string} cwd
 */
async function succeed(line, cwd) {
  const { exitCode, output } = await command(line, { cwd });
  if (exitCode !== 0) throw new Error(`${line} ended with exit code ${exitCode}:\n${output}`);
}

checkExamples().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
