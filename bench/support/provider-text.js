const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { promisify } = require("node:util");
const { inFolder } = require("./folder");
const { install } = require("./install");

/** Declares one resource of each kind without an engine, and tells what each would bring into state. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const texts = {};
pulumi.runtime.setMocks({
  call: () => ({}),
  newResource({ type, inputs }) {
    texts[type] = inputs.__provider;
    return { id: "id", state: inputs };
  },
}).then(async () => {
  const { tair } = require("pulumi-redis-backup");
  for (const [name, value] of Object.entries(tair)) {
    if (value.prototype instanceof pulumi.CustomResource) {
      new value(name, { instanceId: "r-" + name.toLowerCase() });
    }
  }
  await pulumi.runtime.waitForRPCs();
  process.stdout.write(JSON.stringify(texts));
});
`;

/**
 * The text of `__provider` by resource type, from the package as built, and again after a comment has
 * been added to every one of its files.
 *
 * @param {"copied" | "symlinked" | "packed"} how
 * @returns {Promise<{ before: Record<string, string>, after: Record<string, string>, files: number }>}
 */
async function providerTexts(how) {
  return inFolder(async (folder) => {
    const project = path.join(folder, "project");
    const installed = await install(project, how);
    const before = await textsIn(project);
    const files = addComments(path.join(installed, "dist/provider"));
    return { before, after: await textsIn(project), files };
  });
}

/** @param {string} project */
async function textsIn(project) {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", PROGRAM], { cwd: project });
  return JSON.parse(stdout);
}

/** Above the code and below: neither lines nor ends may count. */
function addComments(/** @type {string} */ folder) {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => name.endsWith(".js")).map((name) => path.join(folder, name));
  for (const file of files) {
    fs.writeFileSync(file, `// a comment\n\n${fs.readFileSync(file, "utf8")}\n// another\n`);
  }
  return files.length;
}

module.exports = { providerTexts };
