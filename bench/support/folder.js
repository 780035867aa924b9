const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const ROOT = path.join(__dirname, "../..");

/**
 * Gives a temporary folder to something and takes it away again.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} use
 */
async function inFolder(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-bench-"));
  try {
    return await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

module.exports = { ROOT, inFolder };
