import type SignModule from "tencentcloud-sdk-nodejs-common/tencentcloud/common/sign";
import type { Clock } from "../../core/clock";
import { CloudTime } from "../cloud-time";
import type { Asked } from "../failure";
import type { Product } from "../operation";
import { redact } from "../redact";
import type { Answer, Call, Transport } from "../transport";
import type { Credentials } from "./credentials";
import { post } from "./http";

export interface TencentTransportOptions {
  readonly credentials: Credentials;
  /** The URL of a product, such as `https://redis.tencentcloudapi.com`. */
  readonly endpoint: (product: Product) => string;
  readonly region: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

interface Envelope {
  readonly Response?: {
    readonly RequestId?: unknown;
    readonly Error?: { readonly Code?: unknown; readonly Message?: unknown };
  };
}

const CONTENT_TYPE = "application/json; charset=utf-8";
const LONGEST_MESSAGE = 500;

/** How the settings are called that decide where a request goes. */
export const NAMES = {
  endpoint: "redis-backup:crsEndpoint (REDIS_BACKUP_CRS_ENDPOINT)",
  region: "redis-backup:tencentRegion (TENCENTCLOUD_REGION)",
};

/** API 3.0: JSON by POST, signed TC3 by the vendor's own code, at the cloud's time. */
export class TencentTransport implements Transport {
  private readonly time: CloudTime;

  constructor(private readonly options: TencentTransportOptions) {
    this.time = new CloudTime(options.clock);
  }

  get skewMs(): number {
    return this.time.skewMs;
  }

  async send(call: Call): Promise<Answer> {
    const answer = await this.ask(call);
    // The cloud's own clock is in its answer: sign with that and ask again, once.
    if (!answer.ok && answer.code === "AuthFailure.SignatureExpire") return this.ask(call);
    return answer;
  }

  private async ask(call: Call): Promise<Answer> {
    const { credentials, region, timeoutMs, clock } = this.options;
    const url = `${this.options.endpoint(call.product)}/`;
    const body = JSON.stringify(call.params);
    const timestamp = Math.floor(this.time.now() / 1000);
    const authorization = this.authorization(call, { url, body, timestamp });
    const headers = {
      Authorization: authorization,
      "Content-Type": CONTENT_TYPE,
      "X-TC-Action": call.action,
      "X-TC-Version": call.product.version,
      "X-TC-Timestamp": String(timestamp),
      "X-TC-Region": region,
      "X-TC-Language": "en-US",
      ...(credentials.token === undefined ? {} : { "X-TC-Token": credentials.token }),
    };
    const { host } = new URL(url);
    const asked: Asked = { action: call.action, host, names: NAMES };
    const answered = (await post(
      call,
      asked,
      { url, headers, body },
      { timeoutMs, clock, time: this.time },
    )) as Envelope | null;
    const response = answered?.Response;
    const refusal = response?.Error;
    if (refusal === undefined || refusal === null) return { ok: true, body: response };
    const { Code, Message } = refusal;
    const signature = authorization.split("Signature=")[1];
    return {
      ok: false,
      code: String(Code),
      message: shown(String(Message ?? ""), { ...credentials, signature }),
      requestId: typeof response?.RequestId === "string" ? response.RequestId : undefined,
      status: 200,
      retryAfterMs: undefined,
    };
  }

  /** Loaded with the first request, so that the plugin's start does not pay for it. */
  private authorization(
    { product }: Call,
    { url, body, timestamp }: { url: string; body: string; timestamp: number },
  ): string {
    const { default: Sign } =
      require("tencentcloud-sdk-nodejs-common/tencentcloud/common/sign") as {
        default: typeof SignModule;
      };
    const { secretId, secretKey } = this.options.credentials;
    return Sign.sign3({
      method: "POST",
      url,
      // Signed as it is sent: of an object the vendor's code would sign a text of its own.
      payload: Buffer.from(body),
      timestamp,
      service: product.name,
      secretId,
      secretKey,
      multipart: false,
      boundary: "",
      headers: { "Content-Type": CONTENT_TYPE },
    });
  }
}

/** The cloud's words without a secret, and no longer than anybody reads. */
export function shown(
  message: string,
  secrets: Credentials & { readonly signature: string | undefined },
): string {
  const { secretId, secretKey, token, signature } = secrets;
  const safe = redact(message, [secretId, secretKey, token, signature]);
  return safe.length > LONGEST_MESSAGE ? `${safe.slice(0, LONGEST_MESSAGE)}…` : safe;
}
