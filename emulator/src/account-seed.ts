import { z } from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);

/** A RAM policy document. Conditions, NotAction and NotResource are refused: half understood they would be too soft. */
export const ramPolicy = z.strictObject({
  Version: z.literal("1").optional(),
  Statement: z
    .array(
      z.strictObject({ Effect: z.enum(["Allow", "Deny"]), Action: oneOrMore, Resource: oneOrMore }),
    )
    .min(1),
});

/** One access key: of the account itself (`root`) or of a RAM user of it. Several may share an account. */
export const accountSeed = z.strictObject({
  accountId: z.string().regex(/^\d+$/, "expected digits"),
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  userName: z.string().min(1).optional(),
  root: z.boolean().optional(),
  regionId: z.string().min(1).optional(),
  /** Default: everything is allowed. */
  policies: z.array(ramPolicy).optional(),
  status: z.enum(["Active", "Inactive"]).optional(),
});

/** A RAM role that AssumeRole gives temporary keys for. */
export const roleSeed = z.strictObject({
  accountId: z.string().regex(/^\d+$/, "expected digits").optional(),
  name: z.string().min(1),
  policies: z.array(ramPolicy).optional(),
  /** Accounts whose users may assume it; default its own account. */
  trustedAccounts: z.array(z.string()).optional(),
  externalId: z.string().optional(),
  maxSessionSeconds: z.int().min(3600).max(43_200).optional(),
});

export type RamPolicy = z.infer<typeof ramPolicy>;
export type AccountSeed = z.infer<typeof accountSeed>;
export type RoleSeed = z.infer<typeof roleSeed>;
