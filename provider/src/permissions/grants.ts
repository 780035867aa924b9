import type { Permission } from "../api/operation";
import type { Need, Step } from "./need";
import { CLOUDS, cloudOf, NEEDS, type Cloud } from "./needs";
import type { Scope, Use } from "./use";

/** One action that an identity has to be allowed. */
export interface Grant {
  readonly cloud: Cloud;
  readonly action: string;
  /** The narrowest names that the cloud takes. */
  readonly resources: readonly string[];
  /** What is lost without it, where every step goes on; absent: a step fails. */
  readonly losses: readonly string[] | undefined;
  /** What uses it: by token, the steps. */
  readonly uses: ReadonlyMap<string, ReadonlySet<Step>>;
}

interface Gathered {
  readonly cloud: Cloud;
  readonly resources: Set<string>;
  readonly losses: Set<string>;
  readonly uses: Map<string, Set<Step>>;
  isRequired: boolean;
}

/** Everything that the uses need and nothing else, by cloud and action. */
export function grantsOf(uses: readonly Use[]): Grant[] {
  const byAction = new Map<string, Gathered>();
  for (const use of uses) {
    for (const need of NEEDS[use.token] ?? []) gather(byAction, use, need);
  }
  return [...byAction]
    .map(([action, { cloud, resources, losses, uses, isRequired }]) => ({
      cloud,
      action,
      resources: widest([...resources]),
      losses: isRequired ? undefined : [...losses],
      uses,
    }))
    .sort((a, b) => order(a) - order(b) || a.action.localeCompare(b.action));
}

const order = ({ cloud }: Grant): number => CLOUDS.indexOf(cloud);

function gather(byAction: Map<string, Gathered>, use: Use, need: Need): void {
  const { permission } = need.operation;
  const steps = need.steps.filter((step) => use.steps.includes(step));
  const isUsed = use.state === undefined || need.when === undefined || need.when(use.state);
  const isGranted = permission.resource !== "none" && need.isDispensable !== true;
  if (steps.length === 0 || !isUsed || !isGranted) return;
  const cloud = cloudOf(use.token);
  const found: Gathered = byAction.get(permission.action) ?? {
    cloud,
    ...{ resources: new Set(), losses: new Set(), uses: new Map() },
    isRequired: false,
  };
  byAction.set(permission.action, found);
  // A list goes through every instance there is.
  const { instanceId, ...everyInstance } = use.scope ?? {};
  const scope = steps.includes("list") ? everyInstance : { ...everyInstance, instanceId };
  found.resources.add(resourceOf(cloud, permission, scope));
  found.uses.set(use.token, new Set([...(found.uses.get(use.token) ?? []), ...steps]));
  if (need.loss === undefined) found.isRequired = true;
  else found.losses.add(need.loss);
}

/** As the cloud names it; what is not known is left open, and no further than that. */
function resourceOf(cloud: Cloud, { resource }: Permission, scope: Scope): string {
  if (resource !== "instance" && resource !== "instances") return "*";
  const { region, account } = scope;
  const instance = resource === "instances" ? "*" : (scope.instanceId ?? "*");
  return cloud === "alibaba"
    ? `acs:kvstore:${region ?? "*"}:${account ?? "*"}:instance/${instance}`
    : `qcs::redis:${region ?? ""}:${account === undefined ? "" : `uin/${account}`}:instance/${instance}`;
}

/** Without what another one covers. */
function widest(resources: readonly string[]): string[] {
  if (resources.includes("*")) return ["*"];
  const wide = new Set(resources.filter((name) => name.endsWith("instance/*")));
  const coveredBy = (name: string) => name.replace(/instance\/.*$/, "instance/*");
  return resources.filter((name) => wide.has(name) || !wide.has(coveredBy(name))).sort();
}
