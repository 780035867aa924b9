import type { Format } from "./formats";
import { htmlReport } from "./html-report";
import { json } from "./json";
import { junit } from "./junit";
import { markdown } from "./markdown";
import type { Report } from "./report";
import { sarif } from "./sarif";
import { text } from "./text";

/** A command may replace some and add its own. */
export const writers: Readonly<Record<Format, (report: Report) => string>> = {
  text,
  json,
  sarif,
  junit,
  markdown,
  html: htmlReport,
};
