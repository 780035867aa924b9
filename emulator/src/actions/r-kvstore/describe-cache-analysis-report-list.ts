/**
 * DescribeCacheAnalysisReportList
 * [D] documented: Days is 7 unless given; the page counters that are documented are not in the answer; Status `success` or
 *     `running`; TaskId is text.
 * [C] seen in code: days come in no order.
 * [I] assumed: the older day first; of a day the last analysis; a day counts from midnight UTC; a failed one is `failed`;
 *     pages are of days.
 */
import { analysisStateAt, type Analysis } from "../../model/analysis";
import { toSeconds } from "../../model/wire-time";
import { integer, optional, type Action } from "../action";
import { dayOf } from "./describe-cache-analysis-report";
import { instanceResource, readInstance } from "./instance-of";
import { slice } from "./time-range";

const DAY = 86_400_000;
const STATUS = { BACKUP: "running", ANALYZING: "running", FINISHED: "success", FAILED: "failed" };

export const describeCacheAnalysisReportList: Action = {
  name: "DescribeCacheAnalysisReportList",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:DescribeCacheAnalysisReportList", resource: instanceResource },
  run(call) {
    const wanted = integer(call, "Days", (value) => value > 0) ?? 7;
    const node = optional(call, "NodeId");
    const number = integer(call, "PageNumbers", (value) => value > 0) ?? 1;
    const isSize = (value: number) => [30, 50, 100].includes(value);
    const size = integer(call, "PageSize", isSize, "InvalidPageSize.Malformed") ?? 30;
    const instance = readInstance(call);
    const days = new Map<string, Analysis>();
    for (const analysis of instance.analyses) {
      const { api, startedAt } = analysis;
      const isOld = startedAt <= call.readAt - wanted * DAY || startedAt > call.readAt;
      if (api === "r-kvstore" && !isOld) days.set(dayOf(startedAt), analysis);
    }
    return {
      InstanceId: instance.instanceId,
      DailyTasks: {
        DailyTask: slice([...days], { number, size }).map(([Date, analysis]) => ({
          Date,
          Tasks: {
            Task: analysis.files
              .filter(({ nodeId }) => node === undefined || nodeId === node)
              .map(({ nodeId }) => ({
                TaskId: analysis.jobId,
                NodeId: nodeId,
                StartTime: toSeconds(analysis.startedAt),
                Status: STATUS[analysisStateAt(analysis, call.readAt)],
              })),
          },
        })),
      },
    };
  },
};
