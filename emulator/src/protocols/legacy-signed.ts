import type { CrsRequest } from "./crs-gateway";
import { unflattened } from "./flattened";
import { legacySignature } from "./legacy-signature";
import { isSame } from "./rpc-signature";

/** Upper-case by the vendor's rule, and not of the action. */
const COMMON = [
  ...["Action", "Region", "Version", "Timestamp", "Nonce", "SecretId", "Signature"],
  ...["SignatureMethod", "Token", "RequestClient"],
];

interface Came {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly params: ReadonlyMap<string, string>;
  /** Common parameters of this API alone. */
  readonly more?: readonly string[];
}

/** What stands where in a request whose signature is a parameter, by GET or as a form (cloud-apis.md B1). */
export function legacySigned({ method, host, path, params, more = [] }: Came) {
  const common = (name: string) => params.get(name) || undefined;
  const names = new Set([...COMMON, ...more]);
  const request = {
    method,
    action: common("Action") ?? "",
    given: unflattened([...params].filter(([name]) => !names.has(name))),
    secretId: common("SecretId") ?? "",
    token: common("Token"),
    timestamp: common("Timestamp") ?? "",
    region: common("Region"),
    isTyped: false,
    verify(secretKey: string) {
      // The vendor's SDKs sign the endpoint as they are given it.
      const hosts = [host, host.replace(/:\d+$/, "")];
      return hosts.some((name) =>
        isSame(legacySignature(method, name, path, params, secretKey), common("Signature") ?? ""),
      );
    },
  } satisfies Partial<CrsRequest>;
  return { common, request };
}
