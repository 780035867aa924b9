import type { AccountSeed, RamPolicy, RoleSeed } from "./account-seed";
import { filled, type Filled } from "./filled";

/** An access key; without policies everything is allowed to it. */
export type Account = Filled<Omit<AccountSeed, "policies">> & {
  policies: RamPolicy[] | null;
  principalId: string;
};
export type Role = Filled<Omit<RoleSeed, "policies" | "externalId">> & {
  policies: RamPolicy[] | null;
  externalId: string | null;
  roleId: string;
};

/** A temporary key that AssumeRole gave out. `limits` is the policy that was passed with the call. */
export interface Session {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken: string;
  expiresAt: number;
  accountId: string;
  roleName: string;
  sessionName: string;
  limits: RamPolicy | null;
}

/** Who asks, once the signature has proved it. */
export interface Identity {
  readonly kind: "Account" | "RAMUser" | "AssumedRoleUser";
  readonly accountId: string;
  readonly principalId: string;
  readonly arn: string;
  readonly displayName: string;
  /** Where the account looks when the request names no region. */
  readonly regionId: string;
  /** Every group must allow; null allows everything. */
  readonly policies: (RamPolicy[] | null)[];
}

const ACCOUNT_DEFAULTS = {
  userName: "emulator",
  root: false,
  regionId: "cn-hangzhou",
  status: "Active" as const,
  policies: null,
};

export function account(seed: AccountSeed): Account {
  const { accountId, root, userName = ACCOUNT_DEFAULTS.userName } = seed;
  const principalId = root ? accountId : `2${idOf(`${accountId}:user/${userName}`)}`;
  const defaults = { ...seed, ...ACCOUNT_DEFAULTS, principalId };
  return filled<Account>(defaults, seed as Partial<Account>);
}

export function role(seed: RoleSeed, accountId: string): Role {
  const defaults = {
    name: seed.name,
    accountId,
    trustedAccounts: [seed.accountId ?? accountId],
    maxSessionSeconds: 3600,
    externalId: null,
    policies: null,
    roleId: `3${idOf(`${accountId}:role/${seed.name}`)}`,
  };
  return filled<Role>(defaults, seed as Partial<Role>);
}

export function identityOfAccount(found: Account): Identity {
  const { accountId, root, userName, principalId } = found;
  return {
    kind: root ? "Account" : "RAMUser",
    accountId,
    principalId,
    arn: `acs:ram::${accountId}:${root ? "root" : `user/${userName}`}`,
    displayName: root ? accountId : principalId,
    regionId: found.regionId,
    policies: [root ? null : found.policies],
  };
}

export function identityOfSession(session: Session, assumed: Role, regionId: string): Identity {
  const { accountId, roleName, sessionName } = session;
  return {
    kind: "AssumedRoleUser",
    accountId,
    principalId: `${assumed.roleId}:${sessionName}`,
    arn: `acs:ram::${accountId}:assumed-role/${roleName}/${sessionName}`,
    displayName: `${roleName}:${sessionName}`,
    regionId,
    policies: [assumed.policies, session.limits === null ? null : [session.limits]],
  };
}

/** Seventeen digits that stay the same for the same name. */
function idOf(name: string): string {
  let hash = 7n;
  for (const character of name) {
    hash = (hash * 131n + BigInt(character.codePointAt(0) ?? 0)) % 10n ** 17n;
  }
  return hash.toString().padStart(17, "0");
}
