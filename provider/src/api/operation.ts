import type { z } from "zod";
import type { Category } from "../core/errors";

/** A cloud product: one API version behind one endpoint. */
export interface Product {
  readonly name: string;
  readonly version: string;
  /** Its answers carry no request id: the transport has to tell them from anybody else's. */
  readonly withoutRequestIds?: true;
}

/** One refusal that an operation is known to give. */
export interface ErrorSpec {
  /** Matched exactly; HTTP statuses and message texts never count. */
  readonly codes: readonly string[];
  readonly category: Category;
  /** What it means, to follow `CreateBackup on r-… was refused: `. */
  readonly meaning: string;
  /** What to do next. */
  readonly hint?: string;
}

/** What an identity has to be allowed before an operation answers it. */
export interface Permission {
  /** As RAM and CAM name it. */
  readonly action: string;
  /**
   * What it can be narrowed to: the `instance` that is asked for; `instances`, all of them at once, as a list
   * needs; `*`, nothing. `none`: every identity may, and it is never granted.
   */
  readonly resource: "instance" | "instances" | "*" | "none";
}

export interface Operation<
  In extends z.ZodType = z.ZodType,
  Out extends z.ZodType = z.ZodType,
  E extends Record<string, ErrorSpec> = Record<string, ErrorSpec>,
> {
  readonly product: Product;
  readonly action: string;
  readonly kind: "read" | "write";
  /** POST where unset, which keeps signed parameters out of URLs; for the few that take nothing else. */
  readonly method?: "GET";
  /** Whether sending it twice does what sending it once does. */
  readonly idempotent: boolean;
  readonly permission: Permission;
  /** The most time its retries may take, for what a step can do without. */
  readonly patienceMs?: number;
  readonly input: In;
  readonly output: Out;
  /** An undeclared code becomes `Unclassified`; the fix is a line here and a case in the emulator. */
  readonly errors: E;
}

export function defineOperation<
  In extends z.ZodType,
  Out extends z.ZodType,
  E extends Record<string, ErrorSpec>,
>(operation: Operation<In, Out, E>): Operation<In, Out, E> {
  return operation;
}
