import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isDeepStrictEqual } from "node:util";
import RPCClient from "@alicloud/pop-core";
import type { Clock } from "../../core/clock";
import type { TransportFailure } from "../../core/errors";
import { CloudTime } from "../cloud-time";
import { brokenBy, failureOf, type Asked } from "../failure";
import type { Product } from "../operation";
import { untilAborted } from "../shared-work";
import type { Answer, Call, Transport } from "../transport";
import type { Credentials, CredentialSource } from "./credentials";
import { redact } from "../redact";

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
  private readonly clients = new Map<Product, { client: RPCClient; credentials: Credentials }>();
  private readonly time: CloudTime;

  constructor(private readonly options: AlibabaTransportOptions) {
    this.time = new CloudTime(options.clock);
  }

  get skewMs(): number {
    return this.time.skewMs;
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
    const client = this.client(call.product, endpoint, credentials);
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

  /** Made anew for other credentials: it signs with these, which are those to look for in the answer. */
  private client(product: Product, endpoint: string, credentials: Credentials): RPCClient {
    const made = this.clients.get(product);
    if (made !== undefined && isDeepStrictEqual(made.credentials, credentials)) return made.client;
    const client = new PopCore({ endpoint, apiVersion: product.version, ...credentials }, true);
    this.clients.set(product, { client, credentials });
    return client;
  }

  /** Ours instead of pop-core's, because of the skew. */
  private timestamp(): string {
    return new Date(this.time.now()).toISOString().replace(/\.\d+Z$/, "Z");
  }

  private accepted(call: Call, sent: Sent, body: unknown, response: Response): Answer {
    const { statusCode = 0 } = response;
    if (statusCode < 200 || statusCode > 299) {
      throw failureOf(
        this.asked(call),
        "notJson",
        `answered HTTP ${statusCode} without an error code`,
      );
    }
    this.time.learn(response.headers?.["date"], sent.at);
    return { ok: true, body };
  }

  private refused(call: Call, sent: Sent, error: PopError): Answer {
    if (error.data === undefined) throw this.unanswered(call, sent, error);
    const response = error.entry?.response ?? undefined;
    this.time.learn(response?.headers?.["date"], sent.at);
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
      return failureOf(this.asked(call), "timeout", `did not answer ${within}`);
    }
    const { code } = error;
    // A body that can't be parsed is the only failure without a code.
    if (typeof code !== "string") {
      const what = "answered with something that is not JSON, or a part";
      return failureOf(this.asked(call), "notJson", what);
    }
    return brokenBy(this.asked(call), code, error.syscall);
  }

  private asked({ action, product }: Call): Asked {
    return { action, host: new URL(this.options.endpoint(product)).host, names: NAMES };
  }
}

function secretsOf({ credentials, form }: Sent): (string | undefined)[] {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  const signature = new URLSearchParams(form).get("Signature") ?? undefined;
  return [accessKeyId, accessKeySecret, securityToken, signature];
}

const NAMES = {
  endpoint: "redis-backup:endpoint (REDIS_BACKUP_ENDPOINT)",
  region: "redis-backup:region (ALIBABA_CLOUD_REGION_ID)",
};
