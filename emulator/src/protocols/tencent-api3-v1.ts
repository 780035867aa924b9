import { CRS_PRODUCTS } from "../actions/crs-products";
import { CrsError } from "../crs-error";
import type { CrsRequest } from "./crs-gateway";
import { legacySigned } from "./legacy-signed";
import { api3Product, API3_ENVELOPE, checkQuery } from "./tencent-api3";

/** Documented: of a form. */
const LARGEST_FORM = 1024 * 1024;

export interface V1Came {
  readonly method: string;
  readonly host: string;
  readonly params: ReadonlyMap<string, string>;
  /** As they came, for their size. */
  readonly search: string;
  readonly body: string;
}

/** Alibaba Cloud's requests have an AccessKeyId and other versions. */
export function isApi3V1(params: ReadonlyMap<string, string>): boolean {
  return params.has("SecretId") || CRS_PRODUCTS.has(params.get("Version") ?? "");
}

/**
 * Tencent Cloud's API 3.0 with the signature of the legacy API, by GET or as a form (cloud-apis.md B4): the common
 * parameters stand among the others, and Nonce and Timestamp together are taken once.
 */
export function api3V1Request({ method, host, params, search, body }: V1Came): CrsRequest {
  const { common, request } = legacySigned({ method, host, path: "/", params, more: ["Language"] });
  return {
    ...API3_ENVELOPE,
    ...request,
    resolve() {
      if (method !== "GET" && method !== "POST") throw new CrsError("UnsupportedProtocol");
      checkQuery(search);
      if (body.length > LARGEST_FORM) throw new CrsError("RequestSizeLimitExceeded");
      for (const name of ["Action", "Version", "Timestamp", "Nonce", "SecretId", "Signature"]) {
        if (common(name) === undefined) {
          throw new CrsError("MissingParameter", `The parameter ${name} is required.`);
        }
      }
      const product = api3Product(common("Version") ?? "");
      const action = product.actions.get(common("Action") ?? "");
      if (action === undefined) throw new CrsError("InvalidAction");
      if (product.service === "redis" && common("Region") === undefined) {
        throw new CrsError("MissingParameter", "The parameter Region is required.");
      }
      if (!/^(0|[1-9]\d*)$/.test(common("Nonce") ?? "")) throw CrsError.invalid("Nonce");
      return action;
    },
    isFirst: (nonces, now) =>
      nonces.use(`${common("SecretId")} ${common("Nonce")} ${common("Timestamp")}`, now),
  };
}
