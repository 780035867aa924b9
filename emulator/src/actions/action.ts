import { ApiError } from "../api-error";
import type { Identity } from "../identity";
import type { World } from "../world";

/** A request that has passed the gateway: who asks, for what, and the moments to answer for. */
export interface Call {
  readonly world: World;
  readonly identity: Identity;
  readonly regionId: string;
  readonly params: ReadonlyMap<string, string>;
  readonly now: number;
  /** What a read shows: now, or earlier under a `readLag` fault. */
  readonly readAt: number;
}

export interface Action {
  /** As on the wire. */
  readonly name: string;
  /** Declared in the vendor's metadata; nothing but these is accepted. */
  readonly methods: readonly ("GET" | "POST")[];
  readonly required: readonly string[];
  /** RAM: what the caller needs, and on which resource; absent where none is needed. */
  readonly permission?: { readonly action: string; readonly resource: (call: Call) => string };
  /** The body without its RequestId. */
  readonly run: (call: Call) => object;
}

/** Present and not empty: the gateway takes an empty value for none. */
export function optional(call: Call, name: string): string | undefined {
  const value = call.params.get(name);
  return value === "" ? undefined : value;
}

export function required(call: Call, name: string): string {
  const value = optional(call, name);
  if (value === undefined) throw ApiError.missing(name);
  return value;
}

/** A whole number in its plain decimal form, within bounds. */
export function integer(
  call: Call,
  name: string,
  allowed: (value: number) => boolean,
  code?: string,
): number | undefined {
  const text = optional(call, name);
  if (text === undefined) return undefined;
  const value = /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || !allowed(value))
    throw code === undefined ? ApiError.invalid(name) : new ApiError(code);
  return value;
}

/** Digits of any length: ids are not numbers. */
export function digits(call: Call, name: string): string | undefined {
  const text = optional(call, name);
  if (text !== undefined && !/^\d+$/.test(text)) throw ApiError.invalid(name);
  return text;
}

export function oneOf<T extends string>(
  call: Call,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = optional(call, name);
  const found = allowed.find((value) => value === text);
  if (text !== undefined && found === undefined) throw ApiError.invalid(name);
  return found;
}
