import RPCClient from "@alicloud/pop-core";
import type { Clock } from "../../core/clock";
import { Cancelled, TransportFailure } from "../../core/errors";
import type { Product } from "../operation";
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
  readonly name?: unknown;
  readonly data?: {
    readonly Code?: unknown;
    readonly Message?: unknown;
    readonly RequestId?: unknown;
  };
  readonly entry?: { readonly response?: Response | null };
}

interface Response {
  readonly statusCode?: number;
  readonly headers?: Record<string, string | string[] | undefined>;
}

/** pop-core takes a credentials provider and a verbose flag that its types do not know. */
const PopCore = RPCClient as unknown as new (config: object, verbose: boolean) => RPCClient;

/** Errors before anything can have reached the cloud. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/** Below this, a difference of clocks is a slow answer. */
const SMALLEST_SKEW_MS = 5_000;

/**
 * RPC calls by pop-core, POST wherever the API takes it: with GET the access key, the signature and the
 * token are in the URL, and pop-core puts the URL into its messages.
 */
export class AlibabaTransport implements Transport {
  private readonly clients = new Map<string, RPCClient>();
  skewMs = 0;

  constructor(private readonly options: AlibabaTransportOptions) {}

  async send(call: Call): Promise<Answer> {
    const answer = await this.post(call);
    // The cloud's own clock is in its answer: sign with that and ask again, once.
    if (!answer.ok && answer.code === "InvalidTimeStamp.Expired") return this.post(call);
    return answer;
  }

  private async post(call: Call): Promise<Answer> {
    const credentials = await this.options.credentials.get(call.signal);
    const request = this.client(call.product)
      .request<[unknown, { response: Response }]>(
        call.action,
        { RegionId: this.options.region, ...call.params, Timestamp: this.timestamp() },
        { method: call.method, timeout: this.options.timeoutMs },
      )
      .then(
        ([body, entry]): Answer => {
          this.learnTime(entry.response);
          return { ok: true, body };
        },
        (error: PopError) => this.refused(call, error, credentials),
      );
    return untilAborted(request, call);
  }

  /** Ours instead of pop-core's, because of the skew. */
  private timestamp(): string {
    const time = new Date(this.options.clock.now() + this.skewMs);
    return time.toISOString().replace(/\.\d+Z$/, "Z");
  }

  private client(product: Product): RPCClient {
    const existing = this.clients.get(product.name);
    if (existing !== undefined) return existing;
    const { credentials } = this.options;
    const client = new PopCore(
      {
        endpoint: this.options.endpoint(product),
        apiVersion: product.version,
        credentialsProvider: { getCredentials: () => credentials.get() },
      },
      true,
    );
    this.clients.set(product.name, client);
    return client;
  }

  private refused(call: Call, error: PopError, credentials: Credentials): Answer {
    const response = error.entry?.response ?? undefined;
    this.learnTime(response);
    if (error.data === undefined) throw this.failure(call, error);
    const { Code, Message, RequestId } = error.data;
    const retryAfter = Number(response?.headers?.["x-acs-retry-after"]);
    return {
      ok: false,
      code: String(Code),
      message: redact(String(Message ?? ""), Object.values(credentials)),
      requestId: typeof RequestId === "string" ? RequestId : undefined,
      status: response?.statusCode,
      retryAfterMs: retryAfter > 0 ? retryAfter : undefined,
    };
  }

  private failure(call: Call, error: PopError): TransportFailure {
    const { action } = call;
    const url = new URL(this.options.endpoint(call.product));
    const host = url.host;
    if (error.name === "RequestTimeoutError") {
      return new TransportFailure(
        { action, kind: "timeout", sent: true },
        `${action}: ${host} did not answer within ${this.options.timeoutMs / 1000} s (redis-backup:requestTimeoutSeconds).`,
      );
    }
    if (error instanceof SyntaxError || error.name === "SyntaxError") {
      return new TransportFailure(
        { action, kind: "notJson", sent: true },
        `${action}: ${host} answered with something that is not JSON, or with a part of it. Is a proxy or a login page between this machine and the endpoint (redis-backup:endpoint, REDIS_BACKUP_ENDPOINT)?`,
      );
    }
    const code = typeof error.code === "string" ? error.code : "unknown";
    return new TransportFailure(
      { action, kind: "network", sent: !NEVER_SENT.has(code) },
      `${action}: no answer from ${host} (${code}). Check the network, redis-backup:region (ALIBABA_CLOUD_REGION_ID) and redis-backup:endpoint (REDIS_BACKUP_ENDPOINT).`,
    );
  }

  private learnTime(response: Response | undefined): void {
    const date = response?.headers?.["date"];
    if (typeof date !== "string") return;
    const ahead = Date.parse(date) - this.options.clock.now();
    if (!Number.isFinite(ahead)) return;
    this.skewMs = Math.abs(ahead) < SMALLEST_SKEW_MS ? 0 : ahead;
  }
}

function untilAborted<T>(request: Promise<T>, call: Call): Promise<T> {
  const { signal } = call;
  if (signal === undefined) return request;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new Cancelled(`the answer to ${call.action}`));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    request.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
