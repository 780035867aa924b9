import { createHmac } from "node:crypto";

export interface LegacyRequest {
  readonly method: "GET" | "POST";
  /** Without its port. */
  readonly host: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
}

/** The parameter `SignatureMethod` chooses: anything but HmacSHA256 is HmacSHA1. */
export function legacySignature(request: LegacyRequest, secretKey: string): string {
  const algorithm = request.params["SignatureMethod"] === "HmacSHA256" ? "sha256" : "sha1";
  return createHmac(algorithm, secretKey).update(stringToSign(request)).digest("base64");
}

/** Names in the order of their bytes, `_` in them as `.`, values as they are and not URL-encoded. */
function stringToSign({ method, host, path, params }: LegacyRequest): string {
  const query = Object.entries(params)
    .filter(([name]) => name !== "Signature")
    // A file that is uploaded does not take part.
    .filter(([, value]) => method === "GET" || !value.startsWith("@"))
    .map(([name, value]) => [name.replaceAll("_", "."), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return `${method}${host}${path}?${query}`;
}
