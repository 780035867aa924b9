import type { Report } from "./report";

/** For programs: the report as it is. */
export const json = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
