import type { World } from "../world";

const HOUR = 3_600_000;

/** `2017-02-08 16:46:34`: China time unless the settings say otherwise, and the text does not say it. */
export function crsTime({ crsSettings }: World, time: number): string {
  return new Date(time + crsSettings.utcOffsetHours * HOUR)
    .toISOString()
    .slice(0, 19)
    .replace("T", " ");
}

/** Strict; a date that does not exist is none. */
export function fromCrsTime(world: World, text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const time = Date.parse(`${text.replace(" ", "T")}Z`) - world.crsSettings.utcOffsetHours * HOUR;
  return !Number.isNaN(time) && crsTime(world, time) === text ? time : undefined;
}
