const { isDeepStrictEqual } = require("node:util");

/** Says what happens, in a form that tells commands, their output and claims apart. */
class Narrator {
  #chapters = 0;

  constructor({ stdout = process.stdout, env = process.env } = {}) {
    this.stdout = stdout;
    this.isColoured = stdout.isTTY === true && !env.NO_COLOR;
  }

  /** @param {string} line */
  say(line) {
    this.stdout.write(`${line}\n`);
  }

  /**
   * @param {string} title
   * @param {string[]} explanation
   */
  chapter(title, ...explanation) {
    this.#chapters += 1;
    this.say("");
    this.say(this.#styled("1", `━━ ${this.#chapters}  ${title}`));
    for (const line of explanation) this.say(line);
    this.say("");
  }

  /** @param {string} line */
  typed(line) {
    this.say(this.#styled("1;36", `$ ${line}`));
  }

  /** @param {string} line */
  printed(line) {
    this.say(line === "" ? "" : `  ${line}`);
  }

  /** @param {number} exitCode */
  ended(exitCode) {
    this.say(this.#styled("33", `  exit code ${exitCode}`));
  }

  /**
   * States something and proves it, or ends the demo.
   *
   * @param {string} claim
   * @param {unknown} actual
   * @param {unknown} expected
   */
  claim(claim, actual, expected) {
    if (!isDeepStrictEqual(actual, expected)) {
      throw new Error(
        `not true: ${claim}\n  expected ${JSON.stringify(expected)}\n  found    ${JSON.stringify(actual)}`,
      );
    }
    this.say(this.#styled("32", `✓ ${claim}`));
  }

  /** @param {string} message */
  failure(message) {
    this.say(this.#styled("31", `✗ ${message}`));
  }

  /**
   * @param {string} style
   * @param {string} text
   */
  #styled(style, text) {
    return this.isColoured ? `\u001b[${style}m${text}\u001b[0m` : text;
  }
}

module.exports = { Narrator };
