const { execFileSync } = require("node:child_process");
const fs = require("node:fs");

/**
 * Ends every process that this one has started, and those that they have started: Pulumi puts its
 * language hosts and providers into process groups of their own, where no signal to ours arrives.
 */
function endDescendants() {
  const stopped = new Set();
  // A stopped process starts no others, so this ends with all of them, and none is orphaned unseen.
  for (;;) {
    const fresh = descendantsOf(process.pid).filter((pid) => !stopped.has(pid));
    if (fresh.length === 0) break;
    for (const pid of fresh) {
      stopped.add(pid);
      signal(pid, "SIGSTOP");
    }
  }
  for (const pid of stopped) signal(pid, "SIGKILL");
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/**
 * @param {number} root
 * @returns {number[]} parents first
 */
function descendantsOf(root) {
  const family = parents();
  const found = [root];
  for (const parent of found) {
    for (const [pid, its] of family) if (its === parent) found.push(pid);
  }
  return found.slice(1);
}

/** @returns {[pid: number, parent: number][]} */
function parents() {
  if (fs.existsSync("/proc/self/stat")) {
    return fs
      .readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => parentIn(`/proc/${name}/stat`))
      .map(([pid, parent]) => [pid, parent]);
  }
  const ps = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" });
  return ps
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , name]) => name !== undefined && !name.endsWith("ps"))
    .map(([pid, parent]) => [Number(pid), Number(parent)]);
}

/**
 * @param {string} file
 * @returns {[pid: number, parent: number][]} nothing when it has ended, or waits to be collected
 */
function parentIn(file) {
  try {
    const [, pid, state, parent] =
      /^(\d+) \(.*\) (\S) (\d+)/s.exec(fs.readFileSync(file, "utf8")) ?? [];
    return state === "Z" ? [] : [[Number(pid), Number(parent)]];
  } catch {
    return [];
  }
}

module.exports = { endDescendants, descendantsOf };
