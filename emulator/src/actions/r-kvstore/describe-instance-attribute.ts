/**
 * DescribeInstanceAttribute
 * [D] documented: the fields and their types; a missing instance is 404.
 * [C] seen in code: two elements when the instance has a public endpoint (`publicEndpoint`); HasRenewChangeOrder is the
 *     string "false"; Storage is a string.
 * [I] assumed: CloudType and ComputingType tell classic from cloud-native; the values of fields that only describe the
 *     machine; a running backup leaves the status Normal.
 */
import { valueAt } from "../../model/dated";
import type { Instance } from "../../model/instance";
import { toSeconds } from "../../model/wire-time";
import type { Action, Call } from "../action";
import { connectionDomain, instanceFields } from "./instance-fields";
import { instanceResource, readInstance } from "./instance-of";

export const describeInstanceAttribute: Action = {
  name: "DescribeInstanceAttribute",
  methods: ["GET", "POST"],
  required: ["InstanceId"],
  permission: { action: "kvstore:DescribeInstanceAttribute", resource: instanceResource },
  run(call) {
    const instance = readInstance(call);
    const connections = instance.publicEndpoint ? ["", ".pub"] : [""];
    return {
      Instances: {
        DBInstanceAttribute: connections.map((suffix) => toAttribute(call, instance, suffix)),
      },
    };
  },
};

function toAttribute(call: Call, instance: Instance, suffix: string): object {
  const since = valueAt(instance.policies, call.readAt).backupLogStartTime;
  return {
    ...instanceFields(instance, call.readAt),
    ConnectionDomain: connectionDomain(instance, suffix),
    Engine: "Redis",
    NodeType: instance.singleNode ? "single" : "double",
    HasRenewChangeOrder: "false",
    IsOrderCompleted: true,
    InstanceReleaseProtection: false,
    ReadOnlyCount: 0,
    Storage: "",
    ...(since === null ? {} : { BackupLogStartTime: toSeconds(since) }),
  };
}
