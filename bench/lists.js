const { fork } = require("node:child_process");
const path = require("node:path");
const { ask } = require("./support/ask");
const { inFolder } = require("./support/folder");
const { flags, interleaved, numbers, ratio, run, spread, table } = require("./support/measure");
const { withServer } = require("./support/server");
const { SIGNATURES } = require("./support/signed");
const { RANGE, seedOf } = require("./support/seeds");

/** @typedef {import("./support/list-child").Listed} Listed */
/** @typedef {import("./support/server").Server} Server */

const PAGE = 300;

/** All backups of one instance by `getBackups`, beside as many plain requests for the same bytes. */
run(async () => {
  const options = flags({ runs: "5", sizes: "300,5000" });
  const [runs = 5] = numbers(options.runs ?? []);
  const rows = [];
  for (const size of numbers(options.sizes ?? [])) {
    rows.push(await inFolder((folder) => lists(folder, runs, size)));
  }
  const head = ["backups", "calls", "ms", "floor, ms", "ratio", "MiB", "floor, MiB", "ratio"];
  const shifted = ["new meanwhile", "calls", "lost", "twice"];
  table(`getBackups, ${runs} runs`, [...head, ...shifted], rows);
});

/** @param {string} folder @param {number} runs @param {number} size */
function lists(folder, runs, size) {
  const given = { seed: seedOf({ instances: 1, backups: size }) };
  return withServer({ kind: "emulator", given, folder }, async (emulator) => {
    const pages = await pagesOf(emulator, size);
    const sides = await withServer({ kind: "bare", given: pages, folder }, (bare) =>
      interleaved(runs, {
        ours: () => list("ours", emulator.environment),
        floor: () => list("floor", { BENCH_URL: bare.url, BENCH_PAGES: `${pages.length}` }),
      }),
    );
    const { ours = [], floor = [] } = sides;
    const calls = (await callsOf(emulator)) / runs;
    const of = (/** @type {Listed[]} */ all, /** @type {"ms" | "memoryMiB"} */ what) =>
      all.map((one) => one[what]);
    const { ids: there = [] } = ours[0] ?? {};
    if (new Set(there).size !== size) throw new Error(`${there.length} of ${size} backups`);
    return [
      size,
      calls,
      spread(of(ours, "ms")),
      spread(of(floor, "ms")),
      ratio(of(ours, "ms"), of(floor, "ms")).toFixed(2),
      spread(of(ours, "memoryMiB")),
      spread(of(floor, "memoryMiB")),
      ratio(of(ours, "memoryMiB"), of(floor, "memoryMiB")).toFixed(2),
      ...(await shifting(emulator, there)),
    ];
  });
}

/** The answers that the floor gives again. */
async function pagesOf(/** @type {Server} */ emulator, /** @type {number} */ size) {
  const pages = [];
  for (let page = 1; page <= Math.ceil(size / PAGE); page += 1) {
    const asked = { InstanceId: "r-bench-0", ...RANGE, PageSize: `${PAGE}`, PageNumber: `${page}` };
    pages.push(await ask(emulator.url, SIGNATURES["HMAC-SHA1"]("DescribeBackups", asked)));
  }
  await control(emulator, "DELETE", "requests");
  return pages;
}

/** A backup more at the top before each page but the first. */
async function shifting(/** @type {Server} */ emulator, /** @type {string[]} */ there) {
  await control(emulator, "DELETE", "requests");
  const fault = { kind: "pagesShift", action: "DescribeBackups" };
  await control(emulator, "POST", "faults", fault);
  const { ids } = await list("ours", emulator.environment);
  const found = new Set(ids);
  const lost = there.filter((id) => !found.has(id)).length;
  /** @type {unknown[]} */
  const after = await (await control(emulator, "GET", "backups")).json();
  return [after.length - there.length, await callsOf(emulator), lost, ids.length - found.size];
}

async function callsOf(/** @type {Server} */ emulator) {
  /** @type {{ action: string }[]} */
  const requests = await (await control(emulator, "GET", "requests")).json();
  return requests.filter(({ action }) => action === "DescribeBackups").length;
}

/**
 * @param {Server} emulator
 * @param {string} method
 * @param {string} operation
 * @param {object} [body]
 */
async function control({ url }, method, operation, body) {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${url}/_emulator/${operation}`, { method, ...sent });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return response;
}

/**
 * @param {"ours" | "floor"} reader
 * @param {Record<string, string>} environment
 * @returns {Promise<Listed>}
 */
function list(reader, environment) {
  const { PATH } = process.env;
  const child = fork(path.join(__dirname, "support/list-child.js"), [reader], {
    env: { PATH, ...environment },
  });
  return new Promise((resolve, reject) => {
    child.once("message", (listed) => {
      child.kill("SIGKILL");
      resolve(/** @type {Listed} */ (listed));
    });
    child.once("exit", (code) => reject(new Error(`the list ended with exit code ${code}`)));
  });
}
