/**
 * CreateCacheAnalysisTask
 * [D] documented: the answer is a RequestId and nothing else; engine version 4.0 or later; of one day the last result is
 *     kept. It is retired (`cacheAnalysisTask`: `retired` answers as for an action that is not there).
 * [I] assumed: the code of the refusal of older engines; the instance must be Normal; every node is analysed.
 */
import { ApiError } from "../../api-error";
import { startAnalysis } from "../../model/analysis";
import { nodesOf } from "../../model/instance";
import type { Action } from "../action";
import { instanceResource, writableInstance } from "./instance-of";

export const createCacheAnalysisTask: Action = {
  name: "CreateCacheAnalysisTask",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:CreateCacheAnalysisTask", resource: instanceResource },
  run(call) {
    const instance = writableInstance(call);
    if (instance.cacheAnalysisTask === "retired") throw new ApiError("InvalidAction.NotFound");
    if (Number(instance.engineVersion) < 4) throw new ApiError("IncorrectEngineVersion");
    const hasFailed = instance.nextAnalysisFails;
    instance.nextAnalysisFails = false;
    startAnalysis(call.world, instance, {
      jobId: `${call.now}`,
      files: nodesOf(instance).map((nodeId) => ({ nodeId, backupId: null })),
      api: "r-kvstore",
      separators: "",
      startedAt: call.now,
      analysingFrom: call.now,
      endsAt: call.now + instance.analysisSeconds * 1000,
      hasFailed,
    });
    call.world.store.onChange();
    return {};
  },
};
