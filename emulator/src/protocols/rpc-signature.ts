import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "../api-error";
import type { Signing } from "./signing";

/**
 * Signature 1.0 of the Alibaba RPC style (cloud-apis.md A2, documented): every parameter but the signature itself, from
 * query and form alike, sorted by name, encoded twice.
 */
export function stringToSign(method: string, params: ReadonlyMap<string, string>): string {
  const canonical = [...params]
    .filter(([name]) => name !== "Signature")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
  return `${method}&${encode("/")}&${encode(canonical)}`;
}

export function sign(text: string, accessKeySecret: string): string {
  return createHmac("sha1", `${accessKeySecret}&`).update(text).digest("base64");
}

export function rpcSigning(method: string, params: ReadonlyMap<string, string>): Signing {
  return {
    mandatory: [
      "AccessKeyId",
      "SignatureMethod",
      "SignatureVersion",
      "SignatureNonce",
      "Timestamp",
      "Signature",
    ],
    check() {
      if (params.get("SignatureMethod") !== "HMAC-SHA1")
        throw new ApiError("InvalidSignatureMethod");
      if (params.get("SignatureVersion") !== "1.0") throw new ApiError("IncompleteSignature");
    },
    stringToSign: () => stringToSign(method, params),
    sign,
  };
}

export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** RFC 3986: only letters, digits and `-_.~` stay; encodeURIComponent leaves five more. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
