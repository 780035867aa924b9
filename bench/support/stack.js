const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { engineEnvironment, getEngine } = require("../../tools/engine");
const { peakMemory } = require("./memory");

/**
 * A project of a bench: how its program is written, and which process its provider is.
 *
 * @typedef {object} Side
 * @property {string} project folder, with whatever the program imports
 * @property {string} provider part of the provider's command line
 * @property {(instances: string[], days: number) => Record<string, string>} files
 */

/** @typedef {{ ms: number, cpuMs: number, memoryMiB: number }} Measured */

/** Runs a command, and tells the processor time of it and of all that it has waited for. */
const TIMED = ["-c", '"$@"; code=$?; times >&3; exit $code', "sh"];

const STEPS = {
  preview: ["preview"],
  up: ["up", "--yes", "--skip-preview"],
  "no-op up": ["up", "--yes", "--skip-preview", "--expect-no-changes"],
  update: ["up", "--yes", "--skip-preview"],
  refresh: ["refresh", "--preview-only", "--expect-no-changes"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};
/** @typedef {keyof typeof STEPS} Step */

/** A stack of policies of one side. */
class Stack {
  /**
   * @param {Side} side
   * @param {Record<string, string>} environment
   */
  constructor(side, environment) {
    this.side = side;
    this.environment = environment;
  }

  /**
   * @param {Side} side
   * @param {Record<string, string>} cloud the environment that leads to the emulator
   */
  static async create(side, cloud) {
    const { bin } = await getEngine({ log: () => undefined });
    const inside = (/** @type {string} */ name) => path.join(side.project, name);
    for (const folder of ["home", "state"]) fs.mkdirSync(inside(folder), { recursive: true });
    const environment = {
      ...(process.env.TMPDIR === undefined ? {} : { TMPDIR: process.env.TMPDIR }),
      HOME: inside("home"),
      ...engineEnvironment({
        bin,
        home: inside("home"),
        backendDir: inside("state"),
        passphrase: "bench",
      }),
      ...cloud,
    };
    const stack = new Stack(side, environment);
    stack.write([], 0);
    await stack.pulumi(["stack", "init", "bench"]);
    return stack;
  }

  /**
   * @param {string[]} instances
   * @param {number} days
   */
  write(instances, days) {
    for (const [name, text] of Object.entries(this.side.files(instances, days))) {
      fs.writeFileSync(path.join(this.side.project, name), text);
    }
  }

  /** @param {Step} step */
  step(step) {
    return this.pulumi([...STEPS[step], "--stack", "bench"]);
  }

  /**
   * @param {string[]} args
   * @returns {Promise<Measured>}
   */
  async pulumi(args) {
    const began = performance.now();
    const command = ["pulumi", ...args, "--non-interactive", "--color", "never"];
    const child = spawn("sh", [...TIMED, ...command], {
      cwd: this.side.project,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const texts = ["", "", "", ""];
    child.stdio.forEach((stream, n) => {
      stream?.on("data", (/** @type {Buffer} */ data) => (texts[n] += data.toString()));
    });
    const memory = peakMemory(Number(child.pid), this.side.provider);
    const exitCode = await new Promise((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    const ms = performance.now() - began;
    if (exitCode !== 0)
      throw new Error(`pulumi ${args.join(" ")} (${exitCode}):\n${texts.join("")}`);
    return { ms, cpuMs: cpuMsOf(texts[3] ?? ""), memoryMiB: memory() };
  }
}

/** What `times` prints: minutes and seconds by the shell itself, and by its children. */
function cpuMsOf(/** @type {string} */ printed) {
  const times = [...printed.matchAll(/(\d+)m([\d.]+)s/g)];
  return times.reduce((sum, [, min, sec]) => sum + (Number(min) * 60 + Number(sec)) * 1000, 0);
}

module.exports = { Stack, STEPS };
