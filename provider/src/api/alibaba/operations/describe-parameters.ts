import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireList } from "../../wire";
import { commonErrors, instanceNotFound } from "../errors";
import { rKvstore } from "../products";

const parameters = z
  .object({
    Parameter: wireList(
      z.object({ ParameterName: z.string(), ParameterValue: z.string().optional() }),
    ),
  })
  .optional();

/** The parameters of an instance, `appendonly` among them. https://api.alibabacloud.com/document/R-kvstore/2015-01-01/DescribeParameters */
export const describeParameters = defineOperation({
  product: rKvstore,
  action: "DescribeParameters",
  kind: "read",
  idempotent: true,
  permission: { action: "kvstore:DescribeParameters", resource: "instance" },
  /** Unlike everywhere else, the instance is `DBInstanceId` here. */
  input: z.object({ DBInstanceId: z.string() }),
  output: z.object({ RunningParameters: parameters }),
  errors: { InstanceNotFound: instanceNotFound, AccessDenied: commonErrors.AccessDenied },
});
