import { z } from "zod";

/** Which requests (or jobs) a rule meets, and how often. */
const matching = {
  /** Default: every action. */
  action: z.string().min(1).optional(),
  account: z.string().optional(),
  instanceId: z.string().optional(),
  /** So many times, then the rule is spent. Default: until it is removed. */
  count: z.int().min(1).optional(),
  /** Lets so many matching requests pass first. */
  skip: z.int().min(0).optional(),
  /** Of meeting a matching request, drawn from the seeded generator. */
  probability: z.number().gt(0).max(1).optional(),
};

/** Whether the action has been carried out when its answer is lost or spoilt. */
const when = z.enum(["before", "after"]);
const status = z.int().min(200).max(599);
const kind = <const K extends string, S extends z.ZodRawShape>(name: K, shape: S) =>
  z.strictObject({ kind: z.literal(name), ...matching, ...shape });

export const faultRule = z.discriminatedUnion("kind", [
  kind("throttling", {
    code: z.enum(["Throttling", "Throttling.User", "Throttling.Api"]).optional(),
    status: status.optional(),
    /** Sent as `x-acs-retry-after`; no header when absent. */
    retryAfterMs: z.int().min(0).optional(),
  }),
  kind("error", {
    code: z.string().min(1),
    status: status.optional(),
    message: z.string().optional(),
    when: when.optional(),
  }),
  kind("html", { status: status.optional(), when: when.optional() }),
  kind("emptyBody", { status: status.optional(), when: when.optional() }),
  /** `abort` announces the whole length and breaks the connection in the middle of the body. */
  kind("truncatedBody", { when: when.optional(), abort: z.boolean().optional() }),
  /** Real time between carrying the action out and answering. */
  kind("slow", { ms: z.int().min(1) }),
  kind("drop", { when }),
  /** The server's clock is off by so much, and its `Date` header shows it. */
  kind("clockSkew", { seconds: z.number() }),
  kind("expiredToken", {}),
  kind("stuckJob", {}),
  /** `node`: only that node of a cluster fails. */
  kind("failedJob", { node: z.int().min(0).optional() }),
  /** Reads show the state as it was so long ago; writes act on the true one. */
  kind("readLag", { seconds: z.number().gt(0) }),
  /** Before a page after the first is answered, one more backup shows up at the top of the list. */
  kind("pagesShift", {}),
]);

export type FaultRule = z.infer<typeof faultRule>;
