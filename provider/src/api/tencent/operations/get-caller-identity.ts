import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireId } from "../../wire";
import { sts } from "../products";

/** Whose credentials these are. */
export const getCallerIdentity = defineOperation({
  product: sts,
  action: "GetCallerIdentity",
  kind: "read",
  idempotent: true,
  permission: { action: "sts:GetCallerIdentity", resource: "none" },
  // What a creation records can be left out, so it is not waited for for long.
  patienceMs: 20_000,
  input: z.object({}),
  output: z.object({ AccountId: wireId }),
  errors: {},
});
