const path = require("node:path");
const { inFolder, ROOT } = require("./support/folder");
const { flags, interleaved, numbers, ratio, run, spread, table } = require("./support/measure");
const { HAS_GO, LATENCY_MS } = require("./support/plugins");
const { SIDES } = require("./support/sides");
const { Stack, STEPS } = require("./support/stack");

/** @typedef {import("./support/stack").Measured & { calls: Map<string, number> }} Sample */
/** @typedef {Record<string, Sample>} Round what each step took */

/** Bounds from the issue: how many times the floor a step may take. */
const AIMS = { refresh: "1.3", up: "2", update: "2", destroy: "2" };

/** A whole life of a stack of policies, on each host and on one that does nothing. */
run(async () => {
  const options = flags({
    runs: "3",
    sizes: "1,10,50,200",
    sides: Object.keys(SIDES)
      .filter((name) => HAS_GO || name !== "go")
      .join(),
    steps: Object.keys(STEPS).join(),
  });
  const [runs = 3] = numbers(options.runs ?? []);
  const steps = /** @type {(keyof typeof STEPS)[]} */ (options.steps);
  const sizes = numbers(options.sizes ?? []);
  const instances = Array.from({ length: Math.max(...sizes) }, (_, n) => `r-bench-${n}`);
  const { startEmulator } = require(path.join(ROOT, "dist/emulator"));
  const emulator = await startEmulator({
    latencyMs: LATENCY_MS,
    seed: { instances: instances.map((instanceId) => ({ instanceId })) },
  });
  try {
    await inFolder(async (folder) => {
      const stacks = await stacksOf(options.sides ?? [], folder, emulator.environment);
      for (const size of sizes) {
        const some = instances.slice(0, size);
        const rounds = Object.fromEntries(
          Object.entries(stacks).map(([name, stack]) => [
            name,
            () => life(stack, emulator, some, steps),
          ]),
        );
        report(size, runs, steps, await interleaved(runs, rounds));
      }
    });
  } finally {
    await emulator.close();
  }
});

/**
 * All are laid out at once, from one build: others may build meanwhile.
 *
 * @param {string[]} sides
 * @param {string} folder
 * @param {Record<string, string>} cloud
 */
async function stacksOf(sides, folder, cloud) {
  /** @type {Record<string, Stack>} */
  const stacks = {};
  for (const name of sides) {
    const side = await SIDES[name]?.(path.join(folder, name));
    if (side === undefined) throw new Error(`there is no side "${name}"`);
    const stack = await Stack.create(side, cloud);
    // The first command fills the caches of the system, of the engine and of V8.
    stack.write(["r-bench-0"], 30);
    await stack.step("preview");
    stacks[name] = stack;
  }
  return stacks;
}

/**
 * @param {Stack} stack
 * @param {{ requests: { action: string }[], reset(): void }} emulator
 * @param {string[]} instances
 * @param {(keyof typeof STEPS)[]} steps
 * @returns {Promise<Round>}
 */
async function life(stack, emulator, instances, steps) {
  emulator.reset();
  /** @type {Round} */
  const round = {};
  stack.write(instances, 30);
  for (const step of steps) {
    if (step === "update") stack.write(instances, 31);
    emulator.requests.length = 0;
    const measured = await stack.step(step);
    const calls = new Map();
    for (const { action } of emulator.requests) calls.set(action, (calls.get(action) ?? 0) + 1);
    round[step] = { ...measured, calls };
  }
  return round;
}

/**
 * @param {number} size
 * @param {number} runs
 * @param {(keyof typeof STEPS)[]} steps
 * @param {Record<string, Round[]>} results
 */
function report(size, runs, steps, results) {
  // Those with a space are what another is compared with.
  const names = Object.keys(results).filter((name) => !name.includes(" "));
  const rows = names.flatMap((name) => steps.map((step) => rowOf(size, name, step, results)));
  const head = [
    "host",
    "step",
    "s",
    "floor, s",
    "ratio",
    "aim",
    "to waiting",
    "to Go",
    "CPU, s",
    "CPU ratio",
    "MiB",
    "floor, MiB",
    "API calls per policy",
  ];
  table(`${size} policies, API at ${LATENCY_MS} ms, ${runs} runs`, head, rows);
}

/**
 * @param {number} size
 * @param {string} name
 * @param {keyof typeof STEPS} step
 * @param {Record<string, Round[]>} results
 */
function rowOf(size, name, step, results) {
  /** @typedef {"ms" | "cpuMs" | "memoryMiB"} What */
  const of = (/** @type {Round[]} */ rounds, /** @type {What} */ what) =>
    rounds.map((round) => round[step]?.[what] ?? NaN);
  const inSeconds = (/** @type {Round[]} */ rounds, /** @type {What} */ what) =>
    spread(of(rounds, what).map(seconds), 2);
  const most = (/** @type {Round[]} */ rounds) => {
    // Who was gone before anybody looked has no memory to tell.
    const seen = of(rounds, "memoryMiB").filter(Number.isFinite);
    return seen.length === 0 ? "" : Math.max(...seen).toFixed(0);
  };

  const rounds = results[name] ?? [];
  const floor = results[`${name} floor`];
  const to = (/** @type {Round[] | undefined} */ others, /** @type {What} */ what) =>
    others ? ratio(of(rounds, what), of(others, what)).toFixed(2) : "";
  const isPlugin = name === "plugin";
  const isRefresh = step === "refresh";
  return [
    name,
    step,
    inSeconds(rounds, "ms"),
    floor ? inSeconds(floor, "ms") : "",
    to(floor, "ms"),
    isPlugin ? (AIMS[/** @type {keyof typeof AIMS} */ (step)] ?? "") : "",
    isRefresh ? to(results[`${name} waiting`], "ms") : "",
    isPlugin && isRefresh ? to(results["go"], "ms") : "",
    inSeconds(rounds, "cpuMs"),
    to(floor, "cpuMs"),
    most(rounds),
    floor ? most(floor) : "",
    callsOf(size, rounds.at(-1)?.[step]),
  ];
}

const seconds = (/** @type {number} */ ms) => ms / 1000;

/** @param {number} size @param {Sample | undefined} sample */
function callsOf(size, sample) {
  const each = [...(sample?.calls ?? [])].map(
    ([action, count]) => `${action} ${Number((count / size).toFixed(2))}`,
  );
  return each.join(", ") || "none";
}
