import { systemClock, type Clock } from "../../core/clock";
import { Client } from "../client";
import type { ErrorSpec, Product } from "../operation";
import type { Transport } from "../transport";
import type { Credentials } from "./credentials";
import { commonErrors, legacyErrors } from "./errors";
import { LegacyTransport } from "./legacy-transport";
import { redis, sts } from "./products";
import { TencentTransport } from "./transport";

/** What a connection needs to know; a part of the provider's configuration. */
export interface Connection {
  readonly region: string;
  readonly credentials: Credentials;
  readonly crsEndpoint?: string | undefined;
  readonly crsLegacyEndpoint?: string | undefined;
  readonly tencentStsEndpoint?: string | undefined;
  readonly maxRequestsPerSecond?: number | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly requestTimeoutSeconds?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly readOnly?: boolean | undefined;
}

/** What the vendor allows an account for each action. */
const REQUESTS_PER_SECOND = 20;

/** A client of Tencent Cloud's API 3.0 for one account and region. */
export function connect(
  connection: Connection,
  clock: Clock = systemClock,
  random = Math.random,
): Client {
  const { credentials, region } = connection;
  const transport = new TencentTransport({
    credentials,
    endpoint: (product) => endpointOf(connection, product),
    region,
    timeoutMs: timeoutOf(connection),
    clock,
  });
  return client(connection, { transport, commonErrors }, clock, random);
}

/** A client of the legacy API v2, whose errors are numbers. */
export function connectLegacy(
  connection: Connection,
  clock: Clock = systemClock,
  random = Math.random,
): Client {
  const { credentials, region, crsLegacyEndpoint } = connection;
  const transport = new LegacyTransport({
    credentials,
    endpoint: crsLegacyEndpoint ?? "https://redis.api.qcloud.com",
    region,
    timeoutMs: timeoutOf(connection),
    clock,
  });
  return client(connection, { transport, commonErrors: legacyErrors }, clock, random);
}

function client(
  connection: Connection,
  api: { readonly transport: Transport; readonly commonErrors: Record<string, ErrorSpec> },
  clock: Clock,
  random: () => number,
): Client {
  const { region } = connection;
  return new Client({
    ...api,
    clock,
    random,
    region,
    readOnly: connection.readOnly ?? false,
    limits: {
      maxConcurrency: connection.maxConcurrency ?? 10,
      maxRequestsPerSecond: Math.min(
        connection.maxRequestsPerSecond ?? REQUESTS_PER_SECOND,
        REQUESTS_PER_SECOND,
      ),
    },
    maxRetries: connection.maxRetries ?? 30,
    resourceName: (instance) => `qcs::redis:${region}:*:instance/${instance}`,
  });
}

const timeoutOf = ({ requestTimeoutSeconds = 20 }: Connection) => requestTimeoutSeconds * 1000;

export function endpointOf(connection: Connection, product: Product): string {
  switch (product) {
    case redis:
      return connection.crsEndpoint ?? "https://redis.tencentcloudapi.com";
    case sts:
      return connection.tencentStsEndpoint ?? "https://sts.tencentcloudapi.com";
    default:
      throw new Error(`no endpoint is known for ${product.name} ${product.version}`);
  }
}
