import { z } from "zod";
import { minuteOf } from "../api/wire";
import { days } from "../core/clock";
import type { Failure } from "../core/errors";
import { InvalidInputs } from "../core/errors";
import { field } from "../core/field";

const instant = (description: string) =>
  field(z.iso.datetime({ offset: true }).optional(), {
    description,
    expected: 'a time in RFC 3339 such as "2026-11-01T00:00:00Z"',
  });

/** The range that every list of backups is asked for. */
export const timeRange = {
  startTime: instant(
    "Only backups that started at this time or later; 30 days before `endTime` where unset. Seconds are cut off.",
  ),
  endTime: instant(
    "Only backups that started at this time or earlier; now where unset. Seconds are rounded up to the minute.",
  ),
};

interface Range {
  readonly startTime?: string | undefined;
  readonly endTime?: string | undefined;
}

/** As the API takes it: minutes, in UTC, and the end after the start. */
export function wireRange({ startTime, endTime }: Range, now: number) {
  const end = endTime === undefined ? now : Date.parse(endTime);
  const start = startTime === undefined ? end - days(30) : Date.parse(startTime);
  if (start >= end) {
    const failure: Failure = {
      property: "endTime",
      reason: `${minuteOf(end)} is not later than startTime (${minuteOf(start)}).`,
    };
    throw new InvalidInputs([failure]);
  }
  return { StartTime: `${new Date(start).toISOString().slice(0, 16)}Z`, EndTime: minuteOf(end) };
}

/** The promise form of a function can't mark its result as secret. */
export const downloadUrls = field(z.boolean().default(false), {
  description:
    "Whether to give the download URLs, which are signed and let anyone read the backup. The whole result is then secret; only the Output form takes it.",
  expected: "true or false",
});

export function secretIfUrls({ withDownloadUrls }: { withDownloadUrls: boolean }) {
  return withDownloadUrls
    ? {
        property: "withDownloadUrls",
        reason: "true is only taken by the Output form of the function, whose result is secret.",
      }
    : undefined;
}
