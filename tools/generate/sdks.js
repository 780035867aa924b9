const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { run } = require("../engine/run");
const { getGenerator } = require("./generator");

/** Files beside generated ones that are written by hand: no generator makes a Go module. */
const BY_HAND = ["go/go.mod", "go/go.sum"];

/** Where the files of a language belong inside its folder. */
const INSIDE = { nodejs: "", python: "", go: "redisbackup" };

/**
 * Replaces the SDKs in a folder by those of a schema.
 *
 * @param {string} schemaFile
 * @param {string} folder
 * @param {{ env?: NodeJS.ProcessEnv, log?: (line: string) => void }} [options]
 */
async function generateSdks(schemaFile, folder, { env = process.env, log } = {}) {
  const generator = await getGenerator({ env, log });
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-sdk-"));
  try {
    await run(generator, [schemaFile, made], { env });
    for (const file of BY_HAND) {
      const kept = path.join(__dirname, "../../sdk", file);
      fs.cpSync(kept, path.join(made, "by-hand", file), { recursive: true });
    }
    for (const [language, inside] of Object.entries(INSIDE)) {
      const target = path.join(folder, language);
      fs.rmSync(target, { recursive: true, force: true });
      fs.cpSync(path.join(made, language), path.join(target, inside), { recursive: true });
    }
    fs.cpSync(path.join(made, "by-hand"), folder, { recursive: true });
  } finally {
    fs.rmSync(made, { recursive: true, force: true });
  }
}

module.exports = { generateSdks };
