import type { RamPolicy } from "./account-seed";
import type { Identity } from "./identity";

export type Verdict = "allowed" | "ImplicitDeny" | "ExplicitDeny";

/** An explicit Deny wins; else every group of policies has to allow; `null` allows everything. */
export function evaluate(identity: Identity, action: string, resource: string): Verdict {
  const verdicts = identity.policies.map((group) => evaluateGroup(group, action, resource));
  if (verdicts.includes("ExplicitDeny")) return "ExplicitDeny";
  return verdicts.includes("ImplicitDeny") ? "ImplicitDeny" : "allowed";
}

function evaluateGroup(policies: RamPolicy[] | null, action: string, resource: string): Verdict {
  if (policies === null) return "allowed";
  const effects = policies
    .flatMap((policy) => policy.Statement)
    .filter(
      (statement) =>
        list(statement.Action).some((pattern) => matches(pattern, action, "i")) &&
        list(statement.Resource).some((pattern) => matches(pattern, resource, "")),
    )
    .map((statement) => statement.Effect);
  if (effects.includes("Deny")) return "ExplicitDeny";
  return effects.includes("Allow") ? "allowed" : "ImplicitDeny";
}

function list(value: string | string[]): string[] {
  return typeof value === "string" ? [value] : value;
}

/** `*` stands for any characters, `?` for one. Actions are compared without regard to case, resources are not. */
function matches(pattern: string, text: string, flags: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, flags).test(text);
}
