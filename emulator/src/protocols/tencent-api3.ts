import { CRS_PRODUCTS, type CrsProduct } from "../actions/crs-products";
import { CrsError } from "../crs-error";
import type { CrsRequest } from "./crs-gateway";
import { unflattened } from "./flattened";
import { isSame } from "./rpc-signature";
import { header, tc3Authorization, tc3Signatures, type Tc3Request } from "./tc3-signature";

/** What both ways to sign API 3.0 answer with. */
export const API3_ENVELOPE: Pick<CrsRequest, "success" | "failure"> = {
  success: (body, RequestId) => ({ Response: { ...body, RequestId } }),
  failure: ({ code, message }, RequestId) => ({
    code,
    body: { Response: { Error: { Code: code, Message: message }, RequestId } },
  }),
};

/** Documented: of what is sent by GET, however it is signed. */
const LARGEST_QUERY = 32 * 1024;

export function checkQuery(search: string): void {
  if (search.length > LARGEST_QUERY) throw new CrsError("RequestSizeLimitExceeded");
}

export function api3Product(version: string): CrsProduct {
  const product = CRS_PRODUCTS.get(version);
  if (product === undefined) throw new CrsError("NoSuchVersion");
  return product;
}

/** Tencent Cloud's API 3.0, signed TC3: JSON by POST, or by GET with the parameters in the query (cloud-apis.md B4). */
export function api3Request(came: Tc3Request): CrsRequest {
  const authorization = tc3Authorization(came);
  const isGet = came.method === "GET";
  const given = isGet ? unflattened(new URLSearchParams(came.search)) : parsed(came.body);
  return {
    ...API3_ENVELOPE,
    method: came.method,
    action: header(came, "x-tc-action"),
    given: given ?? {},
    secretId: authorization?.secretId ?? "",
    token: header(came, "x-tc-token") || undefined,
    timestamp: header(came, "x-tc-timestamp"),
    region: header(came, "x-tc-region") || undefined,
    isTyped: !isGet,
    resolve() {
      checkProtocol(came);
      for (const name of ["Action", "Version", "Timestamp"]) {
        if (header(came, `x-tc-${name.toLowerCase()}`) === "") {
          throw new CrsError("MissingParameter", `The header X-TC-${name} is required.`);
        }
      }
      const product = api3Product(header(came, "x-tc-version"));
      const action = product.actions.get(header(came, "x-tc-action"));
      if (action === undefined) throw new CrsError("InvalidAction");
      if (authorization === undefined) throw new CrsError("AuthFailure.InvalidAuthorization");
      // The vendor's SDKs take the first label of the endpoint they are given.
      const label = header(came, "host").split(".")[0];
      if (authorization.service !== product.service && authorization.service !== label) {
        throw new CrsError("AuthFailure.SignatureFailure");
      }
      if (product.service === "redis" && header(came, "x-tc-region") === "") {
        throw new CrsError("MissingParameter", "The header X-TC-Region is required.");
      }
      if (given === undefined) throw new CrsError("InvalidParameter", "The body is not JSON.");
      return action;
    },
    verify(secretKey) {
      if (authorization === undefined) return false;
      const { date, signedHeaders, signature } = authorization;
      const seconds = Number(header(came, "x-tc-timestamp"));
      const isDated = new Date(seconds * 1000).toISOString().startsWith(date);
      const isCovered = ["content-type", "host"].every((name) => signedHeaders.includes(name));
      const right = tc3Signatures(came, authorization, secretKey);
      return isDated && isCovered && right.some((candidate) => isSame(candidate, signature));
    },
    // A signature has no nonce.
    isFirst: () => true,
  };
}

/** A form by POST belongs to the older signature. */
function checkProtocol(came: Tc3Request): void {
  const types: Record<string, string> = {
    POST: "application/json",
    GET: "application/x-www-form-urlencoded",
  };
  const type = types[came.method];
  if (type === undefined || !header(came, "content-type").startsWith(type)) {
    throw new CrsError("UnsupportedProtocol");
  }
  checkQuery(came.search);
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
