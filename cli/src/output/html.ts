import escapeHtml from "escape-html";

/** Markup: text is made into it by `markup` alone, which escapes. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | undefined | readonly Part[];

/** Markup with values in it; every text among them is escaped. Put values in quotes in attributes. */
export function markup(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(
    strings.map((string, n) => (n === 0 ? string : rendered(values[n - 1]) + string)).join(""),
  );
}

function rendered(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return part.map(rendered).join("");
}

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Over the common style. */
  readonly style?: string;
  /** Ours, never with a value in it: values go into `data`. */
  readonly script?: string;
  /** For the script, as `JSON.parse(document.getElementById("data").textContent)`. */
  readonly data?: unknown;
}

/** One self-contained page that asks nobody for anything. */
export function page({ title, body, style = "", script, data }: Page): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  const whole = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE + style)}
        </style>
      </head>
      <body>
        ${body}
        ${data === undefined ? "" : new Html(`<script type="application/json" id="data">${inScript(data)}</script>`)}
        ${script === undefined ? "" : new Html(`<script>${script}</script>`)}
      </body>
    </html>`;
  return `${whole.text}\n`;
}

/** JSON in which nothing can end the script element. */
const inScript = (data: unknown): string => JSON.stringify(data).replaceAll("<", "\\u003c");

const STYLE = `
:root { color-scheme: light dark; --text: #1c2430; --quiet: #56606e; --back: #fff; --line: #d4dae2; --band: #f3f5f8;
  --high: #b3261e; --medium: #8a5300; --low: #3d5a80; --good: #1b6e3c; --focus: #1a5fb4 }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --quiet: #a4aebb; --back: #14181f; --line: #38414e;
  --band: #1d232c; --high: #ff8a80; --medium: #ffc46b; --low: #9cc2f0; --good: #7fd6a0; --focus: #8ab8ff } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 84rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100% } caption { text-align: left; color: var(--quiet); padding: .25rem 0 }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word }
th { font-weight: 600; white-space: nowrap }
.scroll { overflow-x: auto } .scroll:focus-visible, :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
code { font: .9em/1.5 ui-monospace, monospace; background: var(--band); padding: .1em .3em; border-radius: 3px } .long { overflow-wrap: anywhere }
.quiet { color: var(--quiet) } .high { color: var(--high) } .medium { color: var(--medium) } .low { color: var(--low) } .good { color: var(--good) }
.severity { font-weight: 600; white-space: nowrap }
.verdict { border-left: .35rem solid; padding: .5rem 1rem; background: var(--band); margin: 1rem 0; font-weight: 600 }
@media print { body { max-width: none; padding: 0 } }
`;
