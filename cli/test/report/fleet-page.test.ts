import axe from "axe-core";
import { fleetPage } from "../../src/report/fleet-page";
import type { FleetReport } from "../../src/report/model";
import { JSDOM, type Dom, type PageElement } from "./dom";
import { instance, reportOf } from "./sample-report";

/** jsdom lays nothing out, so that what comes into sight is said here. */
class Sight {
  static current: Sight;
  readonly observed = new Set<PageElement>();

  constructor(readonly see: (entries: object[]) => void) {
    Sight.current = this;
  }

  observe = (one: PageElement) => void this.observed.add(one);
  unobserve = (one: PageElement) => void this.observed.delete(one);

  comes(one: PageElement): void {
    if (this.observed.has(one)) this.see([{ isIntersecting: true, target: one }]);
  }
}

function opened(report: FleetReport, hash = ""): Dom {
  const errors: unknown[] = [];
  const dom = new JSDOM(fleetPage(report), {
    url: `https://reports.example.com/report.html${hash}`,
    runScripts: "dangerously",
    beforeParse: (window) => {
      Object.assign(window, { IntersectionObserver: Sight });
      window.addEventListener("error", ({ error }) => errors.push(error));
    },
  });
  expect(errors).toEqual([]);
  return dom;
}

const all = ({ window }: Dom, selector: string): PageElement[] => [
  ...window.document.querySelectorAll(selector),
];
const one = (dom: Dom, selector: string): PageElement => {
  const [found] = all(dom, selector);
  if (found === undefined) throw new Error(`there is no ${selector}`);
  return found;
};
const names = (dom: Dom) => all(dom, ".card h3").map(({ textContent }) => textContent);

async function choose(dom: Dom, id: string, value: string): Promise<void> {
  const control = one(dom, `#${id}`);
  control.value = value;
  control.dispatchEvent(new dom.window.Event("input", { bubbles: true }));
  await new Promise((resolve) => dom.window.setTimeout(resolve, id === "search" ? 130 : 5));
}

const healthy = instance();
const found = instance({
  instanceId: "r-carts01",
  name: "carts",
  state: "findings",
  policyHeldBy: [],
  region: "cn-shanghai",
});
const unread = instance({
  instanceId: "r-lost01",
  name: "lost",
  state: "unreadable",
  error: "DescribeBackups on r-lost01 was refused.",
  backups: [],
  missedWindows: [],
});
const fleet = reportOf(healthy, found, unread);

describe("the page of a fleet", () => {
  test("shows each instance, the worst first, with why nothing is known of one", () => {
    const dom = opened(fleet);
    expect(names(dom)).toEqual(["lost", "carts", "orders"]);
    expect(all(dom, ".badge").map(({ textContent }) => textContent)).toEqual([
      "Could not be read",
      "Findings: medium",
      "Healthy",
    ]);
    expect(one(dom, ".card.unreadable").textContent).toContain("DescribeBackups on r-lost01");
    expect(one(dom, "#count").textContent).toBe("3 of 3 instances shown");
  });

  test("draws a time line when it comes into sight, and says in words what it shows", () => {
    const dom = opened(reportOf(healthy));
    expect(all(dom, ".time-line")).toHaveLength(0);
    Sight.current.comes(one(dom, ".card"));
    const line = one(dom, ".time-line");
    expect(line.getAttribute("role")).toBe("img");
    expect(line.getAttribute("aria-label")).toBe(
      "Time line from 2026-10-03 to 2026-11-12: 6 automatic backups, 0 manual backups, 1 failed, 1 window missed; latest success 7 h ago.",
    );
    const marks = all(dom, ".mark.automatic, .mark.failed, .mark.missed").filter(
      (mark) => mark.closest(".time-line") !== null,
    );
    expect(marks).toHaveLength(8);
    // The night that is missing is longer ago than the objective from the one before.
    expect(all(dom, ".time-line .gap")).toHaveLength(1);
    expect(all(dom, ".time-line .life")).toHaveLength(6);
    expect(Sight.current.observed.size).toBe(0);
  });

  test("lists the backups of an instance in words when they are asked for", async () => {
    const dom = opened(reportOf(healthy));
    const details = one(dom, "details");
    expect(all(dom, "tbody tr")).toHaveLength(0);
    details.open = true;
    await new Promise((resolve) => dom.window.setTimeout(resolve, 5));
    const rows = all(dom, "tbody tr").map(({ textContent }) => textContent);
    expect(rows).toHaveLength(7);
    expect(rows[0]).toBe("2026-11-02 08:00Zmanual, in no stackfailed");
    expect(rows[1]).toBe("2026-11-02 02:00Zautomaticsucceeded1 min2026-11-09 02:00Z4.8 MiB");
  });

  test("says of no backup that it is in no stack where no stack was looked at", async () => {
    const dom = opened({ ...reportOf(healthy), stacks: [] });
    one(dom, "details").open = true;
    await new Promise((resolve) => dom.window.setTimeout(resolve, 5));
    expect(one(dom, "tbody").textContent).toContain("manual");
    expect(one(dom, ".card").textContent).not.toContain("no stack");
  });

  test.each([
    ["state", "healthy", ["orders"]],
    ["state", "unreadable", ["lost"]],
    ["finding", "no-policy", ["carts"]],
    ["region", "cn-shanghai", ["carts"]],
    ["holder", "none", ["carts"]],
    ["search", "ORDERS01", ["orders"]],
    ["search", "shop/prod", ["lost", "orders"]],
    ["search", "nothing of the kind", []],
    ["order", "name", ["carts", "lost", "orders"]],
  ])(
    "narrows by %s %s, says how many are left, and keeps it in the address",
    async (id, value, left) => {
      const dom = opened(fleet);
      await choose(dom, id, value);
      expect(names(dom)).toEqual(left);
      expect(one(dom, "#count").textContent).toBe(`${left.length} of 3 instances shown`);
      expect(new URLSearchParams(dom.window.location.hash.slice(1)).get(id)).toBe(value);
      const again = opened(fleet, dom.window.location.hash);
      expect(names(again)).toEqual(left);
    },
  );

  test("shows all again, and takes no choice from the address that there is not", async () => {
    const dom = opened(fleet, "#state=healthy&region=%3Cimg%3E");
    expect(names(dom)).toEqual(["orders"]);
    one(dom, "button[type=reset]").click();
    expect(names(dom)).toEqual(["lost", "carts", "orders"]);
    expect(dom.window.location.hash).toBe("");
  });

  test("nothing in a name, an id, an error or a stack becomes markup", () => {
    const evil = `</script><img src=x onerror="document.title='taken'"><!--<script>`;
    const dom = opened(
      reportOf(
        instance({ name: evil, instanceId: evil, state: "findings", policyHeldBy: [evil] }),
        instance({ name: evil, instanceId: `2${evil}`, state: "unreadable", error: evil }),
      ),
    );
    for (const card of all(dom, ".card")) Sight.current.comes(card);
    expect(all(dom, "img")).toHaveLength(0);
    expect(dom.window.document.title).toBe("The state of Redis backups");
    expect(names(dom)).toEqual([evil, evil]);
    expect(all(dom, "script")).toHaveLength(2);
    expect(one(dom, ".error").textContent).toBe(evil);
  });

  test("asks nobody for anything, and lets nothing but its own script run", () => {
    const text = fleetPage(fleet);
    expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'/);
    expect(text.replace("http://www.w3.org/2000/svg", "")).not.toMatch(
      /https?:|\bsrc=|@import|url\((?!#)/,
    );
  });

  test("breaks none of the rules of accessibility that can be checked without colours", async () => {
    const dom = opened(fleet);
    for (const card of all(dom, ".card")) Sight.current.comes(card);
    dom.window.eval(axe.source);
    const { violations } = (await dom.window.eval(
      `axe.run({ rules: { "color-contrast": { enabled: false } } })`,
    )) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});
