const fs = require("node:fs");
const path = require("node:path");
const { compile } = require("../plugin/compile");
const { generateSdks } = require("./sdks");

const ROOT = path.join(__dirname, "../..");

/**
 * Writes everything that is generated from the definitions: schema.json, the reference pages, the SDKs
 * and the schema of reports.
 *
 * @param {string} root the folder to write to, laid out as the repository is
 */
async function generate(root = ROOT) {
  await compile("cli");
  const { generatedFiles } = require("../../dist/provider/schema/generated-files");
  const { version } = require("../../package.json");
  fs.rmSync(path.join(root, "docs/resources"), { recursive: true, force: true });
  const { reportSchemaText } = require("../../dist/cli/output/report-schema");
  const files = new Map([...generatedFiles(version), ["report.schema.json", reportSchemaText()]]);
  for (const [name, text] of files) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  await generateSdks(path.join(root, "schema.json"), path.join(root, "sdk"));
}

module.exports = { generate };

if (require.main === module) {
  generate().catch((error) => {
    process.stderr.write(`generate: ${error.message}\n`);
    process.exitCode = 1;
  });
}
