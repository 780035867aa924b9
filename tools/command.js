const { spawn } = require("node:child_process");

/** @typedef {{ exitCode: number, output: string }} Ended */

/**
 * Runs one line of shell to its end. What it prints, on both streams, goes to `show` line by line
 * and comes back as a whole.
 *
 * @param {string} line
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, show?: (line: string) => void }} options
 * @returns {Promise<Ended>}
 */
function command(line, { cwd, env = process.env, show = () => {} }) {
  return new Promise((resolve, reject) => {
    // Away from the terminal's Ctrl-C, which would make it talk: whoever runs us ends it.
    const child = spawn("sh", ["-c", line], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach(show);
      });
      stream.on("end", () => rest === "" || show(rest));
    }
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === null) reject(new Error(`${line} was ended by ${signal}`));
      else resolve({ exitCode: code, output });
    });
  });
}

module.exports = { command };
