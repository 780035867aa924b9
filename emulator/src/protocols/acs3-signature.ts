import { createHash, createHmac } from "node:crypto";
import { ApiError } from "../api-error";
import { encode } from "./rpc-signature";
import type { Signing } from "./signing";

/** A request as it came, header names in lower case. */
export interface SignedByHeaders {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: readonly (readonly [string, string])[];
  readonly body: string;
}

const ALGORITHM = "ACS3-HMAC-SHA256";
const AUTHORIZATION =
  /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;

/** Where the header stands for a parameter of signature 1.0. */
const PARAMETERS = {
  Action: "x-acs-action",
  Version: "x-acs-version",
  Timestamp: "x-acs-date",
  SignatureNonce: "x-acs-signature-nonce",
  SecurityToken: "x-acs-security-token",
} as const;

export function isAcs3(request: SignedByHeaders): boolean {
  return header(request, "authorization").startsWith(ALGORITHM);
}

/** The common parameters under their names of signature 1.0; JSON unless XML is accepted [I]. */
export function acs3Parameters(request: SignedByHeaders): [string, string][] {
  const { accessKeyId, signature } = authorizationOf(request);
  return [
    ...Object.entries(PARAMETERS).map<[string, string]>(([name, from]) => [
      name,
      header(request, from),
    ]),
    ["AccessKeyId", accessKeyId],
    ["Signature", signature],
    ["Format", header(request, "accept").includes("xml") ? "XML" : "JSON"],
  ];
}

/** Signature V3 (cloud-apis.md A3, documented): over headers, query and a digest of the body. */
export function acs3Signing(request: SignedByHeaders): Signing {
  const digest = sha256(request.body);
  return {
    mandatory: ["Timestamp", "SignatureNonce"],
    check() {
      const { signedHeaders } = authorizationOf(request);
      const own = Object.keys(request.headers).filter((name) => name.startsWith("x-acs-"));
      const isCovered = ["host", "x-acs-content-sha256", ...own].every((name) =>
        signedHeaders.includes(name),
      );
      if (!isCovered || header(request, "x-acs-content-sha256") !== digest) {
        throw new ApiError("IncompleteSignature");
      }
    },
    stringToSign: () => `${ALGORITHM}\n${sha256(canonicalRequest(request, digest))}`,
    sign: (text, secret) => createHmac("sha256", secret).update(text).digest("hex"),
  };
}

function canonicalRequest(request: SignedByHeaders, digest: string): string {
  const { signedHeaders } = authorizationOf(request);
  const query = request.query
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
  const headers = [...signedHeaders].sort().map((name) => `${name}:${header(request, name)}\n`);
  return [request.method, "/", query, headers.join(""), signedHeaders.join(";"), digest].join("\n");
}

/** Empty where the header is not in its form: nothing is covered then. */
function authorizationOf(request: SignedByHeaders) {
  const [, accessKeyId = "", names = "", signature = ""] =
    AUTHORIZATION.exec(header(request, "authorization")) ?? [];
  return { accessKeyId, signedHeaders: names.split(";"), signature };
}

function header({ headers }: SignedByHeaders, name: string): string {
  const value = headers[name] ?? "";
  return (typeof value === "string" ? value : value.join(",")).trim();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
