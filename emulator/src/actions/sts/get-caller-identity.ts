/**
 * GetCallerIdentity (STS 2015-04-01)
 * [D] documented: the fields; UserId for accounts and users, RoleId for roles; no permission is needed.
 * [I] assumed: the form of the invented ids; the ARN of an account.
 */
import type { Action } from "../action";

export const getCallerIdentity: Action = {
  name: "GetCallerIdentity",
  methods: ["GET", "POST"],
  required: [],
  run({ identity }) {
    const { kind, accountId, principalId, arn } = identity;
    const roleId = principalId.split(":")[0];
    return {
      IdentityType: kind,
      AccountId: accountId,
      PrincipalId: principalId,
      ...(kind === "AssumedRoleUser" ? { RoleId: roleId } : { UserId: principalId }),
      Arn: arn,
    };
  },
};
