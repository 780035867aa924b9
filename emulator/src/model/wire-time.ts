/** `2019-03-14T05:28:50Z` */
export function toSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** `2019-03-14T05:28Z` */
export function toMinutes(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`;
}

/** Strict: the given precision, UTC with `Z`, and a date that exists. */
export function fromMinutes(text: string): number | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(text) ? existing(text, toMinutes) : undefined;
}

export function fromSeconds(text: string): number | undefined {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? existing(text, toSeconds) : undefined;
}

/** Date.parse takes 31 February for 3 March: only what is written back the same exists. */
function existing(text: string, write: (time: number) => string): number | undefined {
  const time = Date.parse(text);
  return !Number.isNaN(time) && write(time) === text ? time : undefined;
}
