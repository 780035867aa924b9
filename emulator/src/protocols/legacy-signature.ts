import { createHmac } from "node:crypto";

/**
 * The signature of the legacy API v2 (cloud-apis.md B1): raw values, names in byte order with `_` as `.`, HmacSHA1 unless
 * the request says HmacSHA256.
 */
export function legacySignature(
  method: string,
  host: string,
  path: string,
  params: ReadonlyMap<string, string>,
  secretKey: string,
): string {
  const query = [...params]
    .filter(
      ([name, value]) => name !== "Signature" && !(method === "POST" && value.startsWith("@")),
    )
    .map(([name, value]) => [name.replaceAll("_", "."), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const algorithm = params.get("SignatureMethod") === "HmacSHA256" ? "sha256" : "sha1";
  return createHmac(algorithm, secretKey)
    .update(`${method}${host}${path}?${query}`)
    .digest("base64");
}
