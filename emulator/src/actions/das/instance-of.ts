import { ApiError } from "../../api-error";
import { findInstance } from "../../model/find-instance";
import type { Analysis } from "../../model/analysis";
import type { Instance } from "../../model/instance";
import { analysisStateAt } from "../../model/analysis";
import { optional, required, type Call } from "../action";

/** The one region that serves the API [D]; instances of every region are known there. */
const REGION = "cn-shanghai";

export function analysedInstance(call: Call, time = call.now): Instance {
  const region = optional(call, "RegionId");
  if (region !== undefined && region !== REGION) throw new ApiError("InvalidRegionId.NotFound");
  const instance = findInstance(call.world, required(call, "InstanceId"), time);
  if (instance?.accountId !== call.identity.accountId) {
    throw new ApiError(call.world.settings.refusals.instanceNotFound, { status: 404 });
  }
  return instance;
}

/** Code and Success are strings [C]. */
export function enveloped(data: object): object {
  return { Code: "200", Message: "Successful", Success: "true", Data: data };
}

export function jobFields(instance: Instance, analysis: Analysis, time: number) {
  return {
    JobId: analysis.jobId,
    InstanceId: instance.instanceId,
    NodeId: analysis.files.map(({ nodeId }) => nodeId).join(","),
    TaskState: analysisStateAt(analysis, time),
    Message: analysisStateAt(analysis, time) === "FAILED" ? "analysis failed" : "Successful",
  };
}
