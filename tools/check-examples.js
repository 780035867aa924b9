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

    fs.cpSync(path.join(REPO, "examples"), folder, { recursive: true });
    for (const [compilerOptions, files] of programsIn(folder)) {
      // All at once, as most of the time goes into what they share. With the declarations of the
      // package, as a user may have it.
      const options = { ...JSON.parse(compilerOptions), noEmit: true, skipLibCheck: false };
      const config = JSON.stringify({ compilerOptions: options, files });
      fs.writeFileSync(path.join(folder, "tsconfig.json"), config);
      await succeed("node_modules/.bin/tsc", folder);
      process.stdout.write(`${files.join(", ")}: compile with the packed package\n`);
    }
    const cli = "node node_modules/pulumi-redis-backup/dist/cli/main.js";
    await succeed(`${cli} --version`, folder);
    process.stdout.write("redis-backup starts from the packed package\n");
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The files of the examples in TypeScript, by the options with which they are compiled.
 *
 * @param {string} folder
 */
function programsIn(folder) {
  /** @type {Map<string, string[]>} */
  const programs = new Map();
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name, "tsconfig.json");
    if (name === "node_modules" || !fs.existsSync(file)) continue;
    const { compilerOptions, files } = JSON.parse(fs.readFileSync(file, "utf8"));
    const options = JSON.stringify(compilerOptions);
    const own = files.map((/** @type {string} */ source) => path.join(name, source));
    programs.set(options, [...(programs.get(options) ?? []), ...own]);
  }
  return programs;
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
