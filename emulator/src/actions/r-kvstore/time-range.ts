import { ApiError } from "../../api-error";
import { fromMinutes } from "../../model/wire-time";
import { integer, required, type Call } from "../action";

export interface TimeRange {
  readonly from: number;
  /** Exclusive: the minute named is not part of it [I]. */
  readonly to: number;
}

/** `yyyy-MM-ddTHH:mmZ`, minutes only, end after start [D]. */
export function timeRange(call: Call): TimeRange {
  const from = fromMinutes(required(call, "StartTime"));
  if (from === undefined) throw new ApiError("InvalidStartTime.Malformed");
  const to = fromMinutes(required(call, "EndTime"));
  if (to === undefined) throw new ApiError("InvalidEndTime.Malformed");
  if (to <= from) throw new ApiError("InvalidStartTimeAndEndTime.Malformed");
  return { from, to };
}

export interface Page {
  readonly number: number;
  readonly size: number;
}

/** Only the listed sizes are pages [D]; thirty when none is asked for [I]. */
export function page(call: Call, sizes: readonly number[]): Page {
  const number = integer(call, "PageNumber", (value) => value > 0) ?? 1;
  const isSize = (value: number) => sizes.includes(value);
  const size = integer(call, "PageSize", isSize, "InvalidPageSize.Malformed") ?? 30;
  return { number, size };
}

export function slice<T>(rows: readonly T[], { number, size }: Page): T[] {
  return rows.slice((number - 1) * size, number * size);
}
