import { days } from "./clock";

const HOUR_MS = 3_600_000;
/** What runs at the start of a window holds it up. */
const LATEST_START_MS = 2 * HOUR_MS;

/** One hour on certain days of the week, in UTC. */
export interface WeeklySchedule {
  /** As `Date.getUTCDay` counts them: 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  readonly hour: number;
}

/** Moments in milliseconds since 1970. */
interface Range {
  /** Not included. */
  readonly from: number;
  readonly to: number;
}

/** The starts of the windows in a range, the earliest first. */
function startsIn({ weekdays, hour }: WeeklySchedule, { from, to }: Range): number[] {
  const starts: number[] = [];
  for (let day = Math.floor(from / days(1)) * days(1); day <= to; day += days(1)) {
    const start = day + hour * HOUR_MS;
    const isDue = start > from && start <= to && weekdays.has(new Date(start).getUTCDay());
    if (isDue) starts.push(start);
  }
  return starts;
}

/** The windows that are over and in which nothing was taken. */
export function missedStarts(
  schedule: WeeklySchedule,
  { from, to }: Range,
  taken: readonly number[],
): number[] {
  const isTaken = (start: number) =>
    taken.some((at) => at >= start && at < start + LATEST_START_MS);
  return startsIn(schedule, { from, to: to - LATEST_START_MS }).filter((start) => !isTaken(start));
}

/** The first window after a moment; none where no day has one. */
export function nextStart(schedule: WeeklySchedule, after: number): number | undefined {
  return startsIn(schedule, { from: after, to: after + days(8) })[0];
}
