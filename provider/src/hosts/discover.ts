import { systemClock } from "../core/clock";
import { Refused } from "../core/errors";
import { Resource, type Log } from "../core/resource";
import { PACKAGE, resources } from "../package";
import type { InstanceFilter } from "../tair/instances";
import { contextOf, openSessions } from "./open-session";
import type { Cloud } from "./survey";

/** One line of the file that `pulumi import --file` takes. */
export interface ImportResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface DiscoverOptions extends Pick<InstanceFilter, "instanceId" | "tags"> {
  /** All that are configured where unset. */
  readonly cloud?: Cloud | undefined;
  /** Classes such as `BackupPolicy`; all that can be listed where unset. */
  readonly types?: readonly string[] | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/** The first part of the tokens of each cloud, and what says that it is meant: its region, or a key of it. */
const CLOUDS = {
  alibaba: {
    module: "tair",
    variables: ["ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_PROFILE"],
  },
  tencent: { module: "crs", variables: ["TENCENTCLOUD_REGION", "TENCENTCLOUD_SECRET_ID"] },
} as const;

/** Everything in the accounts and regions that can be imported, by reads alone. */
export async function discover(options: DiscoverOptions): Promise<ImportResource[]> {
  const surroundings = {
    clock: systemClock,
    environment: { ...options.environment, REDIS_BACKUP_READ_ONLY: "true" },
    log: options.log,
  };
  const sessions = openSessions(surroundings, () => undefined);
  const signal = options.signal ?? new AbortController().signal;
  const { instanceId, tags } = options;
  const wanted = modulesOf(options);
  const found: ImportResource[] = [];
  const names = new Set<string>();
  for (const definition of resources()) {
    const [module = "", type = ""] = definition.token.split(":");
    if (!wanted.has(module)) continue;
    if (options.types !== undefined && !options.types.includes(type)) continue;
    const { token, handler } = new Resource(definition);
    if (handler.list === undefined) continue;
    const ctx = contextOf(surroundings, sessions, { token, name: "adopt", signal });
    const listed = handler.list(ctx, { instanceId, tags });
    for await (const { id, name } of listed) {
      found.push({
        type: `${PACKAGE}:${definition.token}`,
        name: unique(names, `${nameOf(name)}-${type === "BackupPolicy" ? "policy" : "backup"}`),
        id,
      });
    }
  }
  return found;
}

/** The modules to look at; an id tells its own cloud. */
function modulesOf({ cloud, instanceId, environment }: DiscoverOptions): ReadonlySet<string> {
  if (cloud !== undefined) return new Set([CLOUDS[cloud].module]);
  if (instanceId !== undefined) return new Set([instanceId.startsWith("crs-") ? "crs" : "tair"]);
  const configured = Object.values(CLOUDS).filter(({ variables }) =>
    variables.some((variable) => (environment[variable] ?? "") !== ""),
  );
  if (configured.length > 0) return new Set(configured.map(({ module }) => module));
  throw new Refused(
    "no cloud is configured: set ALIBABA_CLOUD_REGION_ID for Tair and ApsaraDB for Redis, TENCENTCLOUD_REGION for TencentDB for Redis, each with its credentials.",
  );
}

/** A name as programs like it: letters, digits and dashes. */
function nameOf(text: string): string {
  const name = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return name.replace(/^-+|-+$/g, "") || "unnamed";
}

function unique(names: Set<string>, name: string): string {
  let candidate = name;
  for (let n = 2; names.has(candidate); n += 1) candidate = `${name}-${n}`;
  names.add(candidate);
  return candidate;
}
