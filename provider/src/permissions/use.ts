import type { Step } from "./need";

/** One resource or function, and what is done with it. */
export interface Use {
  readonly token: string;
  readonly steps: readonly Step[];
  /** Its inputs and outputs; absent: whatever its options are. */
  readonly state?: Readonly<Record<string, unknown>>;
  /** The instances it is limited to; absent: any. */
  readonly scope?: Scope;
}

export interface Scope {
  /** Absent: every one. */
  readonly instanceId?: string | undefined;
  /** Absent: every region. */
  readonly region?: string | undefined;
  /** Absent: the account that the policy is made in. */
  readonly account?: string | undefined;
}
