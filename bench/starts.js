const path = require("node:path");
const { inFolder } = require("./support/folder");
const { flags, interleaved, numbers, ratio, run, spread, table } = require("./support/measure");
const { HAS_GO, onlyWaitingInGo, PLUGINS } = require("./support/plugins");
const { GREETINGS, start } = require("./support/start");

/** @typedef {Awaited<ReturnType<typeof start>>} Start */

const AIM = 1.25;

/** From the start of the plugin's process to its port, and to its first answer. */
run(async () => {
  const [runs = 20] = numbers(flags({ runs: "20" }).runs ?? []);
  const rows = await inFolder(async (folder) => {
    const plugins = Object.fromEntries(
      await Promise.all(
        Object.entries(HAS_GO ? { ...PLUGINS, "in Go": onlyWaitingInGo } : PLUGINS).map(
          async ([name, build]) => [name, await build(path.join(folder, name))],
        ),
      ),
    );
    const rows = [];
    for (const cache of ["kept", "off"]) {
      for (const greeting of /** @type {(keyof typeof GREETINGS)[]} */ (Object.keys(GREETINGS))) {
        const sides = Object.fromEntries(
          Object.entries(plugins).map(([name, plugin]) => {
            const env = environment(path.join(folder, `${name} cache`), cache === "kept");
            return [name, () => start(plugin, env, greeting)];
          }),
        );
        // The launcher keeps the code of a first run.
        for (const once of Object.values(sides)) await once();
        const results = await interleaved(runs, sides);
        rows.push(...compared(cache, greeting, results));
      }
    }
    return rows;
  });
  const head = ["code cache", "greeting", "what", "ours", "doing nothing", "ratio", "in Go"];
  table(`Start of the plugin, ${runs} runs; aim ${AIM}`, head, rows);
});

/** A cache of its own for each: a launcher takes away those of other builds. */
function environment(/** @type {string} */ cache, /** @type {boolean} */ isKept) {
  const { PATH, TMPDIR } = process.env;
  return {
    PATH,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    XDG_CACHE_HOME: cache,
    ...(isKept ? {} : { NODE_DISABLE_COMPILE_CACHE: "1" }),
  };
}

/**
 * @param {string} cache
 * @param {string} greeting
 * @param {Record<string, Start[]>} results
 */
function compared(cache, greeting, results) {
  const what = {
    "port line, ms": (/** @type {Start} */ { port }) => port.ms,
    "port line, ms of CPU": (/** @type {Start} */ { port }) => port.cpuMs,
    "port line, MiB": (/** @type {Start} */ { port }) => port.memoryMiB,
    "first check, ms": (/** @type {Start} */ { check }) => check.ms,
    "first check, ms of CPU": (/** @type {Start} */ { check }) => check.cpuMs,
    "first check, MiB": (/** @type {Start} */ { check }) => check.memoryMiB,
  };
  return Object.entries(what).map(([name, of]) => {
    const ours = (results["ours"] ?? []).map(of);
    const floor = (results["doing nothing"] ?? []).map(of);
    const inGo = results["in Go"]?.map(of);
    return [
      cache,
      greeting,
      name,
      spread(ours),
      spread(floor),
      ratio(ours, floor).toFixed(2),
      inGo ? spread(inGo) : "",
    ];
  });
}
