import type { CrsAction, CrsCall, CrsType } from "../actions/crs-action";
import { CrsError } from "../crs-error";
import type { CrsAccount } from "../crs-identity";
import { identityOfCrsAccount } from "../crs-identity";
import type { FaultOf, Occasion } from "../faults";
import { evaluate } from "../ram";
import type { RateLimit } from "../rate-limit";
import type { World } from "../world";
import type { RpcAnswer } from "./alibaba-rpc";
import type { Nonces } from "./authenticate";
import { begun, spoiled, type Progress } from "./spoiled";

export interface CrsGateway extends World {
  readonly nonces: Nonces;
  /** The vendor's 20 requests a second, or fewer. */
  readonly crsRateLimit: RateLimit;
}

/** What the two APIs have in common: a request with who signed it, and a form for its answer. */
export interface CrsRequest {
  readonly method: string;
  readonly action: string;
  /** Before anything is known of them. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly secretId: string;
  readonly token: string | undefined;
  /** Seconds, as text. */
  readonly timestamp: string;
  readonly region: string | undefined;
  /** Text where the wire has no types. */
  readonly isTyped: boolean;
  /** The action, or a refusal. */
  resolve(): CrsAction;
  /** Whether the account's key gives the signature that came; refuses what cannot be verified at all. */
  verify(secretKey: string): boolean;
  /** False where the request was there before. */
  isFirst(nonces: Nonces, now: number): boolean;
  success(body: object, requestId: string): object;
  failure(error: CrsError, requestId: string): { body: object; code: string };
}

/** Documented: five minutes. */
const TOLERANCE = 5 * 60_000;

/** A gateway's refusal with another status than 200: a fault asks for it, the vendor has none. */
class FaultError extends CrsError {
  constructor(
    code: string,
    message: string | undefined,
    readonly status: number,
  ) {
    super(code, message);
  }
}

const REFUSALS = {
  throttled: () => new CrsError("RequestLimitExceeded"),
  failed: ({ code, message, status }: FaultOf<"error">) =>
    new FaultError(code, message, status ?? 200),
};

/** Tencent Cloud's gateway: cloud-apis.md B1, B3, B4 and B6. */
export function answerCrs(gateway: CrsGateway, request: CrsRequest): RpcAnswer {
  const progress = begun(gateway.store.random.uuid().toLowerCase(), request.action);
  const answer = { format: "JSON" as const, root: "", headers: {} };
  try {
    const body = request.success(perform(gateway, request, progress), progress.requestId);
    return { ...answer, ...progress, status: 200, body };
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    const { body, code } = request.failure(error, progress.requestId);
    const status = error instanceof FaultError ? error.status : 200;
    return { ...answer, ...progress, status, code, body };
  }
}

function perform(gateway: CrsGateway, request: CrsRequest, progress: Progress): object {
  const action = request.resolve();
  const account = gateway.store.state.crs.accounts.find(
    ({ secretId }) => secretId === request.secretId,
  );
  const instanceId = request.given["InstanceId"] ?? request.given["redisId"];
  const occasion: Occasion = {
    action: action.name,
    account: account?.accountId ?? "",
    instanceId: typeof instanceId === "string" ? instanceId : undefined,
  };
  progress.skew = (gateway.faults.take(["clockSkew"], occasion)?.seconds ?? 0) * 1000;
  const now = gateway.clock.time();
  const isExpired = gateway.faults.take(["expiredToken"], occasion) !== undefined;
  const identity = identityOfCrsAccount(
    authenticated(gateway, request, account, { now: now + progress.skew, isExpired }),
  );
  progress.account = identity.accountId;
  const regionId = regionOf(gateway, request.region ?? identity.regionId);
  const lag = once(() => gateway.faults.take(["readLag"], occasion)?.seconds ?? 0);
  const call: CrsCall = {
    world: gateway,
    identity,
    regionId,
    params: {},
    now,
    get readAt() {
      return now - lag() * 1000;
    },
    pagesShift: () => gateway.faults.take(["pagesShift"], occasion) !== undefined,
  };
  authorize(call, action, occasion.instanceId);
  if (!gateway.crsRateLimit.allows(identity.accountId, action.name, gateway.clock.pace())) {
    throw new CrsError("RequestLimitExceeded");
  }
  return spoiled(gateway, occasion, progress, REFUSALS, () =>
    action.run(withParams(call, checked(action, request))),
  );
}

/** Keeps the getter: a read's lag is asked for by reads alone. */
function withParams(call: CrsCall, params: CrsCall["params"]): CrsCall {
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(call), params: { value: params, enumerable: true } },
  ) as CrsCall;
}

function authenticated(
  gateway: CrsGateway,
  request: CrsRequest,
  account: CrsAccount | undefined,
  { now, isExpired }: { now: number; isExpired: boolean },
): CrsAccount {
  if (account === undefined) throw new CrsError("AuthFailure.SecretIdNotFound");
  const isRight = (account.token ?? undefined) === request.token;
  if (!isRight || isExpired) throw new CrsError("AuthFailure.TokenFailure");
  const sent = /^\d{1,12}$/.test(request.timestamp) ? Number(request.timestamp) * 1000 : NaN;
  const isNear = (clock: number) => Math.abs(sent - clock) <= TOLERANCE;
  const isTimely = isNear(now) || (gateway.settings.timestamps === "either" && isNear(Date.now()));
  if (!isTimely) throw new CrsError("AuthFailure.SignatureExpire");
  if (!request.verify(account.secretKey)) throw new CrsError("AuthFailure.SignatureFailure");
  if (!request.isFirst(gateway.nonces, now)) throw new CrsError("AuthFailure.SignatureExpire");
  return account;
}

const REGIONS = new Set([
  ...["ap-guangzhou", "ap-shanghai", "ap-nanjing", "ap-beijing", "ap-chengdu", "ap-chongqing"],
  ...["ap-hongkong", "ap-singapore", "ap-jakarta", "ap-seoul", "ap-tokyo", "ap-bangkok"],
  ...["na-siliconvalley", "na-ashburn", "sa-saopaulo", "eu-frankfurt"],
  ...["ap-shenzhen-fsi", "ap-shanghai-fsi", "ap-beijing-fsi"],
]);
/** What old requests call them. */
const SHORT: Record<string, string> = {
  gz: "ap-guangzhou",
  sh: "ap-shanghai",
  bj: "ap-beijing",
  hk: "ap-hongkong",
};

/** Known to the vendor, or used by an account or instance of the seed. */
function regionOf({ store }: World, given: string): string {
  const region = SHORT[given] ?? given;
  const { accounts, instances } = store.state.crs;
  const isKnown =
    REGIONS.has(region) ||
    accounts.some(({ regionId }) => regionId === region) ||
    Object.values(instances).some(({ regionId }) => regionId === region);
  if (!isKnown) throw new CrsError("UnsupportedRegion");
  return region;
}

function authorize(call: CrsCall, { name, permission }: CrsAction, instanceId?: string): void {
  if (permission === undefined) return;
  const { identity, regionId } = call;
  const resource =
    permission === "*"
      ? "*"
      : `qcs::redis:${regionId}:uin/${identity.accountId}:instance/${instanceId ?? "*"}`;
  if (evaluate(identity, `redis:${name}`, resource) !== "allowed") {
    throw new CrsError(
      "UnauthorizedOperation.NoCAMAuthed",
      `you are not authorized to perform operation (redis:${name}) resource (${resource})`,
    );
  }
}

/** Unknown ones are refused, and types are looked at, as API 3.0 does. */
function checked(action: CrsAction, { given, isTyped }: CrsRequest): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const type = Object.hasOwn(action.params, name) ? action.params[name] : undefined;
    if (type === undefined) {
      throw new CrsError("UnknownParameter", `The parameter ${name} is not recognized.`);
    }
    if (value === null || value === undefined) continue;
    const read = isTyped ? typed(type, value) : untyped(type, value);
    if (read === undefined) {
      throw new CrsError("InvalidParameter", `The type of the parameter ${name} is not ${type}.`);
    }
    params[name] = read;
  }
  for (const name of action.required) {
    if (params[name] === undefined || params[name] === "") {
      throw new CrsError("MissingParameter", `The parameter ${name} is required.`);
    }
  }
  return params;
}

function typed(type: CrsType, value: unknown): unknown {
  switch (type) {
    case "string":
      return typeof value === "string" ? value : undefined;
    case "integer":
      return Number.isSafeInteger(value) ? value : undefined;
    case "strings":
      return isListOf(value, "string");
    case "integers":
      return isListOf(value, "integer");
    case "objects":
      return Array.isArray(value) &&
        value.every((item) => typeof item === "object" && item !== null)
        ? value
        : undefined;
  }
}

function isListOf(value: unknown, type: "string" | "integer"): unknown {
  return Array.isArray(value) && value.every((item) => typed(type, item) !== undefined)
    ? value
    : undefined;
}

function untyped(type: CrsType, value: unknown): unknown {
  const number = (text: unknown) =>
    typeof text === "string" && /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
  if (type === "integer") return number(value);
  if (type === "integers" && Array.isArray(value)) return typed(type, value.map(number));
  return typed(type, value);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
