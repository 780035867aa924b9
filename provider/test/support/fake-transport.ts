import type { Answer, Call, Transport } from "../../src/api/transport";
import { TransportFailure } from "../../src/core/errors";

export const REQUEST_ID = "963C20F0-7CE1-4591-AAF3-6F3CD1CE5952";

type Responder = (call: Call, count: number) => Answer | Promise<Answer>;

/** A cloud in a function. Answers in a list are given one after the other, the last one for ever. */
export class FakeTransport implements Transport {
  skewMs = 0;
  readonly calls: Call[] = [];
  private readonly respond: Responder;

  constructor(responder: Responder | readonly (Answer | Error)[]) {
    this.respond =
      typeof responder === "function"
        ? responder
        : (_call, count) => thrown(responder[Math.min(count, responder.length) - 1]);
  }

  async send(call: Call): Promise<Answer> {
    this.calls.push(call);
    return this.respond(call, this.calls.length);
  }

  /** The actions asked for, in order. */
  get actions(): string[] {
    return this.calls.map((call) => call.action);
  }
}

function thrown(answer: Answer | Error | undefined): Answer {
  if (answer === undefined) throw new Error("the fake transport has no answer");
  if (answer instanceof Error) throw answer;
  return answer;
}

export function ok(body: object = {}): Answer {
  return { ok: true, body: { RequestId: REQUEST_ID, ...body } };
}

export function refused(
  code: string,
  details: Partial<Extract<Answer, { ok: false }>> = {},
): Answer {
  return {
    ok: false,
    code,
    message: "Words of the cloud.",
    requestId: REQUEST_ID,
    status: 400,
    retryAfterMs: undefined,
    ...details,
  };
}

/** An answer that never came; `sent: false` where the request can't have arrived either. */
export function lost(
  kind: TransportFailure["facts"]["kind"] = "network",
  sent = true,
): TransportFailure {
  return new TransportFailure({ action: "Fake", kind, sent }, `no usable answer (${kind})`);
}
