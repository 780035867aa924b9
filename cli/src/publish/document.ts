import fs from "node:fs";
import type { z } from "zod";
import { marker as markerOf } from "../output/markdown";
import { report } from "../output/report";

/** What is kept up to date somewhere. */
export interface Document {
  /** The first line, by which it is found again. */
  readonly marker: string;
  readonly title: string;
  /** Begins with the marker. */
  readonly body: string;
  readonly verdict: Verdict;
  /** Whether people want to see it when there is nothing to act on, or nothing could be told. */
  readonly isAlwaysWanted: boolean;
}

export type Verdict = z.infer<typeof report>["verdict"];

const MARKER = /^<!-- redis-backup:[^\r\n]+ -->$/;
const FOOT = /<sub>`redis-backup [^`]*` at (\S+)<\/sub>\s*$/;
/** The services take somewhat more. */
const MOST_CHARACTERS = 60_000;

const head = report.pick({ command: true, target: true, at: true, title: true, verdict: true });

/** The two files of a report; one that is missing or broken is a report that could not be made. */
export function readReport(files: { readonly json: string; readonly markdown: string }): Document {
  const parsed = head.safeParse(JSON.parse(read(files.json)));
  if (!parsed.success) throw new Error(`${files.json} is not a report of redis-backup as JSON`);
  const body = read(files.markdown);
  const [marker = ""] = body.split("\n");
  if (!MARKER.test(marker)) {
    throw new Error(`${files.markdown} is not a report of redis-backup as Markdown`);
  }
  const { title, verdict, at } = parsed.data;
  // A long one has no foot.
  const [, writtenAt = at] = FOOT.exec(body) ?? [];
  if (marker !== markerOf(parsed.data) || writtenAt !== at) {
    throw new Error(
      `${files.json} and ${files.markdown} are not of the same report: a clean one would close the issue of another`,
    );
  }
  return { title, verdict, marker, body, isAlwaysWanted: false };
}

/** What a command has printed, such as a preview. */
export function readText(file: string, title: string, exitCode: number): Document {
  const marker = `<!-- redis-backup:text:${title.replace(/-->|[\r\n]/g, "")} -->`;
  const text = read(file);
  const verdict = exitCode === 0 ? "clean" : "unchecked";
  const sign = exitCode === 0 ? "✅" : `❌ exit code ${exitCode}`;
  const body = [
    marker,
    `## ${escaped(title)}`,
    "",
    sign,
    "",
    `<details${exitCode === 0 ? "" : " open"}><summary>Output</summary>`,
    "",
    fenced(text),
    "",
    "</details>",
    "",
  ].join("\n");
  return { marker, title, body, verdict, isAlwaysWanted: true };
}

/** The end is what matters where there is too much; no fence in the text ends this one. */
function fenced(text: string): string {
  const tooMuch = text.length > MOST_CHARACTERS;
  const shown = tooMuch ? `…\n${text.slice(-MOST_CHARACTERS)}` : text;
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown.replace(/\u001b\[[0-9;]*m/g, "").trimEnd()}\n${fence}`;
}

const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>|~#@]/g, (character) => `&#${character.codePointAt(0)};`);

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} could not be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}
