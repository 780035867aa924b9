/** Exactly one hour, on the hour, and no zone: `23:00-00:00` is one. */
export function isCrsWindow(text: string): boolean {
  const match = /^([01]\d|2[0-3]):00-([01]\d|2[0-3]):00$/.exec(text);
  return match !== null && (Number(match[1]) + 1) % 24 === Number(match[2]);
}
