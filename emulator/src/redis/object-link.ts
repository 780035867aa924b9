import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signed link says, and what its signature has to be. */
export interface SignedLink {
  /** In seconds since 1970; undefined where it is no time. */
  readonly expires: number | undefined;
  readonly isOurKey: boolean;
  readonly signature: string;
  readonly expected: string;
}

/** The object store of one cloud. */
export interface ObjectStore {
  readonly bucket: string;
  /** Undefined where something is missing. */
  linkOf(url: URL, method: string): SignedLink | undefined;
}

export function hmacSha1(key: string, text: string): Buffer {
  return createHmac("sha1", key).update(text).digest();
}

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
