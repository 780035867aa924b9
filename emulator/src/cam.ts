import type { RamPolicy } from "./account-seed";
import type { CamPolicy } from "./crs-seed";

/** In the form that `evaluate` takes. `name/` before an action means nothing [I]. */
export function fromCam({ statement }: CamPolicy, accountId: string): RamPolicy {
  return {
    Statement: statement.map(({ effect, action, resource }) => ({
      Effect: effect === "allow" ? ("Allow" as const) : ("Deny" as const),
      Action: list(action).map((pattern) => pattern.replace(/^name\//, "")),
      Resource: list(resource).map((pattern) => whole(pattern, accountId)),
    })),
  };
}

/** `qcs::redis:<region>:uin/<account>:…`: without a region all of them, without an account one's own [D]. */
function whole(pattern: string, accountId: string): string {
  const [qcs, project, service, region, account, ...resource] = pattern.split(":");
  if (qcs !== "qcs" || resource.length === 0) return pattern;
  return [qcs, project, service, region || "*", account || `uin/${accountId}`, ...resource].join(
    ":",
  );
}

const list = (value: string | string[]): string[] => (typeof value === "string" ? [value] : value);
