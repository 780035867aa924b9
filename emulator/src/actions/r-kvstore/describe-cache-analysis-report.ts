/**
 * DescribeCacheAnalysisReport
 * [D] documented: Date is a day in UTC, `2019-08-05Z`; AnalysisType BigKey; PageNumbers, not PageNumber; PageSize 30 unless
 *     given, 50 or 100; a page past the end is empty; HotKeys is always empty; 80 keys per node at most.
 * [C] seen in code: db is a string, memory and size are integers; isExpired is `yes` or `no`.
 * [I] assumed: memory is in bytes and size in elements; isExpired tells of keys whose time has passed.
 */
import { ApiError } from "../../api-error";
import { analysisStateAt, keysOf } from "../../model/analysis";
import { integer, oneOf, optional, required, type Action } from "../action";
import { instanceResource, readInstance } from "./instance-of";
import { slice } from "./time-range";

const KEYS_PER_NODE = 80;

export const describeCacheAnalysisReport: Action = {
  name: "DescribeCacheAnalysisReport",
  methods: ["GET", "POST"],
  required: ["InstanceId", "Date", "AnalysisType"],
  permission: { action: "kvstore:DescribeCacheAnalysisReport", resource: instanceResource },
  run(call) {
    const date = required(call, "Date");
    if (!/^\d{4}-\d\d-\d\dZ$/.test(date)) throw ApiError.invalid("Date");
    oneOf(call, "AnalysisType", ["BigKey"]);
    const node = optional(call, "NodeId");
    const number = integer(call, "PageNumbers", (value) => value > 0) ?? 1;
    const isSize = (value: number) => [30, 50, 100].includes(value);
    const size = integer(call, "PageSize", isSize, "InvalidPageSize.Malformed") ?? 30;
    const instance = readInstance(call);
    const latest = instance.analyses
      .filter(({ api, startedAt }) => api === "r-kvstore" && dayOf(startedAt) === date)
      .filter((analysis) => analysisStateAt(analysis, call.readAt) === "FINISHED")
      .at(-1);
    const counts = new Map<string, number>();
    const rows = (latest === undefined ? [] : keysOf(instance, latest))
      .filter(({ nodeId }) => node === undefined || nodeId === node)
      .filter(({ nodeId }) => {
        const count = (counts.get(nodeId) ?? 0) + 1;
        counts.set(nodeId, count);
        return count <= KEYS_PER_NODE;
      })
      .map((key) => ({
        db: `${key.db ?? 0}`,
        qps: 0,
        keyType: key.type ?? "string",
        isExpired: Date.parse(key.expireTime ?? "") <= call.readAt ? "yes" : "no",
        analysisType: "BIGKEY",
        key: key.key,
        memory: key.bytes,
        size: key.count,
      }));
    const page = slice(rows, { number, size });
    return {
      BigKeys: page,
      HotKeys: [],
      PageNumber: number,
      PageSize: size,
      PageRecordCount: page.length,
      TotalRecordCount: rows.length,
    };
  },
};

/** `2019-08-05Z` */
export function dayOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 10)}Z`;
}
