import type { z } from "zod";
import type { Clock } from "../core/clock";
import type { TransportFailure } from "../core/errors";
import { ApiError, duration, isProviderError, Refused, UnexpectedResponse } from "../core/errors";
import type { ErrorSpec, Operation } from "./operation";
import { Limiter, type Limits } from "./rate";
import { Retries, type Cause } from "./retry";
import { SharedWork, type Listener } from "./shared-work";
import type { Answer, Params, Transport } from "./transport";
import { withoutBlanks } from "./wire";

export interface ClientOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly region: string;
  readonly readOnly: boolean;
  readonly limits: Limits;
  readonly maxRetries: number;
  /** Errors that any operation may give. */
  readonly commonErrors: Record<string, ErrorSpec>;
  /** How a permission names one instance, or `*` for all. */
  readonly resourceName: (instance: string) => string;
}

type AnyOperation = Operation<z.ZodType, z.ZodType, Record<string, ErrorSpec>>;
type TagOf<Op extends AnyOperation> = keyof Op["errors"] & string;

export type Attempt<V, Tag extends string> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly tag: Tag; readonly error: ApiError };

export type Start<V, Tag extends string> =
  | { readonly state: "started"; readonly value: V }
  | { readonly state: "refused"; readonly tag: Tag; readonly error: ApiError }
  /** Nobody knows: the answer was lost. */
  | { readonly state: "unknown"; readonly error: Error };

interface Shared {
  readonly limiters: Map<string, Limiter>;
  readonly reading: Map<string, SharedWork<unknown>>;
}

/**
 * Calls typed operations. All of one process share a client per account and region, so that limits,
 * what was learned of them, and reads under way are shared too.
 */
export class Client {
  constructor(
    private readonly options: ClientOptions,
    private readonly listener: Listener = {},
    private readonly shared: Shared = { limiters: new Map(), reading: new Map() },
  ) {}

  /** The same client, heard by someone else. */
  heardBy(listener: Listener): Client {
    return new Client(this.options, listener, this.shared);
  }

  get region(): string {
    return this.options.region;
  }

  /** The time by the cloud's clock, in milliseconds since 1970. */
  now(): number {
    return this.options.clock.now() + this.options.transport.skewMs;
  }

  /** The parsed answer; every refusal is an exception. */
  async call<Op extends AnyOperation>(
    op: Op,
    input: z.input<Op["input"]>,
  ): Promise<z.output<Op["output"]>> {
    return this.send(op, input, []);
  }

  /** Like `call`, but the named refusals are values, and are not retried. */
  async attempt<Op extends AnyOperation, Tag extends TagOf<Op>>(
    op: Op,
    input: z.input<Op["input"]>,
    ...tags: Tag[]
  ): Promise<Attempt<z.output<Op["output"]>, Tag>> {
    try {
      const value = await this.send(op, input, tags);
      return { ok: true, value };
    } catch (error) {
      const tag = tags.find((tag) => error instanceof ApiError && error.facts.error === tag);
      if (tag === undefined) throw error;
      return { ok: false, tag, error: error as ApiError };
    }
  }

  /** Starts what must not be started twice: a lost answer is a value too. */
  async start<Op extends AnyOperation, Tag extends TagOf<Op>>(
    op: Op,
    input: z.input<Op["input"]>,
    ...tags: Tag[]
  ): Promise<Start<z.output<Op["output"]>, Tag>> {
    try {
      const attempt = await this.attempt(op, input, ...tags);
      return attempt.ok
        ? { state: "started", value: attempt.value }
        : { state: "refused", tag: attempt.tag, error: attempt.error };
    } catch (error) {
      if (isOutcomeUnknown(error)) return { state: "unknown", error };
      throw error;
    }
  }

  private async send<Op extends AnyOperation>(
    op: Op,
    input: z.input<Op["input"]>,
    tags: readonly string[],
  ): Promise<z.output<Op["output"]>> {
    const params = defined(op.input.parse(input) as Partial<Params>);
    if (op.kind === "write" && this.options.readOnly) {
      throw new Refused(
        `${op.action}${subject(params)} was not sent: redis-backup:readOnly (REDIS_BACKUP_READ_ONLY) is on, and it writes.`,
      );
    }
    const body = await (op.kind === "read"
      ? this.read(op, params, tags)
      : this.write(op, params, tags));
    const requestId = requestIdOf(body);
    const parsed = op.output.safeParse(withoutBlanks(body));
    // Whatever has no request id is not the API's: an empty object must not pass for an empty list.
    const isTheirs = requestId !== undefined || op.product.withoutRequestIds === true;
    if (parsed.success && isTheirs) return parsed.data as z.output<Op["output"]>;
    const issues = parsed.success
      ? ["RequestId: missing"]
      : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new UnexpectedResponse(op.action, requestId, issues);
  }

  /** Identical reads that overlap are one call, which goes on while anyone waits for it. */
  private read(op: AnyOperation, params: Params, tags: readonly string[]): Promise<unknown> {
    const { reading } = this.shared;
    const key = JSON.stringify([op.product.name, op.action, params, [...tags].sort()]);
    let read = reading.get(key);
    if (read?.goesOn !== true) {
      const begun: SharedWork<unknown> = new SharedWork(async (everybody) => {
        try {
          return await this.tries(op, params, tags, everybody);
        } finally {
          if (reading.get(key) === begun) reading.delete(key);
        }
      }, `the answer to ${op.action}`);
      reading.set(key, begun);
      read = begun;
    }
    return read.join(this.listener);
  }

  private async write(op: AnyOperation, params: Params, tags: readonly string[]): Promise<unknown> {
    try {
      return await this.tries(op, params, tags, this.listener);
    } finally {
      // A read that began before may show what was before: from here on nobody joins it.
      this.shared.reading.clear();
    }
  }

  private async tries(
    op: AnyOperation,
    params: Params,
    tags: readonly string[],
    { signal, log }: Listener,
  ): Promise<unknown> {
    const { clock, random, maxRetries } = this.options;
    const retries = new Retries(clock, random, { maxRetries, patienceMs: op.patienceMs });
    for (let isRetry = false; ; isRetry = true) {
      const outcome = await this.limiter(op).run({
        send: () => this.once(op, params, signal),
        throttledFor: (outcome) =>
          !outcome.ok && outcome.cause === "throttled" ? (outcome.retryAfterMs ?? 0) : undefined,
        isRetry,
        signal,
      });
      if (outcome.ok) return outcome.body;
      const { cause, error, retryAfterMs } = outcome;
      const expected = error instanceof ApiError && tags.includes(error.facts.error);
      const mayHaveStarted = cause === "server" || cause === "lost" || cause === "garbled";
      if (expected || (mayHaveStarted && !op.idempotent)) throw error;
      const pause = retries.next(cause, retryAfterMs);
      if (pause === undefined) throw error;
      log?.progress(`${op.action} ${why(cause)}, trying again in ${duration(pause)}`);
      await clock.sleep(pause, signal);
    }
  }

  private async once(op: AnyOperation, params: Params, signal: AbortSignal | undefined) {
    const { transport } = this.options;
    try {
      const answer = await transport.send({
        product: op.product,
        action: op.action,
        method: op.method ?? "POST",
        params,
        signal,
        // Nothing is started without being known.
        mustFinish: op.kind === "write",
      });
      if (answer.ok) return { ok: true as const, body: answer.body };
      const error = this.refusal(op, params, answer);
      return {
        ok: false as const,
        cause: error.facts.category,
        error,
        retryAfterMs: answer.retryAfterMs,
      };
    } catch (error) {
      if (!isProviderError(error) || error.tag !== "TransportFailure") throw error;
      const failure = error as TransportFailure;
      const cause = causeOf(failure);
      return { ok: false as const, cause, error: failure, retryAfterMs: undefined };
    }
  }

  private refusal(
    op: AnyOperation,
    params: Params,
    answer: Extract<Answer, { ok: false }>,
  ): ApiError {
    const { code, requestId, status } = answer;
    // The operation's own meaning of a code comes before the general one.
    const known = [...Object.entries(op.errors), ...Object.entries(this.options.commonErrors)];
    const [error, spec] = known.find(([, spec]) => spec.codes.includes(code)) ?? ["Unclassified"];
    const category = spec?.category ?? ((status ?? 0) >= 500 ? "server" : "unclassified");
    const sentences = [
      `${op.action}${subject(params)} was refused: ${spec?.meaning ?? answer.message.trim().replace(/\.$/, "")} (${code}).`,
      ...(error === "AccessDenied" ? [this.permissionHint(op, params)] : []),
      ...(spec?.hint === undefined ? [] : [spec.hint]),
      ...(requestId === undefined ? [] : [`Request id: ${requestId}`]),
    ];
    return new ApiError(
      { error, action: op.action, code, category, requestId, status },
      sentences.join(" "),
    );
  }

  private permissionHint(op: AnyOperation, params: Params): string {
    const { action, resource } = op.permission;
    const isNarrow = resource === "instance" || resource === "instances";
    const name = isNarrow ? this.options.resourceName(instanceOf(params) ?? "*") : "*";
    return `Allow ${action} on ${name} for the identity of this run.`;
  }

  private limiter(op: AnyOperation): Limiter {
    const key = `${op.product.name}/${op.action}`;
    const limiter =
      this.shared.limiters.get(key) ?? new Limiter(this.options.clock, this.options.limits);
    this.shared.limiters.set(key, limiter);
    return limiter;
  }
}

/** True where the cloud may have done what it was asked for. */
function isOutcomeUnknown(error: unknown): error is Error {
  if (!isProviderError(error)) return false;
  if (error.tag === "UnexpectedResponse") return true;
  if (error.tag === "TransportFailure") return (error as TransportFailure).facts.sent;
  return error.tag === "ApiError" && (error as ApiError).facts.category === "server";
}

function causeOf(failure: TransportFailure): Cause {
  if (!failure.facts.sent) return "unreachable";
  return failure.facts.kind === "notJson" ? "garbled" : "lost";
}

function subject(params: Params): string {
  const instance = instanceOf(params);
  return instance === undefined ? "" : ` on ${instance}`;
}

/** One operation spells it in its own way. */
function instanceOf({ InstanceId, DBInstanceId, redisId }: Params): string | undefined {
  const instance = InstanceId ?? DBInstanceId ?? redisId;
  return typeof instance === "string" ? instance : undefined;
}

/** An optional parameter that was given as `undefined` is not sent: the wire would say "undefined". */
function defined(params: Partial<Params>): Params {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Params;
}

function why(cause: Cause): string {
  switch (cause) {
    case "throttled":
      return "is throttled";
    case "busy":
      return "has to wait, the instance is busy";
    case "unreachable":
      return "can't reach the endpoint";
    default:
      return "got no usable answer";
  }
}

function requestIdOf(body: unknown): string | undefined {
  const id = (body as { RequestId?: unknown } | null | undefined)?.RequestId;
  return typeof id === "string" ? id : undefined;
}
