import { z } from "zod";
import { defineOperation } from "../../operation";
import { wireTime } from "../../wire";
import { sts } from "../products";

/** Temporary credentials of a role. https://api.alibabacloud.com/document/Sts/2015-04-01/AssumeRole */
export const assumeRole = defineOperation({
  product: sts,
  action: "AssumeRole",
  // It changes nothing that outlives it, so it is allowed with readOnly.
  kind: "read",
  idempotent: true,
  permission: { action: "sts:AssumeRole", resource: "*" },
  input: z.object({
    RoleArn: z.string(),
    RoleSessionName: z.string(),
    ExternalId: z.string().optional(),
    DurationSeconds: z.int().optional(),
  }),
  output: z.object({
    Credentials: z.object({
      AccessKeyId: z.string(),
      AccessKeySecret: z.string(),
      SecurityToken: z.string(),
      Expiration: wireTime,
    }),
  }),
  errors: {
    RoleNotFound: {
      codes: ["EntityNotExist.Role"],
      category: "notFound",
      meaning: "there is no such role",
      hint: "Check redis-backup:assumeRole (ALIBABA_CLOUD_ROLE_ARN).",
    },
    RoleNotAccepted: {
      codes: [
        "InvalidParameter.RoleArn",
        "InvalidParameter.RoleSessionName",
        "InvalidParameter.DurationSeconds",
      ],
      category: "invalid",
      meaning: "the role, the name or the duration of the session is not accepted",
      hint: "Check redis-backup:assumeRole (ALIBABA_CLOUD_ROLE_ARN); the role's longest session bounds durationSeconds.",
    },
  },
});
