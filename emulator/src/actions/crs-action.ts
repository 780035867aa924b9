import { CrsError } from "../crs-error";
import type { Identity } from "../identity";
import type { CrsInstance } from "../model/crs-instance";
import { isLocked } from "../model/crs-instance";
import { findCrsInstance } from "../model/crs-flows";
import { fromCrsTime } from "../model/crs-time";
import { valueAt } from "../model/dated";
import type { World } from "../world";

/** A request to Tencent Cloud that has passed its gateway. */
export interface CrsCall {
  readonly world: World;
  readonly identity: Identity;
  readonly regionId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly now: number;
  /** What a read shows: now, or earlier under a `readLag` fault. */
  readonly readAt: number;
  /** Something of the account has happened behind the pages that are read. */
  readonly pagesShift: () => boolean;
}

export type CrsType = "string" | "integer" | "strings" | "integers" | "objects";

export interface CrsAction {
  readonly name: string;
  /** Every parameter there is: another one is refused. */
  readonly params: Readonly<Record<string, CrsType>>;
  readonly required: readonly string[];
  /** Whether the permission can be limited to one instance; none is needed where it is absent. */
  readonly permission?: "instance" | "*";
  readonly run: (call: CrsCall) => object;
}

export const text = (call: CrsCall, name: string): string | undefined =>
  call.params[name] as string | undefined;
export const whole = (call: CrsCall, name: string): number | undefined =>
  call.params[name] as number | undefined;
export const list = <T>(call: CrsCall, name: string): readonly T[] | undefined =>
  call.params[name] as readonly T[] | undefined;

/** As a read sees it; one of another account or region does not exist. */
export function readCrsInstance(call: CrsCall, name = "InstanceId"): CrsInstance {
  return owned(call, findCrsInstance(call.world, text(call, name) ?? "", call.readAt));
}

/** For what starts a flow: running, and not locked by another flow. */
export function writableCrsInstance(call: CrsCall, name = "InstanceId"): CrsInstance {
  const instance = owned(call, findCrsInstance(call.world, text(call, name) ?? "", call.now));
  if (isLocked(instance, call.now)) {
    throw new CrsError("ResourceUnavailable.InstanceLockedError");
  }
  if (valueAt(instance.statuses, call.now) !== 2) {
    throw new CrsError("ResourceUnavailable.InstanceStatusAbnormal");
  }
  return instance;
}

function owned(call: CrsCall, instance: CrsInstance | undefined): CrsInstance {
  const isOurs =
    instance?.accountId === call.identity.accountId && instance.regionId === call.regionId;
  if (!isOurs) throw new CrsError("ResourceNotFound.InstanceNotExists");
  return instance;
}

/** Strict, and without a zone. */
export function moment(call: CrsCall, name: string): number | undefined {
  const given = text(call, name);
  if (given === undefined) return undefined;
  const time = fromCrsTime(call.world, given);
  if (time === undefined) throw CrsError.invalid(name);
  return time;
}

/** Limit 20 unless given; Offset a multiple of it. */
export function pageOf(call: CrsCall, largest = 100): { limit: number; offset: number } {
  const limit = whole(call, "Limit") ?? 20;
  const offset = whole(call, "Offset") ?? 0;
  if (limit < 1 || limit > largest) throw CrsError.invalid("Limit");
  if (offset < 0 || offset % limit !== 0) throw CrsError.invalid("Offset");
  return { limit, offset };
}
