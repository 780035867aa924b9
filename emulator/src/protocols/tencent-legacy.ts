import { LEGACY_PRODUCT } from "../actions/crs-products";
import { CrsError, LEGACY, LEGACY_COMMON } from "../crs-error";
import type { CrsRequest } from "./crs-gateway";
import { legacySigned } from "./legacy-signed";

export const LEGACY_PATH = "/v2/index.php";

export interface LegacyCame {
  readonly method: string;
  readonly host: string;
  readonly params: ReadonlyMap<string, string>;
  readonly moduleCode: "code" | "message";
}

/** Tencent Cloud's legacy API v2, by GET or as a form: cloud-apis.md B1 to B3. */
export function legacyRequest({ method, host, params, moduleCode }: LegacyCame): CrsRequest {
  const { common, request } = legacySigned({ method, host, path: LEGACY_PATH, params });
  return {
    ...request,
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
