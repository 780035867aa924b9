import { ApiError } from "../../api-error";
import { valueAt } from "../../model/dated";
import { findInstance } from "../../model/find-instance";
import type { Instance } from "../../model/instance";
import type { Refusal } from "../../refusals";
import { required, type Call } from "../action";

/** The RAM resource of actions on one instance [D]. */
export function instanceResource(call: Call, parameter = "InstanceId"): string {
  const id = call.params.get(parameter) || "*";
  return `acs:kvstore:${call.regionId}:${call.identity.accountId}:instance/${id}`;
}

/** The RAM resource of actions that list [D]: a right to one instance does not allow them. */
export function allInstances(call: Call): string {
  return `acs:kvstore:${call.regionId}:${call.identity.accountId}:instance/*`;
}

/** Actions without a resource of their own are allowed by `Resource: "*"` alone [D]. */
export const ALL_RESOURCES = () => "*";

/**
 * The instance as a read sees it. One of another account or region does not exist: the cloud truthfully says so, which is
 * why "not found" proves nothing to a client with the wrong key.
 */
export function readInstance(call: Call, parameter = "InstanceId"): Instance {
  return owned(call, findInstance(call.world, required(call, parameter), call.readAt));
}

/**
 * The instance for a write, which has to be Normal: IncorrectDBInstanceState, HTTP 403 [D], where an action has no code of
 * its own for a status.
 */
export function writableInstance(
  call: Call,
  codes: Readonly<Record<string, string>> = {},
): Instance {
  const instance = owned(call, findInstance(call.world, required(call, "InstanceId"), call.now));
  const status = valueAt(instance.statuses, call.now);
  if (status !== "Normal") throw new ApiError(codes[status] ?? "IncorrectDBInstanceState");
  return instance;
}

/** A refusal whose code no source states [I]. */
export function refusal(call: Call, name: Refusal): ApiError {
  return new ApiError(call.world.settings.refusals[name]);
}

function owned(call: Call, instance: Instance | undefined): Instance {
  const isOurs =
    instance?.accountId === call.identity.accountId && instance.regionId === call.regionId;
  if (!isOurs) {
    throw new ApiError(call.world.settings.refusals.instanceNotFound, {
      message: "The InstanceId provided does not exist in our records.",
      status: 404,
    });
  }
  return instance;
}
