import { z } from "zod";
import { defineOperation } from "../../operation";
import { instanceBusy, instanceNotFound, lockTimeout, notSupported } from "../errors";
import { rKvstore } from "../products";

/**
 * Starts an analysis of an instance; of one day the last is kept. The vendor has retired it in favour of
 * DAS. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/CreateCacheAnalysisTask
 */
export const createCacheAnalysisTask = defineOperation({
  product: rKvstore,
  action: "CreateCacheAnalysisTask",
  kind: "write",
  idempotent: true,
  permission: { action: "kvstore:CreateCacheAnalysisTask", resource: "instance" },
  input: z.object({ InstanceId: z.string() }),
  output: z.object({ RequestId: z.string() }),
  errors: {
    InstanceNotFound: instanceNotFound,
    InstanceBusy: instanceBusy,
    LockTimeout: lockTimeout,
    NotSupported: {
      ...notSupported,
      meaning:
        "this instance can't be analysed: it takes engine version 4.0 and a recent minor one",
    },
  },
});
