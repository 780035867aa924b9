import type { Step } from "./need";
import { NEEDS } from "./needs";
import type { Use } from "./use";

export const ROLE_NAMES = ["drift-reader", "operator", "restorer", "reporter"] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

interface Role {
  readonly description: string;
  /** What it does with each resource, or which functions it asks. */
  readonly does: readonly { readonly tokens: readonly string[]; readonly steps: readonly Step[] }[];
}

const LASTING = [
  ...["tair:BackupPolicy", "tair:ManualBackup", "crs:BackupPolicy", "crs:ManualBackup"],
];

/** What the people and pipelines of a team do, each with no more than that takes. */
export const ROLES: Readonly<Record<RoleName, Role>> = {
  "drift-reader": {
    description:
      "looks and changes nothing: `redis-backup drift`, `pulumi refresh --preview-only`, `pulumi preview` of policies and backups",
    does: [{ tokens: LASTING, steps: ["read", "preview"] }],
  },
  operator: {
    description:
      "`pulumi up` and `pulumi destroy` of policies, backups and cache analyses, previews and refreshes included",
    does: [
      {
        tokens: [...LASTING, "tair:CacheAnalysis"],
        steps: ["read", "preview", "create", "update", "delete"],
      },
    ],
  },
  restorer: {
    description: "`pulumi up` of restores, which overwrite live data, with the backup before them",
    does: [
      {
        tokens: ["tair:Restore", "crs:Restore"],
        steps: ["read", "preview", "create", "update", "delete"],
      },
    ],
  },
  reporter: {
    description:
      "lists and asks: `redis-backup report`, `redis-backup adopt`, `pulumi do` lists, and the functions, but not those that name keys or link to data",
    does: [
      { tokens: ["tair:survey", "crs:survey"], steps: ["list", "ask"] },
      { tokens: LASTING, steps: ["list"] },
      {
        tokens: [
          ...["tair:getBackupPolicy", "tair:getBackups", "tair:getBackupTasks"],
          ...["tair:getClusterBackups", "tair:getInstances", "tair:getBackupHealth"],
          ...["tair:getRestoreArguments"],
          ...["crs:getBackupPolicy", "crs:getBackups", "crs:getTasks"],
        ],
        steps: ["ask"],
      },
    ],
  },
};

/** What a role uses, whatever the options of its resources. */
export function usesOfRole(role: RoleName): Use[] {
  return ROLES[role].does.flatMap(({ tokens, steps }) => tokens.map((token) => ({ token, steps })));
}

/** What a program asks by its functions, such as `tair:getBackups`. */
export function usesOfFunction(token: string): Use {
  return { token, steps: ["ask"] };
}

export const FUNCTION_TOKENS: readonly string[] = Object.keys(NEEDS).filter((token) =>
  /:get/.test(token),
);
