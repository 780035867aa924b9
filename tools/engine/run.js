const { spawn } = require("node:child_process");

const windows = process.platform === "win32";
const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a command to its end and resolves with its stdout. Rejects with one line: the first line of
 * stderr that is not `noise`, or the reason `signal` was aborted with.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{
 *   env: NodeJS.ProcessEnv,
 *   cwd?: string,
 *   shell?: boolean,
 *   noise?: RegExp,
 *   signal?: AbortSignal,
 * }} options
 * @returns {Promise<string>}
 */
function run(command, args, { env, cwd, shell = false, noise = /^$/, signal }) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that stopping the command also stops what it has started.
    const child = spawn(command, args, {
      env,
      cwd,
      shell,
      detached: !windows,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(windows ? child.pid : -child.pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    };
    // Outside our group the command does not see a Ctrl-C.
    const passOn = (/** @type {NodeJS.Signals} */ name) => {
      stop();
      process.kill(process.pid, name);
    };
    const settle = () => {
      for (const name of signals) process.removeListener(name, passOn);
      signal?.removeEventListener("abort", stop);
    };
    for (const name of signals) process.once(name, passOn);
    signal?.addEventListener("abort", stop);

    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk) => (stderr += chunk));
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (code, killedBy) => {
      settle();
      if (signal?.aborted) return reject(signal.reason);
      if (code === 0) return resolve(stdout);
      const why = stderr.split("\n").find((line) => line.trim() !== "" && !noise.test(line));
      reject(new Error(why?.trim() ?? `${command} ended with ${killedBy ?? `exit code ${code}`}`));
    });
  });
}

/**
 * Says what is being done, that it is still being done, and how long it took.
 *
 * @template T
 * @param {(line: string) => void} say
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(say, what, work) {
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  say(`${what} …`);
  const heartbeat = setInterval(() => say(`… still at it after ${elapsed()}`), 15_000);
  try {
    const result = await work();
    say(`… done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

module.exports = { run, step };
