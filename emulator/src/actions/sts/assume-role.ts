/**
 * AssumeRole (STS 2015-04-01)
 * [D] documented: RoleArn and RoleSessionName required; 900 seconds to the longest session of the role (one hour unless
 *     set); a policy narrows the role; users and roles may assume a role, the account itself may not; the codes and messages.
 * [I] assumed: which of trust and existence is checked first; an external id that does not fit is NoPermission.
 */
import type * as accountSeeds from "../../account-seed";
import type { RamPolicy } from "../../account-seed";
import { ApiError } from "../../api-error";
import type { Session } from "../../identity";
import { toSeconds } from "../../model/wire-time";
import { integer, optional, required, type Action, type Call } from "../action";

const ROLE_ARN = /^acs:ram::(\d+):role\/([\w.-]{1,64})$/;

export const assumeRole: Action = {
  name: "AssumeRole",
  methods: ["GET", "POST"],
  required: ["RoleArn", "RoleSessionName"],
  permission: { action: "sts:AssumeRole", resource: (call) => call.params.get("RoleArn") || "*" },
  run(call) {
    const { world, identity } = call;
    const [, accountId = "", roleName = ""] = ROLE_ARN.exec(required(call, "RoleArn")) ?? [];
    if (accountId === "") throw new ApiError("InvalidParameter.RoleArn");
    const sessionName = required(call, "RoleSessionName");
    if (!/^[a-zA-Z0-9.@_-]{2,64}$/.test(sessionName)) {
      throw new ApiError("InvalidParameter.RoleSessionName");
    }
    const role = world.store.state.roles.find(
      (candidate) => candidate.accountId === accountId && candidate.name === roleName,
    );
    const seconds = integer(
      call,
      "DurationSeconds",
      (value) => value >= 900 && value <= (role?.maxSessionSeconds ?? 3600),
      "InvalidParameter.DurationSeconds",
    );
    const limits = sessionPolicy(call);
    if (identity.kind === "Account") {
      throw new ApiError("NoPermission", { message: "Roles may not be assumed by root accounts." });
    }
    if (role === undefined) throw new ApiError("EntityNotExist.Role");
    const isTrusted = role.trustedAccounts.includes(identity.accountId);
    const knowsExternalId =
      role.externalId === null || role.externalId === optional(call, "ExternalId");
    if (!isTrusted || !knowsExternalId) {
      throw new ApiError("NoPermission", {
        message:
          "No permission perform sts:AssumeRole on this Role. Maybe you are not authorized to perform sts:AssumeRole or the specified role does not trust you",
      });
    }

    const { random } = world.store;
    const session: Session = {
      accessKeyId: `STS.EMULATOR${random.text(12)}`,
      accessKeySecret: `emulator-temporary-secret-${random.text(18)}`,
      securityToken: `emulator-token-${random.text(64)}`,
      expiresAt: call.now + (seconds ?? 3600) * 1000,
      accountId,
      roleName,
      sessionName,
      limits,
    };
    world.store.state.sessions.push(session);
    world.store.onChange();
    return {
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${sessionName}`,
        Arn: `acs:ram::${accountId}:role/${roleName}/${sessionName}`,
      },
      Credentials: {
        AccessKeyId: session.accessKeyId,
        AccessKeySecret: session.accessKeySecret,
        SecurityToken: session.securityToken,
        Expiration: toSeconds(session.expiresAt),
      },
    };
  },
};

function sessionPolicy(call: Call): RamPolicy | null {
  const text = optional(call, "Policy");
  if (text === undefined) return null;
  // Loaded on first use, since few clients pass a policy.
  const { ramPolicy } = require("../../account-seed") as typeof accountSeeds;
  try {
    return ramPolicy.parse(JSON.parse(text));
  } catch {
    throw new ApiError("InvalidParameter.PolicyGrammar");
  }
}
