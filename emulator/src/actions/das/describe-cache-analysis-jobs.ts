/**
 * DescribeCacheAnalysisJobs
 * [C] seen in code: StartTime and EndTime are milliseconds in text; PageNo from 1, PageSize 10 unless given; List holds
 *     CacheAnalysisJob.
 * [I] assumed: newest first; the range is on the start of the job; 100 rows a page at most.
 */
import { ApiError } from "../../api-error";
import { integer, required, type Action, type Call } from "../action";
import { ALL_RESOURCES } from "../r-kvstore/instance-of";
import { slice } from "../r-kvstore/time-range";
import { analysedInstance, enveloped, jobFields } from "./instance-of";

export const describeCacheAnalysisJobs: Action = {
  name: "DescribeCacheAnalysisJobs",
  methods: ["GET", "POST"],
  required: ["InstanceId", "StartTime", "EndTime"],
  permission: { action: "hdm:DescribeCacheAnalysisJobs", resource: ALL_RESOURCES },
  run(call) {
    const from = milliseconds(call, "StartTime");
    const to = milliseconds(call, "EndTime");
    if (to <= from) throw ApiError.invalid("EndTime");
    const number = integer(call, "PageNo", (value) => value > 0) ?? 1;
    const size = integer(call, "PageSize", (value) => value > 0 && value <= 100) ?? 10;
    const instance = analysedInstance(call, call.readAt);
    const rows = instance.analyses
      .filter(({ api, startedAt }) => api === "das" && startedAt <= call.readAt)
      .filter(({ startedAt }) => startedAt >= from && startedAt <= to)
      .sort((a, b) => b.startedAt - a.startedAt);
    return enveloped({
      Total: rows.length,
      PageNo: number,
      PageSize: size,
      Extra: "",
      List: {
        CacheAnalysisJob: slice(rows, { number, size }).map((row) =>
          jobFields(instance, row, call.readAt),
        ),
      },
    });
  },
};

function milliseconds(call: Call, name: string): number {
  const text = required(call, name);
  if (!/^\d{13}$/.test(text)) throw ApiError.invalid(name);
  return Number(text);
}
