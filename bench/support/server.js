const { fork } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { cpuMs, memoryKiB } = require("./memory");

/**
 * A server in a process of its own, so that it can be measured alone.
 *
 * @template T
 * @param {{ kind: "emulator" | "bare", given: unknown, folder: string }} what
 * @param {(server: Server) => Promise<T>} use
 */
async function withServer({ kind, given, folder }, use) {
  const file = path.join(folder, `${kind}.json`);
  fs.writeFileSync(file, JSON.stringify(given));
  const began = performance.now();
  const child = fork(path.join(__dirname, "server-child.js"), [kind, file]);
  try {
    /** @type {import("./server-child").Ready} */
    const ready = await new Promise((resolve, reject) => {
      child.once("message", (message) => resolve(/** @type {any} */ (message)));
      child.once("exit", (code) => reject(new Error(`the server ended with exit code ${code}`)));
    });
    const pid = Number(child.pid);
    return await use({
      ...ready,
      startMs: performance.now() - began,
      cpuMs: () => cpuMs(pid),
      memoryMiB: () => memoryKiB(pid, "VmRSS") / 1024,
    });
  } finally {
    child.kill("SIGKILL");
  }
}

/**
 * @typedef {import("./server-child").Ready & {
 *   startMs: number, cpuMs: () => number, memoryMiB: () => number
 * }} Server
 */

module.exports = { withServer };
