import { systemClock } from "../core/clock";
import { Resource, type Log } from "../core/resource";
import { PACKAGE, resources } from "../package";
import type { InstanceFilter } from "../tair/instances";
import { contextOf, openSessions } from "./open-session";

/** One line of the file that `pulumi import --file` takes. */
export interface ImportResource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

export interface DiscoverOptions extends InstanceFilter {
  /** Classes such as `BackupPolicy`; all that can be listed where unset. */
  readonly types?: readonly string[] | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal?: AbortSignal;
}

/** Everything in the account and region that can be imported, by reads alone. */
export async function discover(options: DiscoverOptions): Promise<ImportResource[]> {
  const surroundings = {
    clock: systemClock,
    environment: { ...options.environment, REDIS_BACKUP_READ_ONLY: "true" },
    log: options.log,
  };
  const sessions = openSessions(surroundings, () => undefined);
  const signal = options.signal ?? new AbortController().signal;
  const { instanceId, tags } = options;
  const found: ImportResource[] = [];
  const names = new Set<string>();
  for (const definition of resources) {
    const type = definition.token.split(":")[1] ?? "";
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
