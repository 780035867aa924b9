import type jsonBigint from "json-bigint";
import type { Clock } from "../../core/clock";
import type { CloudTime } from "../cloud-time";
import { brokenBy, failureOf, type Asked } from "../failure";
import { untilAborted } from "../shared-work";
import type { Call } from "../transport";

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly time: CloudTime;
}

/** What `fetch` throws: the reason is in the cause. */
interface FetchError {
  readonly name?: unknown;
  readonly cause?: { readonly code?: unknown; readonly syscall?: unknown };
}

/**
 * Posts and parses what comes back. Both of the vendor's APIs answer refusals with HTTP 200, so that any
 * other status is somebody else's, and a redirect would carry a signed request to another host.
 */
export async function post(
  call: Call,
  asked: Asked,
  request: Post,
  options: HttpOptions,
): Promise<unknown> {
  const exchange = exchanged(asked, request, options);
  const signal = call.mustFinish ? undefined : call.signal;
  return untilAborted(exchange, signal, `the answer to ${call.action}`);
}

async function exchanged(
  asked: Asked,
  { url, headers, body }: Post,
  { timeoutMs, clock, time }: HttpOptions,
): Promise<unknown> {
  const sentAt = clock.now();
  const signal = AbortSignal.timeout(timeoutMs);
  const { status, text } = await fetch(url, {
    method: "POST",
    headers,
    body,
    redirect: "manual",
    signal,
  })
    .then(async (response) => {
      time.learn(response.headers.get("date"), sentAt);
      return { status: response.status, text: await response.text() };
    })
    .catch((error: FetchError) => {
      if (signal.aborted) {
        throw failureOf(asked, "timeout", `did not answer within ${timeoutMs / 1000} s`);
      }
      const { code, syscall } = error.cause ?? {};
      throw brokenBy(asked, typeof code === "string" ? code : String(error.name), syscall);
    });
  if (status !== 200) {
    throw failureOf(asked, "notJson", `answered HTTP ${status}, which this API never does`);
  }
  try {
    return parser().parse(text);
  } catch {
    throw failureOf(asked, "notJson", "answered with something that is not JSON, or a part");
  }
}

/** Ids are numbers on the wire, and may be longer than a number can hold. Loaded with the first answer. */
function parser(): Pick<JSON, "parse"> {
  const make = require("json-bigint") as typeof jsonBigint;
  return make({ storeAsString: true });
}
