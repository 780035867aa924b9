import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./cases";
import type { Verdict } from "./clients";

const ROOT = join(__dirname, "../../..");
const SOURCES = { D: "Documented", C: "Seen in code", I: "Assumed" } as const;

/** The section in Markdown, laid out as prettier lays it out. */
export function supportMatrix(
  cases: readonly Case[],
  clients: readonly string[],
  verdicts: Readonly<Record<string, Verdict[]>>,
): string {
  const rows = cases.map(({ action }) => [action, ...(verdicts[action] ?? [])]);
  return [table([["Action", ...clients], ...rows]), ...cases.map(behaviours)].join("\n\n");
}

/** The document with the section in its place. */
export function withSection(document: string, section: string, name = "support matrix"): string {
  const begin = `<!-- ${name}: written by tools/emulator-docs/update.js -->`;
  const end = `<!-- end of the ${name} -->`;
  const [before, rest = ""] = document.split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`the document has no place for the ${name}`);
  return `${before}${begin}\n\n${section}\n\n${end}${after}`;
}

/** What an action does, by source: from the comment that heads its file. */
function behaviours({ action, product, version }: Case): string {
  const folder = product.toLowerCase();
  const name = action.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  const source = `emulator/src/actions/${folder}/${name}.ts`;
  const tests = `emulator/test/actions/${folder}/${name}.test.ts`;
  if (!existsSync(join(ROOT, tests))) throw new Error(`${action} has no ${tests}`);
  const links = `[source](../${source}), [tests](../${tests})`;
  return [`### ${action}`, `${product} ${version}; ${links}.`, itemsOf(source)].join("\n\n");
}

/** What is documented, seen or assumed, as the head of a source says. */
export function itemsOf(source: string): string {
  const [, ...marked] = headComment(source).split(/\[([DCI])\] \w[\w' ]*: /);
  const items = marked.flatMap((mark, n) =>
    n % 2 === 0 ? [`- **${SOURCES[mark as "D"]}:** ${marked[n + 1]?.trim()}`] : [],
  );
  if (items.length === 0) throw new Error(`${source} does not say what is documented`);
  return items.join("\n");
}

function headComment(file: string): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  const [, comment = ""] = /^\/\*\*([^]*?)\*\//.exec(text) ?? [];
  return comment.replace(/\s*\n \*\s*/g, " ");
}

export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, n) =>
    Math.max(3, ...rows.map((row) => row[n]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
