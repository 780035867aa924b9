import { DateTime, IANAZone } from "luxon";

export const WEEKDAYS = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** When automatic backups start: one hour on certain days, in UTC or in a zone's own time. */
export interface Window {
  readonly days: Weekday[];
  /** `HH:00Z-HH:00Z` in UTC, `HH:00-HH:00` in a zone. */
  readonly time: string;
}

const HOUR = "([01]\\d|2[0-3])";
const UTC_WINDOW = new RegExp(`^${HOUR}:00Z-${HOUR}:00Z$`);
const LOCAL_WINDOW = new RegExp(`^${HOUR}:00-${HOUR}:00$`);

/** The hour at which a window starts, or `undefined` if it isn't one whole hour of that form. */
export function startHour(time: string, zone: "utc" | "local"): number | undefined {
  const match = (zone === "utc" ? UTC_WINDOW : LOCAL_WINDOW).exec(time);
  if (match === null) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  return (start + 1) % 24 === end ? start : undefined;
}

export function sortDays(days: readonly Weekday[]): Weekday[] {
  return [...new Set(days)].sort((a, b) => WEEKDAYS.indexOf(a) - WEEKDAYS.indexOf(b));
}

/**
 * Monday 02:00 in Shanghai is Sunday 18:00Z: the days shift with the hours. What isn't a local window,
 * such as one that a refresh has found, stays as it is.
 */
export function toUtc(window: Window, zone: string | undefined, now: number): Window {
  const hour = startHour(window.time, "local");
  if (zone === undefined || hour === undefined)
    return { days: sortDays(window.days), time: window.time };
  return shifted(window.days, hour - offsetHours(zone, now), "Z");
}

/** The way back; a live window that isn't one whole hour stays as the cloud spells it. */
export function fromUtc(window: Window, zone: string | undefined, now: number): Window {
  const hour = startHour(window.time, "utc");
  if (zone === undefined || hour === undefined)
    return { days: sortDays(window.days), time: window.time };
  return shifted(window.days, hour + offsetHours(zone, now), "");
}

function shifted(days: readonly Weekday[], hour: number, suffix: "Z" | ""): Window {
  const dayShift = Math.floor(hour / 24);
  const start = hour - dayShift * 24;
  return {
    days: sortDays(
      days.map((day) => WEEKDAYS.at((WEEKDAYS.indexOf(day) + dayShift) % 7) as Weekday),
    ),
    time: `${clockTime(start)}${suffix}-${clockTime((start + 1) % 24)}${suffix}`,
  };
}

const clockTime = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

function offsetHours(zone: string, at: number): number {
  return DateTime.fromMillis(at, { zone }).offset / 60;
}

/** Why a zone can't be used, or `undefined`. Windows are whole hours in UTC, so offsets must be too. */
export function zoneProblem(zone: string, now: number): string | undefined {
  if (!IANAZone.isValidZone(zone)) return 'is not a time zone name such as "Asia/Shanghai"';
  const day = 86_400_000;
  for (let at = now; at <= now + 366 * day; at += day) {
    const offset = offsetHours(zone, at);
    if (!Number.isInteger(offset)) {
      const date = new Date(at).toISOString().slice(0, 10);
      return `is ${offset} hours from UTC on ${date}; windows are whole hours in UTC, so only zones with whole-hour offsets can be used: give the window in UTC and leave timeZone out`;
    }
  }
  return undefined;
}
