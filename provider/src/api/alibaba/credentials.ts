import Credential, { CLIProfileCredentialsProvider } from "@alicloud/credentials";
import { minutes } from "../../core/clock";
import { ConfigError } from "../../core/errors";
import { singleFlight, type Listener } from "../shared-work";
import { redact } from "../redact";

export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
}

/** Gives credentials that are good now; asked before every request. */
export interface CredentialSource {
  get(signal?: AbortSignal): Promise<Credentials>;
}

export interface CredentialSettings {
  readonly accessKeyId: string | undefined;
  readonly accessKeySecret: string | undefined;
  readonly securityToken: string | undefined;
  readonly profile: string | undefined;
}

/**
 * The keys of the configuration, else the named profile, else the vendor's default chain: environment,
 * OIDC, profile file, ECS role, credentials URI. The library renews what expires.
 */
export function credentialSource(settings: CredentialSettings): CredentialSource {
  const { accessKeyId, accessKeySecret, securityToken, profile } = settings;
  if (accessKeyId !== undefined && accessKeySecret !== undefined) {
    return { get: async () => ({ accessKeyId, accessKeySecret, securityToken }) };
  }
  if (accessKeyId !== undefined || accessKeySecret !== undefined) {
    const [missing, variable] =
      accessKeyId === undefined
        ? ["accessKeyId", "ALIBABA_CLOUD_ACCESS_KEY_ID"]
        : ["accessKeySecret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"];
    throw new ConfigError(
      `redis-backup:${missing} (${variable}) is missing, while its companion is set: set both, or neither to use the default chain.`,
    );
  }
  if (securityToken !== undefined) {
    throw new ConfigError(
      "redis-backup:securityToken (ALIBABA_CLOUD_SECURITY_TOKEN) is set without accessKeyId and accessKeySecret: set all three, or none to use a profile or the default chain.",
    );
  }
  return fromLibrary(profile);
}

function fromLibrary(profile: string | undefined): CredentialSource {
  let credential: Credential | undefined;
  const ask = async (): Promise<Credentials> => {
    try {
      credential ??=
        profile === undefined
          ? new Credential()
          : new Credential(
              null,
              CLIProfileCredentialsProvider.builder().withProfileName(profile).build(),
            );
      const model = await credential.getCredential();
      const { accessKeyId, accessKeySecret, securityToken } = model;
      if (accessKeyId === undefined || accessKeySecret === undefined)
        throw new Error("no key in the answer");
      return { accessKeyId, accessKeySecret, securityToken: securityToken ?? undefined };
    } catch (error) {
      // The chain remembers the last provider that it tried, even one that failed.
      credential = undefined;
      throw missing(profile, error);
    }
  };
  return oneAtATime(ask);
}

function missing(profile: string | undefined, error: unknown): ConfigError {
  const detail = detailOf(error instanceof Error ? error.message : String(error));
  const where =
    profile === undefined
      ? "Looked at the configuration, the environment and the vendor's default chain (OIDC, profile, ECS role, credentials URI)."
      : `Looked at the profile "${profile}" (redis-backup:profile, ALIBABA_CLOUD_PROFILE).`;
  return new ConfigError(
    `no Alibaba Cloud credentials. ${where} Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or a role. Details: ${detail}`,
  );
}

/**
 * The library's words without what it quotes: the body of an answer, or the whole profile file where that
 * is not JSON, keys and all.
 */
function detailOf(message: string): string {
  const quotes = /(?<=(?:fail|failed|result|output|command): |message = |[{<\n])[\s\S]*/;
  return redact(message.replace(quotes, "…"), []);
}

export interface Session extends Credentials {
  readonly expiresAtMs: number;
}

const RENEW_BEFORE_MS = minutes(5);

/** Temporary credentials of a role, renewed five minutes before they expire by the cloud's clock. */
export function assumedRole(
  now: () => number,
  assume: (listener: Listener) => Promise<Session>,
): CredentialSource {
  let session: Session | undefined;
  return oneAtATime(async (listener) => {
    if (session === undefined || session.expiresAtMs - now() < RENEW_BEFORE_MS) {
      session = await assume(listener);
    }
    const { accessKeyId, accessKeySecret, securityToken } = session;
    return { accessKeyId, accessKeySecret, securityToken };
  });
}

/** Whoever asks meanwhile gets the same answer. */
function oneAtATime(ask: (everybody: Listener) => Promise<Credentials>): CredentialSource {
  const flight = singleFlight(ask, "the credentials");
  return { get: (signal) => flight(signal === undefined ? {} : { signal }) };
}
