import { TransportFailure } from "../core/errors";

/** The settings that a person has to check, each as key and variable. */
export interface SettingNames {
  readonly endpoint: string;
  readonly region: string;
}

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

/** What each failure tells of the request, and what to do about it. */
const FAILURES = {
  timeout: {
    kind: "timeout",
    sent: true,
    advice: () =>
      "Is it overloaded, or is the network slow? The bound is redis-backup:requestTimeoutSeconds (REDIS_BACKUP_REQUEST_TIMEOUT_SECONDS).",
  },
  notJson: {
    kind: "notJson",
    sent: true,
    advice: ({ endpoint }: SettingNames) =>
      `Is a proxy or a login page between this machine and the endpoint? Check ${endpoint}.`,
  },
  untrusted: {
    kind: "network",
    sent: false,
    advice: ({ endpoint }: SettingNames) =>
      `Check ${endpoint}; for a private certificate authority set NODE_EXTRA_CA_CERTS.`,
  },
  unreachable: {
    kind: "network",
    sent: false,
    advice: ({ endpoint, region }: SettingNames) => `Check the network, ${region} and ${endpoint}.`,
  },
  broken: {
    kind: "network",
    sent: true,
    advice: ({ endpoint }: SettingNames) => `Check the network and ${endpoint}.`,
  },
} as const;

/** Who was asked for what, in the message of a failure. */
export interface Asked {
  readonly action: string;
  readonly host: string;
  readonly names: SettingNames;
}

/** `what` completes the sentence `<host> …`. */
export function failureOf(
  { action, host, names }: Asked,
  how: keyof typeof FAILURES,
  what: string,
): TransportFailure {
  const { kind, sent, advice } = FAILURES[how];
  const message = `${action}: ${host} ${what}. ${advice(names)}`;
  return new TransportFailure({ action, kind, sent }, message);
}

/** Why no answer came, by the code of a system call, of the TLS handshake or of the HTTP client. */
export function brokenBy(asked: Asked, code: string, syscall: unknown): TransportFailure {
  if (UNTRUSTED.has(code)) return failureOf(asked, "untrusted", `is not trusted (${code})`);
  return wasNeverSent(code, syscall)
    ? failureOf(asked, "unreachable", `can't be reached (${code})`)
    : failureOf(asked, "broken", `gave no whole answer, the connection broke (${code})`);
}

/** Established connections can end with the same codes; those may have sent something. */
function wasNeverSent(code: string, syscall: unknown): boolean {
  return typeof syscall === "string" ? BEFORE_SENDING.has(syscall) : UNREACHABLE.has(code);
}
