import type { Product } from "./operation";

/** The value of a parameter; the wire of each API has its own form for lists and objects. */
export type Param = string | number | readonly Param[] | { readonly [name: string]: Param };
export type Params = Readonly<Record<string, Param>>;

export interface Call {
  readonly product: Product;
  readonly action: string;
  readonly method: "GET" | "POST";
  readonly params: Params;
  readonly signal: AbortSignal | undefined;
  /** Once it is sent its answer is waited for, whatever the signal says. */
  readonly mustFinish: boolean;
}

export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly code: string;
      /** The cloud's own words, with everything secret removed. */
      readonly message: string;
      readonly requestId: string | undefined;
      readonly status: number | undefined;
      readonly retryAfterMs: number | undefined;
    };

/** The only seam to a cloud. Throws a `TransportFailure` where there is no usable answer. */
export interface Transport {
  send(call: Call): Promise<Answer>;
  /** How far the cloud's clock is ahead of ours, as far as its answers have told. */
  readonly skewMs: number;
}
