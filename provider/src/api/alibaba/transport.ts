import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import RPCClient from "@alicloud/pop-core";
import type { Clock } from "../../core/clock";
import { TransportFailure } from "../../core/errors";
import type { Product } from "../operation";
import { untilAborted } from "../shared-work";
import type { Answer, Call, Transport } from "../transport";
import type { Credentials, CredentialSource } from "./credentials";
import { redact } from "./redact";

export interface AlibabaTransportOptions {
  readonly credentials: CredentialSource;
  /** The URL of a product, such as `https://r-kvstore.cn-hangzhou.aliyuncs.com`. */
  readonly endpoint: (product: Product) => string;
  readonly region: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What pop-core throws: never its `message`, which ends with the signed URL. */
interface PopError {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly name?: unknown;
  readonly data?: {
    readonly Code?: unknown;
    readonly Message?: unknown;
    readonly RequestId?: unknown;
  };
  readonly entry?: { readonly response?: Response | null };
}

interface Sent {
  /** By the clock of the provider, as the times of the cloud. */
  readonly at: number;
  /** By the machine's own, as the bound on an answer. */
  readonly mark: number;
  readonly credentials: Credentials;
  /** Parameters, signature included. */
  form: string;
}

interface Response {
  readonly statusCode?: number;
  readonly headers?: Record<string, string | string[] | undefined>;
}

/** pop-core takes a verbose flag that its types do not know: with it the answer's headers come along. */
const PopCore = RPCClient as unknown as new (config: object, verbose: true) => RPCClient;

/** System calls that come before anything can have reached the cloud. */
const BEFORE_SENDING = new Set(["connect", "getaddrinfo"]);
/** Where several addresses were tried, the error names no call. */
const UNREACHABLE = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);
/** Errors of the TLS handshake, before anything is sent too. */
const UNTRUSTED = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
const LONGEST_MESSAGE = 500;

/**
 * RPC calls by pop-core, POST wherever the API takes it: with GET the access key, the signature and the
 * token are in the URL, and pop-core puts the URL into its messages.
 */
export class AlibabaTransport implements Transport {
  private readonly agents = {
    "http:": new HttpAgent({ keepAlive: true }),
    "https:": new HttpsAgent({ keepAlive: true }),
  };
  private skew = { least: -Infinity, most: Infinity };

  constructor(private readonly options: AlibabaTransportOptions) {}

  /** The least that fits: better a moment behind the cloud's time than ahead of it. */
  get skewMs(): number {
    return this.skew.least === -Infinity ? 0 : this.skew.least;
  }

  async send(call: Call): Promise<Answer> {
    const answer = await this.ask(call);
    // The cloud's own clock is in its answer: sign with that and ask again, once.
    if (!answer.ok && answer.code === "InvalidTimeStamp.Expired") return this.ask(call);
    return answer;
  }

  private async ask(call: Call): Promise<Answer> {
    const credentials = await this.options.credentials.get(call.signal);
    const endpoint = this.options.endpoint(call.product);
    // One client per request: it signs with these credentials, which are those to look for in the answer.
    const client = new PopCore(
      { endpoint, apiVersion: call.product.version, ...credentials },
      true,
    );
    const sent: Sent = {
      at: this.options.clock.now(),
      mark: performance.now(),
      credentials,
      form: "",
    };
    const request = client
      .request<[unknown, { response: Response }]>(
        call.action,
        { RegionId: this.options.region, ...call.params, Timestamp: this.timestamp() },
        {
          method: call.method,
          timeout: this.options.timeoutMs,
          agent: this.agents[endpoint.startsWith("https:") ? "https:" : "http:"],
          // Called on these options; by then they hold the signed form, or the URL does.
          beforeRequest(this: { data?: string }, http: { path: string }) {
            sent.form = this.data ?? http.path.replace("/?", "");
            return http;
          },
        },
      )
      .then(
        ([body, entry]) => this.accepted(call, sent, body, entry.response),
        (error: PopError) => this.refused(call, sent, error),
      );
    const signal = call.mustFinish ? undefined : call.signal;
    return untilAborted(request, signal, `the answer to ${call.action}`);
  }

  /** Ours instead of pop-core's, because of the skew. */
  private timestamp(): string {
    const time = new Date(this.options.clock.now() + this.skewMs);
    return time.toISOString().replace(/\.\d+Z$/, "Z");
  }

  private accepted(call: Call, sent: Sent, body: unknown, response: Response): Answer {
    const { statusCode = 0 } = response;
    if (statusCode < 200 || statusCode > 299) {
      throw this.failure(call, "notJson", `answered HTTP ${statusCode} without an error code`);
    }
    this.learnTime(response, sent.at);
    return { ok: true, body };
  }

  private refused(call: Call, sent: Sent, error: PopError): Answer {
    if (error.data === undefined) throw this.unanswered(call, sent, error);
    const response = error.entry?.response ?? undefined;
    this.learnTime(response, sent.at);
    const { Code, Message, RequestId } = error.data;
    const message = redact(String(Message ?? ""), secretsOf(sent));
    const retryAfter = Number(response?.headers?.["x-acs-retry-after"]);
    return {
      ok: false,
      code: String(Code),
      message: message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message,
      requestId: typeof RequestId === "string" ? RequestId : undefined,
      status: response?.statusCode,
      retryAfterMs: retryAfter > 0 ? retryAfter : undefined,
    };
  }

  private unanswered(call: Call, sent: Sent, error: PopError): TransportFailure {
    // httpx tells of a body that stops now as a timeout, now as the connection that it breaks itself.
    const late = performance.now() - sent.mark >= this.options.timeoutMs;
    if (late || error.name === "RequestTimeoutError") {
      const within = `within ${this.options.timeoutMs / 1000} s`;
      return this.failure(call, "timeout", `did not answer ${within}`);
    }
    const { code } = error;
    // A body that can't be parsed is the only failure without a code.
    if (typeof code !== "string") {
      return this.failure(call, "notJson", "answered with something that is not JSON, or a part");
    }
    if (UNTRUSTED.has(code)) return this.failure(call, "untrusted", `is not trusted (${code})`);
    return wasNeverSent(code, error.syscall)
      ? this.failure(call, "unreachable", `can't be reached (${code})`)
      : this.failure(call, "broken", `gave no whole answer, the connection broke (${code})`);
  }

  private failure(call: Call, how: keyof typeof FAILURES, what: string): TransportFailure {
    const { host } = new URL(this.options.endpoint(call.product));
    const { kind, sent, advice } = FAILURES[how];
    const { action } = call;
    return new TransportFailure({ action, kind, sent }, `${action}: ${host} ${what}. ${advice}`);
  }

  /**
   * The cloud's clock stood between two times of ours when it answered, and its header is cut to the
   * second. Every answer narrows that down, a slow one hardly; one that contradicts begins anew.
   */
  private learnTime(response: Response | undefined, sentAt: number): void {
    const date = Date.parse(String(response?.headers?.["date"]));
    if (Number.isNaN(date)) return;
    const least = date - this.options.clock.now();
    const most = date + 1_000 - sentAt;
    const { skew } = this;
    const agrees = least <= skew.most && most >= skew.least;
    this.skew = agrees
      ? { least: Math.max(least, skew.least), most: Math.min(most, skew.most) }
      : { least, most };
  }
}

/** Established connections can end with the same codes; those may have sent something. */
function wasNeverSent(code: string, syscall: unknown): boolean {
  return typeof syscall === "string" ? BEFORE_SENDING.has(syscall) : UNREACHABLE.has(code);
}

function secretsOf({ credentials, form }: Sent): (string | undefined)[] {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const signature = new URLSearchParams(form).get("Signature") ?? undefined;
  return [accessKeyId, accessKeySecret, securityToken, signature];
}

/** What each failure tells of the request, and what to do about it. */
const FAILURES = {
  timeout: {
    kind: "timeout",
    sent: true,
    advice:
      "Is it overloaded, or is the network slow? The bound is redis-backup:requestTimeoutSeconds (REDIS_BACKUP_REQUEST_TIMEOUT_SECONDS).",
  },
  notJson: {
    kind: "notJson",
    sent: true,
    advice:
      "Is a proxy or a login page between this machine and the endpoint? Check redis-backup:endpoint (REDIS_BACKUP_ENDPOINT).",
  },
  untrusted: {
    kind: "network",
    sent: false,
    advice:
      "Check redis-backup:endpoint (REDIS_BACKUP_ENDPOINT); for a private certificate authority set NODE_EXTRA_CA_CERTS.",
  },
  unreachable: {
    kind: "network",
    sent: false,
    advice:
      "Check the network, redis-backup:region (ALIBABA_CLOUD_REGION_ID) and redis-backup:endpoint (REDIS_BACKUP_ENDPOINT).",
  },
  broken: {
    kind: "network",
    sent: true,
    advice: "Check the network and redis-backup:endpoint (REDIS_BACKUP_ENDPOINT).",
  },
} as const;
