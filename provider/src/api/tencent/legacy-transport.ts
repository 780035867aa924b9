import { randomInt } from "node:crypto";
import { CloudTime } from "../cloud-time";
import { failureOf, type Asked } from "../failure";
import type { Answer, Call, Param, Transport } from "../transport";
import { post } from "./http";
import { legacySignature } from "./legacy-signature";
import { shown, type TencentTransportOptions } from "./transport";

type LegacyTransportOptions = Omit<TencentTransportOptions, "endpoint"> & {
  /** Such as `https://redis.api.qcloud.com`. */
  readonly endpoint: string;
};

interface Envelope {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly codeDesc?: unknown;
}

const PATH = "/v2/index.php";
const NAMES = {
  endpoint: "redis-backup:crsLegacyEndpoint (REDIS_BACKUP_CRS_LEGACY_ENDPOINT)",
  region: "redis-backup:tencentRegion (TENCENTCLOUD_REGION)",
};
/** Nonce used before, or a clock that is off: nothing tells which. */
const REPLAYED = "4500";
/** Codes that say nothing by themselves: the module's own code begins their message. */
const GENERIC = new Set(["4000", "5000", "5100"]);

/** The legacy API v2: a signed form by POST, refusals in an envelope with numbers. */
export class LegacyTransport implements Transport {
  private readonly time: CloudTime;

  constructor(private readonly options: LegacyTransportOptions) {
    this.time = new CloudTime(options.clock);
  }

  get skewMs(): number {
    return this.time.skewMs;
  }

  async send(call: Call): Promise<Answer> {
    const answer = await this.ask(call);
    // The cloud's own clock is in its answer: sign with that and another nonce, once.
    if (!answer.ok && answer.code === REPLAYED) return this.ask(call);
    return answer;
  }

  private async ask(call: Call): Promise<Answer> {
    const { credentials, endpoint, timeoutMs, clock } = this.options;
    const { host, hostname } = new URL(endpoint);
    const params = this.signed(call, hostname);
    const asked: Asked = { action: call.action, host, names: NAMES };
    const request = {
      url: `${endpoint}${PATH}`,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(params).toString(),
    };
    const answered = await post(call, asked, request, { timeoutMs, clock, time: this.time });
    const { code, message, codeDesc } = (answered ?? {}) as Envelope;
    if (typeof code !== "number" && typeof code !== "string") {
      throw failureOf(asked, "notJson", "answered with JSON that has no code");
    }
    if (String(code) === "0") return { ok: true, body: answered };
    const text = `${String(message ?? "")} ${String(codeDesc ?? "")}`.trim();
    return {
      ok: false,
      code: codeOf(String(code), text),
      message: shown(text, { ...credentials, signature: params["Signature"] }),
      requestId: undefined,
      status: 200,
      retryAfterMs: undefined,
    };
  }

  private signed(call: Call, host: string): Record<string, string> {
    const { credentials, region } = this.options;
    const params: Record<string, string> = {
      ...flat(call.params),
      Action: call.action,
      Region: region,
      Timestamp: String(Math.floor(this.time.now() / 1000)),
      Nonce: String(randomInt(1, 2 ** 47)),
      SecretId: credentials.secretId,
      SignatureMethod: "HmacSHA256",
      ...(credentials.token === undefined ? {} : { Token: credentials.token }),
    };
    const Signature = legacySignature(
      { method: "POST", host, path: PATH, params },
      credentials.secretKey,
    );
    return { ...params, Signature };
  }
}

/** `"(10701)…"`: the number of the module counts where the common one is a general one. */
function codeOf(code: string, message: string): string {
  const [, module] = /^\((\d+)\)/.exec(message) ?? [];
  return module !== undefined && GENERIC.has(code) ? module : code;
}

/** Lists count from 0: `taskType.0`. */
function flat(params: Readonly<Record<string, Param>>): Record<string, string> {
  const entries = Object.entries(params).flatMap(([name, value]): [string, string][] =>
    typeof value === "object"
      ? Object.entries(flat(value as Record<string, Param>)).map(([key, item]) => [
          `${name}.${key}`,
          item,
        ])
      : [[name, String(value)]],
  );
  return Object.fromEntries(entries);
}
