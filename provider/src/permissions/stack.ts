import { PACKAGE } from "../package";
import type { Step } from "./need";
import { cloudOf, NEEDS } from "./needs";
import { ROLES, type RoleName } from "./roles";
import type { Use } from "./use";

type Json = Readonly<Record<string, unknown>>;

const LIFE: readonly Step[] = ["read", "preview", "create", "update", "delete"];
const READING: readonly Step[] = ["read"];

/**
 * What the resources of a stack use, from its export: narrowed to their instances, regions and account, and
 * to what a role does with them. The functions that its program asks are in no state.
 */
export function usesOfStack(exported: unknown, role?: RoleName): Use[] {
  const resources = resourcesOf(exported);
  const regions = regionsOfProviders(resources);
  return resources.flatMap((resource) => {
    const token = tokenOf(resource["type"]);
    // One that the program only looks up, by its class's `get`.
    const isLookedUp = resource["external"] === true;
    const steps = token === undefined ? [] : isLookedUp ? READING : stepsOf(token, role);
    if (token === undefined || steps.length === 0) return [];
    const state = { ...object(resource["inputs"]), ...object(resource["outputs"]) };
    const provider = String(resource["provider"] ?? "").replace(/::[^:]*$/, "");
    return {
      token,
      steps,
      state,
      scope: {
        instanceId: text(state["instanceId"]),
        region: text(state["regionId"]) ?? regions.get(`${cloudOf(token)} ${provider}`),
        account: text(state["accountId"]),
      },
    };
  });
}

function stepsOf(token: string, role: RoleName | undefined): readonly Step[] {
  if (role === undefined) return LIFE;
  return ROLES[role].does
    .filter(({ tokens }) => tokens.includes(token))
    .flatMap(({ steps }) => steps.filter((step) => LIFE.includes(step)));
}

/** The resources of `pulumi stack export`; an error where the text is none. */
export function resourcesOf(exported: unknown): readonly Json[] {
  const { deployment } = object(exported);
  if (typeof deployment !== "object" || deployment === null) {
    throw new Error(
      "this is no export of a stack: it has no deployment. Write one with `pulumi stack export --file <file>`.",
    );
  }
  const { resources } = deployment as { resources?: unknown };
  return Array.isArray(resources) ? (resources as Json[]) : [];
}

const TYPE = new RegExp(`^(?:pulumi-nodejs:dynamic/)?${PACKAGE}[:/](\\w+:\\w+)$`);

/** `tair:BackupPolicy`, of the plugin or of the dynamic host; absent for the resources of others. */
export function tokenOf(type: unknown): string | undefined {
  const token = TYPE.exec(String(type))?.[1];
  return token !== undefined && token in NEEDS ? token : undefined;
}

/** Restores and analyses don't say where they were made: their provider does, where it was told. */
function regionsOfProviders(resources: readonly Json[]): Map<string, string> {
  const regions = new Map<string, string>();
  for (const { type, urn, inputs } of resources) {
    if (type !== `pulumi:providers:${PACKAGE}`) continue;
    const { region, tencentRegion } = object(inputs);
    for (const [cloud, value] of Object.entries({ alibaba: region, tencent: tencentRegion })) {
      const name = text(value);
      if (name !== undefined) regions.set(`${cloud} ${String(urn)}`, name);
    }
  }
  return regions;
}

/** A value that is encrypted in state is not known. */
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};
