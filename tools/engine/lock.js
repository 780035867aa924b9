const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: delay } = require("node:timers/promises");
const lockfile = require("proper-lockfile");

/**
 * Runs `work` while no other process runs work on the same folder. The lock saves effort only; it
 * is the rename into place that keeps the folder whole.
 *
 * @template T
 * @param {string} folder
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(folder, say, work) {
  const release = await acquire(folder, say).catch((error) => {
    const remedy = "REDIS_BACKUP_ENGINE_CACHE can name a folder that can be written";
    throw new Error(`cannot lock ${folder}: ${error.message}; ${remedy}`);
  });
  try {
    return await work();
  } finally {
    await release().catch(() => {});
  }
}

/**
 * @param {string} folder
 * @param {(line: string) => void} say
 */
async function acquire(folder, say) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const lock = () =>
    lockfile.lock(folder, {
      realpath: false,
      onCompromised: () => say("another run took over the lock; going on"),
    });
  for (let tries = 0; ; tries++) {
    try {
      return await lock();
    } catch (error) {
      if (error.code !== "ELOCKED") throw error;
    }
    if (tries % 60 === 0)
      say(`waiting for another run that is getting the engine (${folder}.lock)`);
    await delay(250);
  }
}

module.exports = { withLock };
