/**
 * DescribeParameters
 * [C] seen in code: the instance is named by DBInstanceId; the lists are RunningParameters.Parameter and
 *     ConfigParameters.Parameter; ForceRestart and ModifiableStatus are strings in the first and booleans in the second.
 * [I] assumed: which parameters there are; appendonly, the one that decides on flashback, is among the running ones.
 */
import { type Action } from "../action";
import { instanceResource, readInstance } from "./instance-of";

export const describeParameters: Action = {
  name: "DescribeParameters",
  methods: ["GET", "POST"],
  required: ["DBInstanceId"],
  permission: {
    action: "kvstore:DescribeParameters",
    resource: (call) => instanceResource(call, "DBInstanceId"),
  },
  run(call) {
    const instance = readInstance(call, "DBInstanceId");
    const running = [
      ["appendonly", instance.appendonly, "[yes|no]"],
      ["maxmemory-policy", "volatile-lru", "[volatile-lru|allkeys-lru|noeviction]"],
    ] as const;
    return {
      Engine: "Redis",
      EngineVersion: instance.engineVersion,
      RunningParameters: {
        Parameter: running.map(([ParameterName, ParameterValue, CheckingCode]) => ({
          ParameterName,
          ParameterValue,
          ModifiableStatus: "true",
          ForceRestart: "false",
          CheckingCode,
          ParameterDescription: "",
        })),
      },
      ConfigParameters: { Parameter: [] },
    };
  },
};
