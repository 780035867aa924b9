import { acs3Parameters, acs3Signing, isAcs3, type SignedByHeaders } from "./acs3-signature";
import { rpcSigning } from "./rpc-signature";
import type { Signing } from "./signing";

/** A request in either of its forms: parameters by name, and the way in which they are signed. */
export interface RpcRequest {
  readonly method: string;
  readonly host: string;
  readonly params: ReadonlyMap<string, string>;
  /** A parameter that is given twice with different values: nothing says which counts, so it is refused [I]. */
  readonly ambiguous: string | undefined;
  readonly signing: Signing;
}

/** Query and form parameters together; in the form that signs by headers the common ones come from there. */
export function rpcRequest(came: SignedByHeaders): RpcRequest {
  const { method, headers } = came;
  const pairs = parametersOf(came);
  const params = new Map(pairs);
  const ambiguous = pairs.find(([name, value]) => params.get(name) !== value)?.[0];
  const byHeaders = isAcs3(came);
  if (byHeaders) for (const [name, value] of acs3Parameters(came)) params.set(name, value);
  return {
    method,
    host: `${headers["host"] ?? ""}`,
    params,
    ambiguous,
    signing: byHeaders ? acs3Signing(came) : rpcSigning(method, params),
  };
}

/** Those of the query, and of the body where it is a form. */
export function parametersOf({
  headers,
  query,
  body,
}: SignedByHeaders): (readonly [string, string])[] {
  const isForm = `${headers["content-type"]}`.startsWith("application/x-www-form-urlencoded");
  return isForm ? [...query, ...new URLSearchParams(body)] : [...query];
}
