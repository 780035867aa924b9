import type { CamPolicy, CrsAccountSeed } from "./crs-seed";
import type { RamPolicy } from "./account-seed";
import { fromCam } from "./cam";
import type { Identity } from "./identity";

/** A key pair of Tencent Cloud; without policies everything is allowed to it. */
export interface CrsAccount {
  readonly accountId: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly token: string | null;
  readonly regionId: string;
  policies: RamPolicy[] | null;
}

export function crsAccount(seed: CrsAccountSeed): CrsAccount {
  const { accountId, secretId, secretKey } = seed;
  return {
    accountId,
    secretId,
    secretKey,
    token: seed.token ?? null,
    regionId: seed.regionId ?? "ap-guangzhou",
    policies: policiesOf(accountId, seed.policies),
  };
}

/** None allows everything. */
export function policiesOf(
  accountId: string,
  policies: readonly CamPolicy[] | undefined,
): RamPolicy[] | null {
  return policies?.map((policy) => fromCam(policy, accountId)) ?? null;
}

export function identityOfCrsAccount(account: CrsAccount): Identity {
  const { accountId } = account;
  return {
    kind: "RAMUser",
    accountId,
    principalId: accountId,
    arn: `qcs::cam::uin/${accountId}:uin/${accountId}`,
    displayName: accountId,
    regionId: account.regionId,
    policies: [account.policies],
  };
}
