const fs = require("node:fs");

const EVERY_MS = 50;

/**
 * Watches the processes below one whose command line holds a text; call the result for the most memory
 * that any of them has had, in MiB, as the kernel counts it (VmHWM). NaN where there is no /proc.
 *
 * @param {number} pid
 * @param {string} part
 */
function peakMemory(pid, part) {
  let peakKiB = NaN;
  const look = () => {
    for (const child of below(pid)) {
      if (!read(child, "cmdline").replaceAll("\0", " ").includes(part)) continue;
      const kib = memoryKiB(child, "VmHWM");
      if (!(peakKiB >= kib)) peakKiB = kib;
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    return peakKiB / 1024;
  };
}

/** @returns {number[]} */
function below(/** @type {number} */ pid) {
  const children = threads(pid).flatMap((thread) =>
    read(pid, `task/${thread}/children`).trim().split(" ").filter(Boolean).map(Number),
  );
  return children.flatMap((child) => [child, ...below(child)]);
}

function threads(/** @type {number} */ pid) {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** @param {"VmHWM" | "VmRSS"} what */
function memoryKiB(/** @type {number} */ pid, what) {
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(read(pid, "status"))?.[1]);
}

/** Milliseconds that a process has computed, in all its threads. */
function cpuMs(/** @type {number} */ pid) {
  return threads(pid).reduce(
    (sum, thread) => sum + Number.parseInt(read(pid, `task/${thread}/schedstat`)) / 1e6,
    0,
  );
}

/** Nothing once the process has ended. */
function read(/** @type {number} */ pid, /** @type {string} */ file) {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

module.exports = { peakMemory, memoryKiB, cpuMs };
