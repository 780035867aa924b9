import { ApiError } from "../api-error";
import { identityOfAccount, identityOfSession, type Identity } from "../identity";
import { fromSeconds } from "../model/wire-time";
import type { World } from "../world";
import { isSame } from "./rpc-signature";
import type { Signing } from "./signing";

/** Documented: fifteen minutes for the timestamp and for the memory of nonces. */
export const TOLERANCE = 15 * 60_000;

/** An access key, its secret and whom it stands for. */
interface Key {
  readonly secret: string;
  readonly identity: Identity;
}

export interface Signed {
  readonly signing: Signing;
  readonly params: ReadonlyMap<string, string>;
  /** The server's clock, skew included. */
  readonly now: number;
  readonly tokenIsExpired: boolean;
}

/** AccessKey → token → timestamp → signature → nonce, in this order (cloud-apis.md A4, inferred). */
export function authenticate(world: World, nonces: Nonces, request: Signed): Identity {
  const { params, signing, now } = request;
  const key = keyOf(world, request);
  checkTimestamp(world, params.get("Timestamp") ?? "", now);
  const text = signing.stringToSign();
  if (!isSame(signing.sign(text, key.secret), params.get("Signature") ?? "")) {
    // The gateway really echoes this, access key and nonce included: a client that prints the message prints them.
    throw new ApiError("SignatureDoesNotMatch", {
      message: `Specified signature is not matched with our calculation. server string to sign is:${text}`,
    });
  }
  const accessKeyId = params.get("AccessKeyId") ?? "";
  if (!nonces.use(`${accessKeyId} ${params.get("SignatureNonce")}`, now)) {
    throw new ApiError("SignatureNonceUsed");
  }
  return key.identity;
}

/** The account an access key belongs to, before anything is proved. */
export function accountOfKey(world: World, accessKeyId: string): string | undefined {
  const { accounts, sessions } = world.store.state;
  return [...accounts, ...sessions].find((key) => key.accessKeyId === accessKeyId)?.accountId;
}

function keyOf(world: World, request: Signed): Key {
  const { accounts, roles, sessions } = world.store.state;
  const accessKeyId = request.params.get("AccessKeyId");
  const token = request.params.get("SecurityToken") || undefined;

  const account = accounts.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (account !== undefined) {
    if (account.status === "Inactive") throw new ApiError("InvalidAccessKeyId.Inactive");
    if (request.tokenIsExpired) throw new ApiError("InvalidSecurityToken.Expired");
    if (token !== undefined) throw new ApiError("InvalidSecurityToken.MismatchWithAccessKey");
    return { secret: account.accessKeySecret, identity: identityOfAccount(account) };
  }

  const session = sessions.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (session === undefined) throw new ApiError("InvalidAccessKeyId.NotFound");
  if (token === undefined) throw new ApiError("MissingSecurityToken");
  if (token !== session.securityToken) {
    const isKnown = sessions.some((other) => other.securityToken === token);
    throw new ApiError(
      isKnown ? "InvalidSecurityToken.MismatchWithAccessKey" : "InvalidSecurityToken.Malformed",
    );
  }
  if (request.tokenIsExpired || session.expiresAt <= request.now) {
    throw new ApiError("InvalidSecurityToken.Expired");
  }
  const role = roles.find(
    ({ accountId, name }) => accountId === session.accountId && name === session.roleName,
  );
  if (role === undefined) throw new ApiError("InvalidAccessKeyId.NotFound");
  const regionId = accounts.find(({ accountId }) => accountId === session.accountId)?.regionId;
  return {
    secret: session.accessKeySecret,
    identity: identityOfSession(session, role, regionId ?? "cn-hangzhou"),
  };
}

function checkTimestamp(world: World, text: string, now: number): void {
  const time = fromSeconds(text);
  if (time === undefined) throw new ApiError("InvalidTimeStamp.Format");
  const isNear = (clock: number) => Math.abs(time - clock) <= TOLERANCE;
  if (isNear(now) || (world.settings.timestamps === "either" && isNear(Date.now()))) return;
  throw new ApiError("InvalidTimeStamp.Expired");
}

/** Remembers each nonce for fifteen minutes. */
export class Nonces {
  readonly #seen = new Map<string, number>();

  /** False when it was used already. */
  use(nonce: string, now: number): boolean {
    for (const [old, at] of this.#seen) {
      if (now - at <= TOLERANCE) break; // insertion order is the order of time
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    this.#seen.set(nonce, now);
    return true;
  }

  clear(): void {
    this.#seen.clear();
  }
}
