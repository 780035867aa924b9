import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { fleetPage } from "../../cli/src/report/fleet-page";
import type { FleetReport } from "../../cli/src/report/model";
import { openBrowser } from "../support/browser";

interface Sample {
  fleetReport(size: { instances: number; backupsEach: number }): FleetReport;
}

const { fleetReport } = require("../../bench/support/fleet-report") as Sample;

/** Set to a folder, the screenshots stay there to be looked at. */
const SHOTS = process.env["SCREENSHOTS"];

let browser: Browser;
let folder: string;
let page: Page;
const said: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "report-page-"));
});
afterAll(async () => {
  await browser.close();
  fs.rmSync(folder, { recursive: true });
});
beforeEach(() => void said.splice(0));
afterEach(async () => {
  await page.close();
  expect(said).toEqual([]);
});

async function open(
  report: FleetReport,
  { scheme = "light", width = 1280 }: { scheme?: "light" | "dark"; width?: number } = {},
): Promise<void> {
  const file = path.join(folder, "report.html");
  fs.writeFileSync(file, fleetPage(report));
  page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 900 } });
  page.on("pageerror", (error) => said.push(error.message));
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) said.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("html[data-ready]");
}

async function shoot(name: string): Promise<void> {
  if (SHOTS === undefined) return;
  fs.mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

const small = fleetReport({ instances: 60, backupsEach: 30 });
const shown = () => page.locator(".card").count();

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)(
  "breaks no rule of accessibility in %s at %d pixels, contrast included",
  async (scheme, width) => {
    await open(small, { scheme, width });
    await page.waitForSelector(".time-line");
    await page.locator(".card details summary").first().click();
    await shoot(`${scheme}-${width}`);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]))`);
    expect(violations).toEqual([]);
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
  },
);

test("everything is reached and worked by the keyboard", async () => {
  await open(small);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the instances");
  await shoot("keyboard");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.id")).toBe("search");
  await page.keyboard.type("ledger-4");
  await page.locator(".card").nth(9).waitFor({ state: "detached" });
  expect(await page.locator("#count").textContent()).toMatch(/^\d of 60 instances shown$/);
  for (let n = 0; n < 7; n += 1) await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.type")).toBe("reset");
  await page.keyboard.press("Enter");
  expect(await shown()).toBe(60);
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.closest('h3') !== null")).toBe(true);
});

test("draws what comes into sight and nothing else, and another span of time anew", async () => {
  await open(small);
  await page.waitForSelector(".time-line");
  const drawn = () => page.locator(".time-line").count();
  const first = await drawn();
  expect(first).toBeLessThan(30);
  await page.locator(".card").last().scrollIntoViewIfNeeded();
  await page.locator(".card").last().locator(".time-line").waitFor();
  expect(await drawn()).toBeGreaterThan(first);
  await page.evaluate("scrollTo(0, 0)");
  const label = () => page.locator(".time-line").first().getAttribute("aria-label");
  const before = await label();
  await page.selectOption("#span", "7");
  await page.waitForSelector(".time-line");
  expect(await label()).not.toBe(before);
  await shoot("seven-days");
});

test("a name that is markup is a name, whatever the policy of the page would stop", async () => {
  const evil = `</script><img src=x onerror="document.title='taken'">`;
  const [one] = small.instances;
  if (one === undefined) throw new Error("an empty fleet");
  await open({ ...small, instances: [{ ...one, name: evil, instanceId: evil }] });
  expect(await page.title()).toBe("The state of Redis backups");
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.locator(".card h3").textContent()).toBe(evil);
});

test("prints every time line", async () => {
  await open(small);
  await page.emulateMedia({ media: "print" });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  const readable = small.instances.filter(({ state }) => state !== "unreadable").length;
  expect(await page.locator(".time-line").count()).toBe(readable);
});
