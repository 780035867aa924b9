import type { Operation } from "../api/operation";

/** What is done with a resource; `list` is `pulumi do` and `redis-backup adopt`, `ask` is a function. */
export const STEPS = ["read", "preview", "create", "update", "delete", "list", "ask"] as const;
export type Step = (typeof STEPS)[number];

/** One operation that a resource or a function uses. */
export interface Need {
  readonly operation: Operation;
  readonly steps: readonly Step[];
  /** Whether a resource with these inputs and outputs uses it; always, where absent. */
  readonly when?: (state: Readonly<Record<string, unknown>>) => boolean;
  /** The steps go on without it; what is lost then. */
  readonly loss?: string;
  /** It is asked where it may be, and nothing is lost where it may not: never granted. */
  readonly isDispensable?: true;
}

/** What a function asks. */
export function asking(...operations: readonly Operation[]): readonly Need[] {
  return operations.map((operation) => ({ operation, steps: ["ask"] }));
}
