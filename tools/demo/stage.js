const { spawn } = require("node:child_process");
const { once } = require("node:events");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { command } = require("../command");
const { descendantsOf, endDescendants } = require("../end-descendants");

/** Settings of the user's own clouds and stacks have no place in the demo. */
const PRIVATE = /^(PULUMI|ALIBABA_CLOUD|REDIS_BACKUP)_/;

/** A shell in front of an audience: a temporary folder, an environment, and the commands in it. */
class Stage {
  /**
   * @param {import("./narrator").Narrator} narrator
   * @param {string} repo
   */
  constructor(narrator, repo) {
    this.narrator = narrator;
    this.cwd = repo;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-backup-demo-"));
    const own = Object.entries(process.env).filter(([name]) => !PRIVATE.test(name));
    /** @type {NodeJS.ProcessEnv} */
    this.env = {
      ...Object.fromEntries(own),
      REPO: repo,
      DEMO: this.folder,
      TMPDIR: this.newFolder("tmp"),
      PULUMI_OPTION_COLOR: narrator.isColoured ? "always" : "never",
    };
  }

  /** @param {string} name */
  newFolder(name) {
    const folder = path.join(this.folder, name);
    fs.mkdirSync(folder);
    return folder;
  }

  /**
   * Types a command and shows what it prints; another exit code than the expected one ends the demo.
   *
   * @param {string} line
   * @param {{ exitCode?: number }} [expected]
   * @returns {Promise<string>} what it printed
   */
  async run(line, { exitCode: expected = 0 } = {}) {
    this.narrator.typed(line);
    const { exitCode, output } = await command(line, {
      cwd: this.cwd,
      env: this.env,
      show: (printed) => this.narrator.printed(printed),
    });
    if (exitCode !== 0) this.narrator.ended(exitCode);
    if (exitCode !== expected) {
      throw new Error(`${line}\n  ended with exit code ${exitCode}, and not with ${expected}`);
    }
    return output;
  }

  /** @param {string} folder relative to the folder of the demo */
  cd(folder) {
    this.narrator.typed(`cd "$DEMO/${folder}"`);
    this.cwd = path.join(this.folder, folder);
  }

  /** @param {Record<string, string>} variables */
  export(variables) {
    for (const [name, value] of Object.entries(variables)) {
      this.narrator.typed(`export ${name}="${value}"`);
      this.env[name] = value;
    }
  }

  /**
   * Types a command that stays in the background, and shows what it prints up to `last`.
   *
   * @param {string} line
   * @param {string} last
   */
  async start(line, last) {
    this.narrator.typed(`${line} &`);
    const child = spawn("sh", ["-c", `exec ${line}`], {
      cwd: this.cwd,
      env: this.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = once(child, "close");
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => (output += chunk));
    }
    const complete = new Promise((resolve) =>
      child.stdout.on(
        "data",
        () => output.includes(last) && output.endsWith("\n") && resolve(true),
      ),
    );
    const isRunning = await Promise.race([complete, ended.then(() => false)]);
    output
      .trimEnd()
      .split("\n")
      .forEach((printed) => this.narrator.printed(printed));
    if (!isRunning) throw new Error(`${line}\n  ended at once`);
    const stop = async () => {
      child.kill("SIGINT");
      const [exitCode] = await ended;
      return /** @type {number | null} */ (exitCode);
    };
    return { output, stop };
  }

  /** What commands have left running. */
  get processes() {
    return descendantsOf(process.pid);
  }

  /** Ends everything and leaves nothing; can be called at any time, and twice. */
  clear() {
    endDescendants();
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

module.exports = { Stage };
