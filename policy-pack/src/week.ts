export const DAYS: readonly string[] = [
  ...["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];

/** An hour on days of the week, in a time zone. */
export interface Window {
  readonly hour: number;
  readonly days: readonly string[];
  readonly timeZone: string;
}

/** From one whole hour to another, on all days or some. */
export interface Peak {
  readonly from: string;
  readonly to: string;
  readonly days?: readonly string[];
}

const HOUR = 3_600_000;

/** A year from here on: clocks are changed in it, and not on the same day everywhere. */
export function* hoursOfYear(now: number): Generator<number> {
  const start = Math.ceil(now / HOUR) * HOUR;
  for (let hour = 0; hour < 366 * 24; hour += 1) yield start + hour * HOUR;
}

/** The first moment at which the window is within a peak, for a message; absent where there is none. */
export function overlap(
  hours: Iterable<number>,
  window: Window,
  { peaks, timeZone }: { readonly peaks: readonly Peak[]; readonly timeZone: string },
): string | undefined {
  const ofWindow = clockOf(window.timeZone);
  const ofPeaks = clockOf(timeZone);
  for (const hour of hours) {
    const at = ofWindow(hour);
    if (at.hour !== window.hour || !window.days.includes(at.day)) continue;
    // The window lasts an hour, and zones may be half an hour apart.
    for (const moment of [hour, hour + HOUR - 1]) {
      const there = ofPeaks(moment);
      if (peaks.some((peak) => isWithin(peak, there))) {
        return `${there.day} ${there.time} (${new Date(hour).toISOString().slice(0, 10)})`;
      }
    }
  }
  return undefined;
}

interface Local {
  readonly day: string;
  readonly hour: number;
  readonly time: string;
}

function isWithin({ from, to, days = DAYS }: Peak, { day, hour }: Local): boolean {
  const [start, end] = [Number(from.slice(0, 2)), Number(to.slice(0, 2))];
  if (start < end) return days.includes(day) && hour >= start && hour < end;
  // Over midnight: the hours after it are of the day before.
  const before = DAYS[(DAYS.indexOf(day) + 6) % 7] ?? "";
  return (days.includes(day) && hour >= start) || (days.includes(before) && hour < end);
}

/** What the clock on the wall shows; an unknown zone is an error that names it. */
function clockOf(timeZone: string): (moment: number) => Local {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (moment) => {
    const parts = Object.fromEntries(
      format.formatToParts(moment).map(({ type, value }) => [type, value]),
    );
    const { weekday: day = "", hour = "", minute = "" } = parts;
    return { day, hour: Number(hour), time: `${hour}:${minute}` };
  };
}
