import { htmlReport } from "./html-report";
import { json } from "./json";
import { junit } from "./junit";
import { markdown } from "./markdown";
import type { Report } from "./report";
import { sarif } from "./sarif";
import { text } from "./text";

/** The formats that every report can be written in. A command may replace some and add its own. */
export const writers = { text, json, sarif, junit, markdown, html: htmlReport } satisfies Record<
  string,
  (report: Report) => string
>;
