import fs from "node:fs";
import path from "node:path";
import { Html, markup, page } from "../output/html";
import type { FleetReport } from "./model";
import { pageData } from "./page-data";
import { PAGE_STYLE } from "./page-style";

/** In the order in which they use each other. */
const SCRIPTS = ["elements", "time-line", "card", "filters", "main"];

/** One page of its own: totals, and a time line for each instance. */
export function fleetPage(report: FleetReport): string {
  return page({
    title: report.title,
    body: body(report),
    style: PAGE_STYLE,
    script: script(),
    data: pageData(report),
  });
}

function script(): string {
  const texts = SCRIPTS.map((name) =>
    fs.readFileSync(path.join(__dirname, "page", `${name}.js`), "utf8"),
  );
  return `(() => {\n"use strict";\n${texts.join("\n")}\n})();`;
}

const TONES = { clean: "good", found: "medium", unchecked: "high" } as const;

function body(report: FleetReport): Html {
  const others = report.problems.filter(({ subject }) => subject === undefined);
  return markup`<a class="skip" href="#instances">Skip to the instances</a>
<main>
<h1>${report.title}</h1>
<p class="quiet"><time datetime="${report.at}">${report.at}</time>, times in UTC</p>
<p class="verdict ${TONES[report.verdict]}">${report.summary}</p>
${others.length === 0 ? "" : markup`<h2>Could not be read</h2><ul>${others.map(({ message }) => markup`<li class="error">${message}</li>`)}</ul>`}
${totals(report)}
${report.notes.map((note) => markup`<p class="quiet">${note}</p>`)}
<h2>Instances</h2>
${FILTERS}
${LEGEND}
<p id="count" role="status"></p>
<noscript><p class="error">The instances are drawn by a script in this page, which is switched off here. The report as text or as JSON needs none.</p></noscript>
<ul id="instances" aria-label="Instances"></ul>
</main>`;
}

function totals({ instances, findings, price }: FleetReport): Html {
  const count = (state: string) => instances.filter((one) => one.state === state).length;
  const severity = (wanted: string) => findings.filter((one) => one.severity === wanted).length;
  const costs = instances.flatMap(({ storage }) => storage?.estimatedMonthlyCost ?? []);
  const cost = costs.reduce((sum, one) => sum + one, 0);
  const all: [string, string | number][] = [
    ["Instances", instances.length],
    ["Healthy", count("healthy")],
    ["With findings", count("findings")],
    ["Could not be read", count("unreadable")],
    ["High findings", severity("high")],
    ["Medium findings", severity("medium")],
    ["Low findings", severity("low")],
    ["Backups", instances.reduce((sum, one) => sum + one.backups.length, 0)],
    ["Estimated cost a month", `${cost.toFixed(2)} ${price.currency}`],
  ];
  return markup`<dl class="totals">${all.map(
    ([name, value]) =>
      markup`<div><dt>${name}</dt><dd>${typeof value === "number" ? value.toLocaleString("en") : value}</dd></div>`,
  )}</dl>`;
}

const FILTERS = markup`<form id="filters" hidden aria-label="What is shown">
<label>Name, id, stack<input type="search" id="search" autocomplete="off"></label>
<label>State<select id="state"><option value="">all</option><option value="findings">with findings</option><option value="unreadable">could not be read</option><option value="healthy">healthy</option></select></label>
<label>Finding<select id="finding"><option value="">any</option></select></label>
<label>Region<select id="region"><option value="">all</option></select></label>
<label>Policy<select id="holder"><option value="">all</option><option value="some">in a stack</option><option value="none">in no stack</option></select></label>
<label>Order<select id="order"><option value="worst">the worst first</option><option value="age">the oldest success first</option><option value="cost">the dearest first</option><option value="name">by name</option></select></label>
<label>Time line<select id="span"><option value="7">7 days</option><option value="30" selected>30 days</option><option value="90">90 days</option><option value="all">everything</option></select></label>
<button type="reset">Show all</button>
</form>`;

const SYMBOLS: Record<string, string> = {
  automatic: '<circle r="4.5"/>',
  manual: '<path d="M0-6 6 0 0 6-6 0Z"/>',
  failed: '<path d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5"/>',
  running: '<circle r="4"/>',
  missed: '<path d="M-4.5-4.5h9v9h-9Z"/>',
};

const symbol = (name: string): Html =>
  new Html(
    `<svg viewBox="-11 -8 22 16" aria-hidden="true"><use href="#mark-${name}" class="mark ${name}"/></svg>`,
  );

const swatch = (shape: string): Html =>
  new Html(`<svg viewBox="0 0 22 16" aria-hidden="true">${shape}</svg>`);

const LEGEND = markup`<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>${Object.entries(
  SYMBOLS,
).map(
  ([name, shape]) => new Html(`<g id="mark-${name}">${shape}</g>`),
)}<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 6 6 0"/></pattern></defs></svg>
<ul class="legend" aria-label="Legend">
<li>${symbol("automatic")}automatic backup</li>
<li>${symbol("manual")}manual backup</li>
<li>${symbol("failed")}failed</li>
<li>${symbol("running")}running</li>
<li>${symbol("missed")}window missed</li>
<li>${swatch('<rect class="life automatic" y="6" width="22" height="4"/>')}kept until it expires</li>
<li>${swatch('<rect class="window" x="6" width="8" height="16"/>')}window</li>
<li>${swatch('<rect class="gap" width="22" height="16"/>')}objective missed</li>
<li>${swatch('<rect class="flashback" y="12" width="22" height="4"/>')}flashback</li>
<li>${swatch('<line class="now" x1="11" x2="11" y2="16"/>')}now</li>
</ul>`;
