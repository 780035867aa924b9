import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId } from "../../wire";
import { sts } from "../products";

/** The account of the credentials; needs no permission. https://api.alibabacloud.com/document/Sts/2015-04-01/GetCallerIdentity */
export const getCallerIdentity = defineOperation({
  product: sts,
  action: "GetCallerIdentity",
  kind: "read",
  idempotent: true,
  permission: { action: "sts:GetCallerIdentity", resource: "none" },
  patienceMs: 5_000,
  input: z.object({}),
  output: z.object({ AccountId: wireId }),
  errors: {},
});
