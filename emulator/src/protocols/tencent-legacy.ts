import { LEGACY_PRODUCT } from "../actions/crs-products";
import { CrsError, LEGACY, LEGACY_COMMON } from "../crs-error";
import type { CrsRequest } from "./crs-gateway";
import { unflattened } from "./flattened";
import { legacySignature } from "./legacy-signature";
import { isSame } from "./rpc-signature";

export const LEGACY_PATH = "/v2/index.php";

/** Upper-case by the vendor's rule, and not of the action. */
const COMMON = new Set([
  ...["Action", "Region", "Timestamp", "Nonce", "SecretId", "Signature", "SignatureMethod"],
  ...["Token", "RequestClient", "Version"],
]);

export interface LegacyCame {
  readonly method: string;
  readonly host: string;
  readonly params: ReadonlyMap<string, string>;
  readonly moduleCode: "code" | "message";
}

/** Tencent Cloud's legacy API v2, by GET or as a form: cloud-apis.md B1 to B3. */
export function legacyRequest({ method, host, params, moduleCode }: LegacyCame): CrsRequest {
  const common = (name: string) => params.get(name) || undefined;
  return {
    method,
    action: common("Action") ?? "",
    given: unflattened([...params].filter(([name]) => !COMMON.has(name))),
    secretId: common("SecretId") ?? "",
    token: common("Token"),
    timestamp: common("Timestamp") ?? "",
    region: common("Region"),
    isTyped: false,
    resolve() {
      if (method !== "GET" && method !== "POST") throw new CrsError("UnsupportedProtocol");
      for (const name of ["Action", "Timestamp", "Nonce", "SecretId", "Signature"]) {
        if (common(name) === undefined) throw new CrsError("MissingParameter");
      }
      const action = LEGACY_PRODUCT.actions.get(common("Action") ?? "");
      if (action === undefined) throw new CrsError("InvalidAction");
      if (!/^[1-9]\d*$/.test(common("Nonce") ?? "")) throw CrsError.invalid("Nonce");
      return action;
    },
    verify(secretKey) {
      const hosts = [host, host.replace(/:\d+$/, "")];
      return hosts.some((name) =>
        isSame(
          legacySignature(method, name, LEGACY_PATH, params, secretKey),
          params.get("Signature") ?? "",
        ),
      );
    },
    isFirst: (nonces, now) => nonces.use(`${common("SecretId")} ${common("Nonce")}`, now),
    success: (body) => ({ code: 0, message: "", codeDesc: "Success", ...body }),
    failure: (error) => {
      const body = envelope(error, moduleCode);
      return { body, code: error.code };
    },
  };
}

/** The module's number stands in the message, and in `code` only where the settings say so. */
function envelope({ code, message }: CrsError, moduleCode: "code" | "message"): object {
  const own = LEGACY[code];
  if (own !== undefined) {
    const [common, module, word] = own;
    const number = moduleCode === "code" ? module : common;
    return { code: number, message: `(${module})${word}`, codeDesc: word };
  }
  const [number, word, text] = LEGACY_COMMON[code] ?? [
    /^\d+$/.test(code) ? Number(code) : 6000,
    "InternalError",
    message,
  ];
  return { code: number, message: text, codeDesc: word };
}
