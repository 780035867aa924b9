import { systemClock, type Clock } from "../../core/clock";
import { Client } from "../client";
import type { Product } from "../operation";
import { assumedRole, credentialSource, type CredentialSource, type Session } from "./credentials";
import { commonErrors } from "./errors";
import { assumeRole } from "./operations/assume-role";
import { das, rKvstore, sts } from "./products";
import { AlibabaTransport } from "./transport";

/** What a connection needs to know; a part of the provider's configuration. */
export interface Connection {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly stsEndpoint?: string | undefined;
  readonly dasEndpoint?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly accessKeySecret?: string | undefined;
  readonly securityToken?: string | undefined;
  readonly profile?: string | undefined;
  readonly assumeRole?:
    | {
        readonly roleArn: string;
        readonly sessionName?: string | undefined;
        readonly externalId?: string | undefined;
        readonly durationSeconds?: number | undefined;
      }
    | undefined;
  readonly maxRequestsPerSecond?: number | undefined;
  readonly maxConcurrency?: number | undefined;
  readonly requestTimeoutSeconds?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly readOnly?: boolean | undefined;
}

/** A client of Alibaba Cloud for one account and region. */
export function connect(
  connection: Connection,
  clock: Clock = systemClock,
  random = Math.random,
): Client {
  const { region } = connection;
  const client = (credentials: CredentialSource) =>
    new Client({
      transport: new AlibabaTransport({
        credentials,
        endpoint: (product) => endpointOf(connection, product),
        region,
        timeoutMs: (connection.requestTimeoutSeconds ?? 20) * 1000,
        clock,
      }),
      clock,
      random,
      region,
      readOnly: connection.readOnly ?? false,
      limits: {
        maxConcurrency: connection.maxConcurrency ?? 10,
        maxRequestsPerSecond: connection.maxRequestsPerSecond,
      },
      maxRetries: connection.maxRetries ?? 30,
      commonErrors,
      resourceName: (instance) => `acs:kvstore:${region}:*:instance/${instance}`,
    });
  const base = credentialSource({
    accessKeyId: connection.accessKeyId,
    accessKeySecret: connection.accessKeySecret,
    securityToken: connection.securityToken,
    profile: connection.profile,
  });
  const role = connection.assumeRole;
  if (role === undefined) return client(base);
  const asBase = client(base);
  return client(
    assumedRole(
      () => asBase.now(),
      (listener) => assume(asBase.heardBy(listener), role),
    ),
  );
}

async function assume(
  client: Client,
  role: NonNullable<Connection["assumeRole"]>,
): Promise<Session> {
  const { Credentials } = await client.call(assumeRole, {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? "pulumi-redis-backup",
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
    ...(role.durationSeconds === undefined ? {} : { DurationSeconds: role.durationSeconds }),
  });
  return {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    securityToken: Credentials.SecurityToken,
    expiresAtMs: Date.parse(Credentials.Expiration),
  };
}

/** The regional name of the service: some regions have left the vendor's central one. */
export function endpointOf(connection: Connection, product: Product): string {
  switch (product) {
    case rKvstore:
      return connection.endpoint ?? `https://r-kvstore.${connection.region}.aliyuncs.com`;
    case sts:
      return connection.stsEndpoint ?? "https://sts.aliyuncs.com";
    // One region serves the instances of all.
    case das:
      return connection.dasEndpoint ?? "https://das.cn-shanghai.aliyuncs.com";
    default:
      throw new Error(`no endpoint is known for ${product.name}`);
  }
}
