import { Agent } from "node:http";
import type { LookupFunction } from "node:net";
import { Client as RedisClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client";
import { Client as StsClient } from "tencentcloud-sdk-nodejs/tencentcloud/services/sts/v20180813/sts_client";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import type { Emulator } from "../../src";
import { send2 } from "../support/tencent";

export type Service = "redis" | "sts";

/** A way to call the emulator; answers what came, and throws what it is refused with. */
export interface TencentClient {
  readonly name: string;
  readonly call: (
    emulator: Emulator,
    service: Service,
    action: string,
    params: object,
  ) => Promise<object>;
}

/** How the vendor's client signs and sends. */
interface Way {
  readonly signMethod: "TC3-HMAC-SHA256" | "HmacSHA256" | "HmacSHA1";
  readonly reqMethod: "GET" | "POST";
}

const METHODS = ["POST", "GET"] as const;

export const API3_CLIENTS: readonly TencentClient[] = [
  ...(["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"] as const).flatMap((signMethod) =>
    METHODS.map((reqMethod) => sdk({ signMethod, reqMethod })),
  ),
  commonClient(),
];

/** The vendor has no client for it in this language. */
export const LEGACY_CLIENTS: readonly TencentClient[] = (
  ["HmacSHA256", "HmacSHA1"] as const
).flatMap((signatureMethod) =>
  METHODS.map((method) => ({
    name: `${signatureMethod} ${method}`,
    call: (emulator, _service, action, params) =>
      send2(emulator, action, params, { method, signatureMethod }) as Promise<object>,
  })),
);

/** Every name is this machine, so that the vendor's client can sign for the vendor's host. */
const here: LookupFunction = (_host, options, callback) =>
  options.all === true
    ? callback(null, [{ address: "127.0.0.1", family: 4 }])
    : callback(null, "127.0.0.1", 4);

interface Choice extends Partial<Way> {
  readonly host: string;
  readonly secretKey?: string;
}

export async function withSdk<T>(
  emulator: Emulator,
  { host, secretKey = "emulator-secret-key-not-real", signMethod, reqMethod = "POST" }: Choice,
  use: (config: ConstructorParameters<typeof RedisClient>[0]) => Promise<T>,
): Promise<T> {
  const agent = new Agent({ lookup: here });
  const endpoint = `${host}:${new URL(emulator.url).port}`;
  const httpProfile = { endpoint, protocol: "http://", reqMethod, agent };
  try {
    return await use({
      credential: { secretId: "EMULATOR_SECRET_ID", secretKey },
      region: "ap-guangzhou",
      profile: { ...(signMethod === undefined ? {} : { signMethod }), httpProfile },
    });
  } finally {
    agent.destroy();
  }
}

function sdk(way: Way): TencentClient {
  return {
    name: `SDK ${way.signMethod.replace("-HMAC-SHA256", "")} ${way.reqMethod}`,
    call: (emulator, service, action, params) =>
      withSdk(emulator, { ...way, host: `${service}.tencentcloudapi.com` }, (config) => {
        const client = service === "redis" ? new RedisClient(config) : new StsClient(config);
        const methods = client as unknown as Record<string, (params: object) => Promise<object>>;
        const found = methods[action]?.(params);
        if (found === undefined) throw new Error(`the SDK has no ${action}`);
        return found;
      }),
  };
}

/** The small one, which the provider is built on. */
function commonClient(): TencentClient {
  const versions = { redis: "2018-04-12", sts: "2018-08-13" };
  return {
    name: "CommonClient",
    call: (emulator, service, action, params) => {
      const host = `${service}.tencentcloudapi.com`;
      return withSdk(emulator, { host }, (config) =>
        new CommonClient(host, versions[service], config).request(action, params),
      );
    },
  };
}
