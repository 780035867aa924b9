const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** The seconds of `90m`, `26h` or `7d`; `undefined` where the text is none of these. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const seconds = Number(count) * UNITS[unit as keyof typeof UNITS];
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : undefined;
}

/** Two units at most: `26 h`, `3 d 4 h`, `5 min`. */
export function span(seconds: number): string {
  const days = Math.floor(seconds / UNITS.d);
  const hours = Math.floor((seconds % UNITS.d) / UNITS.h);
  const minutes = Math.floor((seconds % UNITS.h) / UNITS.m);
  if (days >= 2) return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
  const allHours = days * 24 + hours;
  if (allHours > 0) return minutes === 0 ? `${allHours} h` : `${allHours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.round(seconds)} s`;
}

export const ago = (seconds: number): string => `${span(seconds)} ago`;
