import { createHash, createHmac } from "node:crypto";

/** A request as it came, header names in lower case. */
export interface Tc3Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The query as it came, without its question mark. */
  readonly search: string;
  readonly body: string;
}

export interface Tc3Authorization {
  readonly secretId: string;
  /** UTC date of the timestamp. */
  readonly date: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = "TC3-HMAC-SHA256";
const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/]+(?:\/[^/]+)*)\/(\d{4}-\d\d-\d\d)\/([^/]+)\/tc3_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

export function isTc3({ headers }: Tc3Request): boolean {
  return "x-tc-action" in headers || `${headers["authorization"] ?? ""}`.startsWith("TC3-");
}

/** Undefined where the header is not in its form. */
export function tc3Authorization(request: Tc3Request): Tc3Authorization | undefined {
  const match = AUTHORIZATION.exec(header(request, "authorization"));
  if (match === null) return undefined;
  const [, secretId = "", date = "", service = "", names = "", signature = ""] = match;
  return { secretId, date, service, signedHeaders: names.split(";"), signature };
}

/**
 * The signatures that a key gives a request (cloud-apis.md B4): the vendor's SDKs sign the host without its port, which no
 * gateway of the vendor has, so that both spellings of the host are right.
 */
export function tc3Signatures(
  request: Tc3Request,
  { date, service, signedHeaders }: Tc3Authorization,
  secretKey: string,
): string[] {
  const hosts = [header(request, "host"), header(request, "host").replace(/:\d+$/, "")];
  return [...new Set(hosts)].map((host) => {
    const canonicalHeaders = signedHeaders
      .map((name) => `${name}:${(name === "host" ? host : header(request, name)).toLowerCase()}\n`)
      .join("");
    const canonicalRequest = [
      ...[request.method, "/", request.search, canonicalHeaders, signedHeaders.join(";")],
      sha256(request.body),
    ].join("\n");
    const scope = `${date}/${service}/tc3_request`;
    const text = [ALGORITHM, header(request, "x-tc-timestamp"), scope, sha256(canonicalRequest)];
    const key = [date, service, "tc3_request"].reduce<string | Buffer>(
      (secret, part) => createHmac("sha256", secret).update(part).digest(),
      `TC3${secretKey}`,
    );
    return createHmac("sha256", key).update(text.join("\n")).digest("hex");
  });
}

export function header({ headers }: Tc3Request, name: string): string {
  const value = headers[name] ?? "";
  return (typeof value === "string" ? value : value.join(",")).trim();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
