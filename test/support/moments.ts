const DAY = 86_400_000;

/** A moment so many days from now, in whole minutes. */
export function inDays(days: number): string {
  const minute = Math.ceil((Date.now() + days * DAY) / 60_000) * 60_000;
  return new Date(minute).toISOString().replace(".000Z", "Z");
}
