import { z } from "zod";
import { field } from "./field";

const ON_DELETE = ["restorePrevious", "restorePreviousExactly", "retain", "reset"] as const;

/** What becomes of a policy with its resource. The texts complete `but never …` and `` `reset` sets … ``. */
export const onDeleteOfPolicy = (never: string, reset: string) =>
  field(z.enum(ON_DELETE).default("restorePrevious"), {
    description: `A policy can't be deleted. \`restorePrevious\` writes back, for the fields that are set, what was found at creation, but never ${never}; \`restorePreviousExactly\` does; \`retain\` leaves it; \`reset\` sets ${reset}. After an import there is no previous policy, and both restores leave it. Nothing is written when somebody else has changed the policy since.`,
    expected: '"restorePrevious", "restorePreviousExactly", "retain" or "reset"',
  });

/** The outputs that a policy needs so that a deletion can tell what to write back. `zone` is that of its times. */
export const policyOutputs = <P extends z.ZodType, Q extends z.ZodType>(
  whole: P,
  partial: Q,
  zone = "",
) => ({
  previousPolicy: field(whole.optional(), {
    description: `The policy found at creation${zone}. Absent after an import, and where a resource of the same run had written it.`,
    stable: true,
  }),
  appliedPolicy: field(partial.optional(), {
    description: `The managed fields as this resource last wrote them${zone}. Absent until a write has been seen to work.`,
  }),
  attemptedPolicy: field(partial.optional(), {
    description: `The managed fields of a write that has not been seen to work${zone}: the next \`up\` writes again. Absent otherwise.`,
  }),
});

/** Some of the values of a policy. */
export type Part<P> = { readonly [K in keyof P]?: P[K] | undefined };

/** What every policy declares. */
export interface PolicyInputs {
  readonly instanceId: string;
  readonly onDelete: (typeof ON_DELETE)[number];
}

/** What state keeps of every policy. */
export interface PolicyOutputs<P> {
  readonly previousPolicy?: P | undefined;
  readonly appliedPolicy?: Part<P> | undefined;
  readonly attemptedPolicy?: Part<P> | undefined;
  readonly regionId: string;
  readonly accountId?: string | undefined;
}
