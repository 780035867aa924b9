/**
 * Everything that can go wrong, as one closed list. Identity is a brand field and not `instanceof`,
 * because several copies of this package can be loaded in one process.
 */
export type ErrorTag =
  | "InvalidInputs"
  | "ApiError"
  | "TransportFailure"
  | "UnexpectedResponse"
  | "WaitTimeout"
  | "JobFailed"
  | "Refused"
  | "PartialCreate"
  | "ConfigError"
  | "Cancelled"
  | "InternalError";

/** What kind of refusal an API error is; retries and messages depend on this, never on HTTP statuses. */
export type Category =
  "notFound" | "busy" | "throttled" | "denied" | "invalid" | "quota" | "server";

const BRAND = "pulumi-redis-backup/error";

export abstract class ProviderError extends Error {
  readonly brand = BRAND;
  abstract readonly tag: ErrorTag;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

export function isProviderError(error: unknown): error is ProviderError {
  return (
    typeof error === "object" && error !== null && (error as { brand?: unknown }).brand === BRAND
  );
}

/** The message of any thrown value; an error that isn't ours is a bug of ours and says so. */
export function messageOf(error: unknown): string {
  if (isProviderError(error)) return error.message;
  return new InternalError(error).message;
}

export interface Failure {
  /** Path of the property, such as `preferredBackupPeriod[1]`. */
  readonly property: string;
  readonly reason: string;
}

/** Inputs that can't be accepted; becomes one check failure per entry. */
export class InvalidInputs extends ProviderError {
  readonly tag = "InvalidInputs";
  constructor(readonly failures: readonly Failure[]) {
    super(failures.map((failure) => `${failure.property}: ${failure.reason}`).join("\n"));
  }
}

/** The cloud answered with an error code. */
export class ApiError extends ProviderError {
  readonly tag = "ApiError";
  constructor(
    readonly facts: {
      /** The operation's own name for the error, or `Unclassified`. */
      readonly error: string;
      readonly action: string;
      readonly code: string;
      readonly category: Category | "unclassified";
      readonly requestId: string | undefined;
      readonly status: number | undefined;
    },
    message: string,
  ) {
    super(message);
  }
}

/** No usable answer: nobody knows what the cloud did, unless `sent` is false. */
export class TransportFailure extends ProviderError {
  readonly tag = "TransportFailure";
  constructor(
    readonly facts: {
      readonly action: string;
      readonly kind: "timeout" | "network" | "notJson";
      /** False when the request can't have reached the cloud, for example a refused connection. */
      readonly sent: boolean;
    },
    message: string,
  ) {
    super(message);
  }
}

/** An answer that lacks something the API promises. */
export class UnexpectedResponse extends ProviderError {
  readonly tag = "UnexpectedResponse";
  constructor(action: string, requestId: string | undefined, issues: readonly string[]) {
    super(
      `${action} answered in a form this version does not know: ${issues.join("; ")}.` +
        ` Please report it.${requestId === undefined ? "" : ` Request id: ${requestId}`}`,
    );
  }
}

/** A wait that reached its bound. */
export class WaitTimeout extends ProviderError {
  readonly tag = "WaitTimeout";
  constructor(facts: {
    what: string;
    waitedMs: number;
    lastSeen: string;
    boundBy?: string | undefined;
    advice?: string | undefined;
  }) {
    super(
      `gave up after ${duration(facts.waitedMs)} waiting for ${facts.what}; last seen: ${facts.lastSeen}.` +
        (facts.boundBy === undefined ? "" : ` The time is that of ${facts.boundBy}.`) +
        (facts.advice === undefined ? "" : ` ${facts.advice}`),
    );
  }
}

/** The cloud ended a job without the result it was started for. */
export class JobFailed extends ProviderError {
  readonly tag = "JobFailed";
}

/** We decline to act, because acting could lose data or contradict what was declared. */
export class Refused extends ProviderError {
  readonly tag = "Refused";
}

/** Something exists in the cloud, but the step did not end well: the id and what is known are kept in state. */
export class PartialCreate extends ProviderError {
  readonly tag = "PartialCreate";
  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    readonly reasons: readonly string[],
  ) {
    super(reasons.join("\n"));
  }
}

/** A configuration value that is missing or malformed. */
export class ConfigError extends ProviderError {
  readonly tag = "ConfigError";
}

/** The run was interrupted. */
export class Cancelled extends ProviderError {
  readonly tag = "Cancelled";
  constructor(what: string) {
    super(`interrupted while waiting for ${what}`);
  }
}

/** A bug in this package. */
export class InternalError extends ProviderError {
  readonly tag = "InternalError";
  constructor(cause: unknown) {
    super(
      `internal error, please report it: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/** `95000` → `1 min 35 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0
    ? `${minutes / 60} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
