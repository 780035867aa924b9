/** A time of an answer that has perhaps no seconds or no `Z`, but is in UTC; absent where it is none. */
export function moment(time: string | undefined): string | undefined {
  const ms = Date.parse(/T[\d:.]+$/.test(time ?? "") ? `${time}Z` : (time ?? ""));
  return Number.isNaN(ms) ? undefined : second(ms);
}

export const second = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
