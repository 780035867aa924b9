const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { gzipSync } = require("node:zlib");
const { chromium } = require("playwright-core");
const { fleetReport } = require("./support/fleet-report");
const { ROOT, inFolder } = require("./support/folder");
const { flags, numbers, run, spread, table } = require("./support/measure");

const BACKUPS_EACH = 30;

/** The page of `redis-backup report` in a browser: from the navigation until it can be used, and on. */
run(async () => {
  const options = flags({ runs: "7", sizes: "10,100,1000" });
  const [runs = 7] = numbers(options.runs ?? []);
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const rows = [];
  try {
    for (const instances of numbers(options.sizes ?? [])) {
      rows.push(await inFolder((folder) => measured(browser, { folder, instances, runs })));
    }
  } finally {
    await browser.close();
  }
  const head = [
    "instances",
    "backups",
    "page, KiB",
    "gzip, KiB",
    "written, ms",
    "ready, ms",
    "blocked, ms",
    "search, ms",
    "order, ms",
    "heap, MiB",
  ];
  table(`The report page, ${runs} runs`, head, rows);
});

/**
 * @param {import("playwright-core").Browser} browser
 * @param {{ folder: string, instances: number, runs: number }} size
 */
async function measured(browser, { folder, instances, runs }) {
  const { fleetPage } = require(path.join(ROOT, "dist/cli/report/fleet-page"));
  const report = fleetReport({ instances, backupsEach: BACKUPS_EACH });
  const began = performance.now();
  const text = fleetPage(report);
  const writtenMs = performance.now() - began;
  const file = path.join(folder, "report.html");
  fs.writeFileSync(file, text);
  const samples = [];
  for (let n = 0; n < runs; n += 1) samples.push(await sample(browser, pathToFileURL(file).href));
  const of = (/** @type {keyof (typeof samples)[0]} */ key) =>
    spread(samples.map((one) => one[key]));
  const backups = report.instances.reduce((sum, one) => sum + one.backups.length, 0);
  return [
    instances,
    backups,
    Math.round(Buffer.byteLength(text) / 1024),
    Math.round(gzipSync(text).length / 1024),
    Math.round(writtenMs),
    of("readyMs"),
    of("blockedMs"),
    of("searchMs"),
    of("orderMs"),
    of("heapMib"),
  ];
}

/**
 * Ready is when the list has been made and painted, with the first time lines drawn. Blocked is the
 * longest task on the way there: for so long the page does not answer.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 */
async function sample(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(WATCH);
  await page.goto(url);
  const readyMs = await page.evaluate("ready");
  const blockedMs = await page.evaluate("longest");
  const searchMs = await page.evaluate(
    change(`document.getElementById("search").value = "ledger";
      show();`),
  );
  const orderMs = await page.evaluate(
    change(`document.getElementById("search").value = "";
      document.getElementById("order").value = "age";
      show();`),
  );
  const session = await page.context().newCDPSession(page);
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await page.close();
  return { readyMs, blockedMs, searchMs, orderMs, heapMib: usedSize / 1024 ** 2 };
}

/** Two frames later what was done is on the screen. */
const PAINTED = `new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => resolve())))`;

const WATCH = `
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask", buffered: true });
  globalThis.ready = new Promise((resolve) => {
    const look = () => {
      if (document.documentElement?.dataset.ready !== "true") requestAnimationFrame(look);
      else ${PAINTED}.then(() => resolve(performance.now()));
    };
    look();
  });`;

/**
 * The page waits a moment while one types; here that moment is not counted.
 *
 * @param {string} step
 */
const change = (step) => `(() => {
  const show = () => document.getElementById("filters").dispatchEvent(new Event("input"));
  const began = performance.now();
  ${step}
  return ${PAINTED}.then(() => performance.now() - began);
})()`;
