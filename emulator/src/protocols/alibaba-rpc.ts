import type { Action, Call } from "../actions/action";
import { product } from "../actions/products";
import { ApiError } from "../api-error";
import type { FaultOf, Occasion } from "../faults";
import type { Identity } from "../identity";
import { evaluate } from "../ram";
import type { RateLimit } from "../rate-limit";
import { isRegion } from "../regions";
import type { World } from "../world";
import { accountOfKey, authenticate, type Nonces } from "./authenticate";
import { formatOf, type Format } from "./rpc-body";
import type { RpcRequest } from "./rpc-request";
import { begun, spoiled, type Progress } from "./spoiled";

export interface Gateway extends World {
  readonly nonces: Nonces;
  readonly rateLimit: RateLimit;
}

export interface RpcAnswer extends Readonly<Progress> {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly format: Format;
  readonly root: string;
  readonly body: object;
  readonly code?: string;
}

/** The Alibaba RPC gateway: cloud-apis.md A1 to A6. Checks in the order of A4. */
export function answerRpc(gateway: Gateway, request: RpcRequest): RpcAnswer {
  const format = formatOf(request.params);
  const progress = begun(gateway.store.random.uuid(), request.params.get("Action") ?? "");
  const answer = { format: format ?? "XML" };
  try {
    if (format === undefined) throw new ApiError("InvalidParameter.Format");
    const body = perform(gateway, request, progress);
    return {
      ...answer,
      ...progress,
      status: 200,
      headers: {},
      root: `${progress.action}Response`,
      body: { RequestId: progress.requestId, ...body },
    };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const body = {
      RequestId: progress.requestId,
      HostId: request.host,
      Code: error.code,
      Message: error.message,
      Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code)}&product=R-kvstore`,
      ...error.body,
    };
    const { status, headers, code } = error;
    return { ...answer, ...progress, status, headers, code, root: "Error", body };
  }
}

function perform(gateway: Gateway, request: RpcRequest, progress: Progress): object {
  const { params, signing } = request;
  const action = actionOf(request);
  if (request.ambiguous !== undefined) throw ApiError.invalid(request.ambiguous);
  for (const name of signing.mandatory) if (!params.get(name)) throw ApiError.missing(name);
  signing.check();

  const occasion: Occasion = {
    action: action.name,
    account: accountOfKey(gateway, params.get("AccessKeyId") ?? "") ?? "",
    instanceId: params.get("InstanceId") ?? params.get("DBInstanceId"),
  };
  progress.skew = (gateway.faults.take(["clockSkew"], occasion)?.seconds ?? 0) * 1000;
  const now = gateway.clock.time();
  const tokenIsExpired = gateway.faults.take(["expiredToken"], occasion) !== undefined;
  const identity = authenticate(gateway, gateway.nonces, {
    signing,
    params,
    now: now + progress.skew,
    tokenIsExpired,
  });
  progress.account = identity.accountId;

  const regionId = params.get("RegionId") || identity.regionId;
  if (!isRegion(gateway, regionId)) throw new ApiError("InvalidRegionId.NotFound");
  const call = new RpcCall(gateway, identity, regionId, params, now, occasion);
  authorize(call, action);
  if (!gateway.rateLimit.allows(identity.accountId, action.name, gateway.clock.pace())) {
    throw new ApiError("Throttling.User");
  }
  return spoiled(gateway, occasion, progress, REFUSALS, () => {
    for (const name of action.required) if (!params.get(name)) throw ApiError.missing(name);
    return action.run(call);
  });
}

class RpcCall implements Call {
  #readAt: number | undefined;

  constructor(
    readonly world: World,
    readonly identity: Identity,
    readonly regionId: string,
    readonly params: ReadonlyMap<string, string>,
    readonly now: number,
    private readonly occasion: Occasion,
  ) {}

  /** Asked for by reads alone, so that a write uses no `readLag` rule up. */
  get readAt(): number {
    const lag = () => this.world.faults.take(["readLag"], this.occasion)?.seconds ?? 0;
    return (this.#readAt ??= this.now - lag() * 1000);
  }
}

function actionOf(request: RpcRequest): Action {
  const { params, method } = request;
  if (method !== "GET" && method !== "POST") throw new ApiError("UnsupportedHTTPMethod");
  const version = params.get("Version");
  if (!version) throw ApiError.missing("Version");
  const actions = product(version);
  if (actions === undefined) throw new ApiError("InvalidVersion");
  const name = params.get("Action");
  if (!name) throw ApiError.missing("Action");
  const action = actions.get(name);
  if (action === undefined) throw new ApiError("InvalidAction.NotFound");
  if (!action.methods.includes(method)) throw new ApiError("UnsupportedHTTPMethod");
  return action;
}

function authorize(call: Call, action: Action): void {
  const { permission } = action;
  if (permission === undefined) return;
  const verdict = evaluate(call.identity, permission.action, permission.resource(call));
  if (verdict !== "allowed") throw denied(call.identity, permission.action, verdict, call.world);
}

function denied(identity: Identity, action: string, verdict: string, world: World): ApiError {
  if (world.settings.denial === "Forbidden.RAM") return new ApiError("Forbidden.RAM");
  const detail = {
    AuthAction: action,
    AuthPrincipalDisplayName: identity.displayName,
    AuthPrincipalOwnerId: identity.accountId,
    AuthPrincipalType: identity.kind === "RAMUser" ? "SubUser" : identity.kind,
    EncodedDiagnosticMessage: "EMULATOR-DIAGNOSTIC-MESSAGE-NOT-REAL",
    NoPermissionType: verdict,
    PolicyType: "AccountLevelIdentityBasedPolicy",
  };
  return new ApiError("NoPermission", { body: { AccessDeniedDetail: detail } });
}

const REFUSALS = {
  throttled({ code = "Throttling.User", status = 400, retryAfterMs }: FaultOf<"throttling">) {
    const headers = retryAfterMs === undefined ? {} : { "x-acs-retry-after": `${retryAfterMs}` };
    return new ApiError(code, { status, headers });
  },
  failed: ({ code, status, message }: FaultOf<"error">) => new ApiError(code, { status, message }),
};
