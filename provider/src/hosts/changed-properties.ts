import { systemClock, type Clock } from "../core/clock";
import { Resource } from "../core/resource";
import { PACKAGE, resourceOf } from "../package";

type Json = Record<string, unknown>;

export interface Comparison {
  /** As the type of a resource in state says it, of either host. */
  readonly type: string;
  /** The whole state that a refresh has read. */
  readonly live: Json;
  readonly declared: Json;
  readonly ignoreChanges?: readonly string[];
  readonly clock?: Clock;
}

/** `redis-backup:tair:BackupPolicy`, whichever host has the resource; `undefined` for other packages. */
export function tokenOf(type: string): string | undefined {
  const [, module, name] =
    /^(?:pulumi-nodejs:dynamic\/redis-backup\/|redis-backup:)([^:]+):([^:]+)$/.exec(type) ?? [];
  return module === undefined ? undefined : `${PACKAGE}:${module}:${name}`;
}

/** The properties whose declared value doesn't mean what the cloud holds, for a host whose diff doesn't name them. */
export function changedProperties({
  type,
  live,
  declared,
  ignoreChanges = [],
  clock = systemClock,
}: Comparison): readonly string[] {
  const definition = resourceOf(tokenOf(type)?.slice(PACKAGE.length + 1) ?? "");
  if (definition === undefined) throw new Error(`this version of the package has no ${type}`);
  const own = ({ __provider: _stub, ...rest }: Json): Json => rest;
  return new Resource(definition).diff(clock, own(live), own(declared), ignoreChanges).changed;
}
