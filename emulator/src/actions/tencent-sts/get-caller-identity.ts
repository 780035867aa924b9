/**
 * GetCallerIdentity (STS 2018-08-13)
 * [C] seen in the vendor's SDK: the fields; AccountId is the number of the account.
 * [I] assumed: a temporary key is an assumed role; the form of the ARN; no permission is needed.
 */
import type { CrsAction } from "../crs-action";

export const tencentCallerIdentity: CrsAction = {
  name: "GetCallerIdentity",
  params: {},
  required: [],
  run: ({ identity }) => ({
    Arn: identity.arn,
    AccountId: identity.accountId,
    UserId: identity.principalId,
    PrincipalId: identity.accountId,
    Type: "CAMUser",
  }),
};
