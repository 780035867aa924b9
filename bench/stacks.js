const path = require("node:path");
const { inFolder, ROOT } = require("./support/folder");
const { flags, interleaved, numbers, ratio, run, spread, table } = require("./support/measure");
const { LATENCY_MS } = require("./support/plugins");
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
    sides: Object.keys(SIDES).join(),
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
  const rows = [];
  for (const [name, rounds] of Object.entries(results)) {
    if (name.includes(" ")) continue;
    const floor = results[`${name} floor`];
    const waiting = results[`${name} waiting`];
    for (const step of steps) {
      const of = (
        /** @type {Round[] | undefined} */ rounds,
        /** @type {"ms" | "cpuMs" | "memoryMiB"} */ what,
      ) => rounds?.map((round) => round[step]?.[what] ?? NaN) ?? [NaN];
      const aim = name === "plugin" ? (AIMS[/** @type {keyof typeof AIMS} */ (step)] ?? "") : "";
      rows.push([
        name,
        step,
        spread(of(rounds, "ms").map(seconds), 2),
        spread(of(floor, "ms").map(seconds), 2),
        ratio(of(rounds, "ms"), of(floor, "ms")).toFixed(2),
        aim,
        step === "refresh" && waiting ? ratio(of(rounds, "ms"), of(waiting, "ms")).toFixed(2) : "",
        ratio(of(rounds, "cpuMs"), of(floor, "cpuMs")).toFixed(2),
        Math.max(...of(rounds, "memoryMiB")).toFixed(0),
        Math.max(...of(floor, "memoryMiB")).toFixed(0),
        callsOf(size, rounds.at(-1)?.[step]),
      ]);
    }
  }
  const head = [
    "host",
    "step",
    "s",
    "floor, s",
    "ratio",
    "aim",
    "to waiting",
    "CPU ratio",
    "MiB",
    "floor, MiB",
    "API calls per policy",
  ];
  table(`${size} policies, API at ${LATENCY_MS} ms, ${runs} runs`, head, rows);
}

const seconds = (/** @type {number} */ ms) => ms / 1000;

/** @param {number} size @param {Sample | undefined} sample */
function callsOf(size, sample) {
  const each = [...(sample?.calls ?? [])].map(
    ([action, count]) => `${action} ${Number((count / size).toFixed(2))}`,
  );
  return each.join(", ") || "none";
}
