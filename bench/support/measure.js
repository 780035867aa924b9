const os = require("node:os");
const { parseArgs } = require("node:util");

/**
 * `--runs` and the other flags of a bench, which all take whole numbers with commas between them,
 * or names.
 *
 * @param {Record<string, string>} defaults
 * @returns {Record<string, string[]>}
 */
function flags(defaults) {
  const options = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      /** @type {const} */ ({ type: "string", default: value }),
    ]),
  );
  const { values } = parseArgs({ options });
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value).split(",")]),
  );
}

/** @param {readonly string[]} values */
const numbers = (values) =>
  values.map((value) => {
    if (/^[1-9]\d*$/.test(value)) return Number(value);
    throw new Error(`"${value}" is not a whole number of 1 or more`);
  });

/**
 * Measures each side in turn, A B A B and the next time B A B A, so that whatever else the machine
 * does falls on all alike.
 *
 * @template T
 * @param {number} runs
 * @param {Record<string, () => Promise<T>>} sides
 * @returns {Promise<Record<string, T[]>>}
 */
async function interleaved(runs, sides) {
  const results = Object.fromEntries(
    Object.keys(sides).map((name) => [name, /** @type {T[]} */ ([])]),
  );
  const order = Object.entries(sides);
  for (let run = 0; run < runs; run += 1) {
    for (const [name, measure] of order) results[name]?.push(await measure());
    order.reverse();
  }
  return results;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** The median of the ratios run by run: what slows both sides of a run down cancels out. */
function ratio(/** @type {readonly number[]} */ ours, /** @type {readonly number[]} */ theirs) {
  return median(ours.map((value, run) => value / (theirs[run] ?? NaN)));
}

/** `median (min–max)`. */
function spread(/** @type {readonly number[]} */ values, digits = 0) {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/**
 * Prints a table that Markdown takes as it is.
 *
 * @param {string} title
 * @param {readonly string[]} head
 * @param {readonly (readonly (string | number)[])[]} rows
 */
function table(title, head, rows) {
  const lines = [head, ...rows].map((cells) => cells.map(String));
  const widths = head.map((_, n) => Math.max(3, ...lines.map((cells) => (cells[n] ?? "").length)));
  const line = (/** @type {string[]} */ cells) =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(" | ")} |`;
  const [first = [], ...rest] = lines.map(line);
  const rule = line(widths.map((width) => "-".repeat(width)));
  process.stdout.write(`\n${title}\n\n${[first, rule, ...rest].join("\n")}\n`);
}

/** What the numbers depend on. */
function circumstances() {
  const [load = 0] = os.loadavg();
  return `${new Date().toISOString().slice(0, 16)}Z, ${os.cpus().length} cores, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}

/** @param {() => Promise<void>} bench */
function run(bench) {
  process.stdout.write(`${circumstances()}\n`);
  bench().then(
    () => process.stdout.write(`\nend: ${circumstances()}\n`),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exitCode = 1;
    },
  );
}

module.exports = { flags, numbers, interleaved, median, ratio, spread, table, run };
