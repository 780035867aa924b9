import { readReport, readText, type Document } from "./document";
import { keepOne } from "./place";
import { placeOf, type Wanted } from "./services";

export interface PublishFlags extends Wanted {
  readonly json?: string;
  readonly markdown?: string;
  readonly text?: string;
  readonly title?: string;
  readonly exitCode: number;
  readonly failOnFindings?: true;
}

const UNCHECKED = 1;
const FOUND = 2;

/** Publishes a document, says what it did, and answers the exit code. */
export async function publish(flags: PublishFlags): Promise<number> {
  const document = documentOf(flags);
  const done = await keepOne(placeOf(flags, process.env), document);
  process.stderr.write(`${document.title}: ${done}\n`);
  if (document.verdict === "unchecked") return UNCHECKED;
  return document.verdict === "found" && flags.failOnFindings === true ? FOUND : 0;
}

function documentOf({ json, markdown, text, title, exitCode }: PublishFlags): Document {
  if (json !== undefined && markdown !== undefined && text === undefined) {
    return readReport({ json, markdown });
  }
  if (text !== undefined && title !== undefined && json === undefined && markdown === undefined) {
    return readText(text, title, exitCode);
  }
  throw new Error("give --json and --markdown of a report, or --text and --title");
}
