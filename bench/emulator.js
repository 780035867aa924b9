const http = require("node:http");
const { ask } = require("./support/ask");
const { inFolder } = require("./support/folder");
const { flags, interleaved, numbers, ratio, run, spread, table } = require("./support/measure");
const { withServer } = require("./support/server");
const { RANGE, seedOf } = require("./support/seeds");
const { SIGNATURES } = require("./support/signed");

/** @typedef {import("./support/signed").Signed} Signed */
/** @typedef {import("./support/server").Server} Server */
/** @typedef {{ perSecond: number, cpuUs: number }} Load */

const INSTANCE = "r-bench-0";
const REQUESTS = {
  DescribeBackupPolicy: { InstanceId: INSTANCE },
  DescribeBackups: { InstanceId: INSTANCE, ...RANGE, PageSize: "30" },
};
const AT_ONCE = 8;
const SMALL = { instances: 1, backups: 100 };

/** The emulator beside a bare server that answers the same bytes. */
run(async () => {
  const options = flags({ runs: "5", requests: "3000", instances: "1000", backups: "100" });
  const one = (/** @type {string} */ name) => numbers(options[name] ?? [])[0] ?? NaN;
  const [runs, requests] = [one("runs"), one("requests")];
  const large = { instances: one("instances"), backups: one("backups") };
  await inFolder(async (folder) => {
    await starts(folder, runs, large);
    for (const size of [SMALL, large]) await loads(folder, runs, requests, size);
  });
});

/** @typedef {{ instances: number, backups: number }} Size `backups` of each instance */

/** From the start of the process to the first request that it can take, and its memory then. */
async function starts(
  /** @type {string} */ folder,
  /** @type {number} */ runs,
  /** @type {Size} */ large,
) {
  const start = (/** @type {"emulator" | "bare"} */ kind, /** @type {unknown} */ given) => () =>
    withServer({ kind, given, folder }, async (server) => ({
      ms: server.startMs,
      cpuMs: server.cpuMs(),
      memoryMiB: server.memoryMiB(),
    }));
  const results = await interleaved(runs, {
    "bare server": start("bare", [{ contentType: "text/plain", body: "" }]),
    "the seed that is built in": start("emulator", {}),
    [`${large.instances} instances, ${large.instances * large.backups} backups`]: start(
      "emulator",
      { seed: seedOf(large) },
    ),
  });
  const floor = results["bare server"] ?? [];
  const rows = Object.entries(results).map(([name, samples]) => [
    name,
    .../** @type {const} */ (["ms", "cpuMs", "memoryMiB"]).flatMap((what) => {
      const [ours, theirs] = [samples, floor].map((all) => all.map((sample) => sample[what]));
      return [spread(ours ?? []), ratio(ours ?? [], theirs ?? []).toFixed(2)];
    }),
  ]);
  const head = ["start", "ms", "ratio", "CPU, ms", "ratio", "MiB", "ratio"];
  table(`Start of the emulator, ${runs} runs`, head, rows);
}

async function loads(
  /** @type {string} */ folder,
  /** @type {number} */ runs,
  /** @type {number} */ requests,
  /** @type {Size} */ size,
) {
  const given = { seed: seedOf(size) };
  const rows = await withServer({ kind: "emulator", given, folder }, async (emulator) => {
    const rows = [];
    for (const [action, parameters] of Object.entries(REQUESTS)) {
      for (const [signature, sign] of Object.entries(SIGNATURES)) {
        const { host } = new URL(emulator.url);
        const signed = () => sign(action, parameters, host);
        const answer = await ask(emulator.url, signed());
        const sides = await withServer({ kind: "bare", given: [answer], folder }, (bare) =>
          interleaved(runs, {
            ours: () => load(emulator, requests, signed),
            bare: () => load(bare, requests, signed),
          }),
        );
        rows.push([action, signature, answer.body.length, ...compared(sides)]);
      }
    }
    return rows;
  });
  const head = [
    "request",
    "signature",
    "bytes",
    "per s",
    "bare, per s",
    "ratio",
    "CPU, µs",
    "bare, µs",
  ];
  const what = `${size.instances} instances, ${size.instances * size.backups} backups`;
  table(`${requests} requests, ${AT_ONCE} at once, ${what}, ${runs} runs`, head, rows);
}

function compared(/** @type {Record<string, Load[]>} */ { ours = [], bare = [] }) {
  const of = (/** @type {Load[]} */ loads, /** @type {keyof Load} */ what) =>
    loads.map((one) => one[what]);
  return [
    spread(of(ours, "perSecond")),
    spread(of(bare, "perSecond")),
    ratio(of(ours, "perSecond"), of(bare, "perSecond")).toFixed(2),
    spread(of(ours, "cpuUs")),
    spread(of(bare, "cpuUs")),
  ];
}

/**
 * Requests that are signed beforehand, so that their sender has little to do.
 *
 * @param {Server} server
 * @param {number} count
 * @param {() => Signed} signed
 * @returns {Promise<Load>}
 */
async function load(server, count, signed) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const waiting = Array.from({ length: count }, signed);
  const [began, cpuBefore] = [performance.now(), server.cpuMs()];
  const sender = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      await ask(server.url, next, agent);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  const [ms, cpu] = [performance.now() - began, server.cpuMs() - cpuBefore];
  agent.destroy();
  return { perSecond: (count * 1000) / ms, cpuUs: (cpu * 1000) / count };
}
