/** In the order in which the service answers them. */
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

export function isWeekday(name: string): name is Weekday {
  return (WEEKDAYS as readonly string[]).includes(name);
}

export function weekdayOf(time: number): Weekday {
  return WEEKDAYS[(new Date(time).getUTCDay() + 6) % 7] ?? "Monday";
}
