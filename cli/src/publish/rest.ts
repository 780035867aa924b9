const MOST_TRIES = 4;
const LONGEST_PAUSE_MS = 30_000;
const TIMEOUT_MS = 20_000;

export interface RestOptions {
  readonly baseUrl: string;
  /** With the token; never in a message. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sleep?: (ms: number) => Promise<void>;
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** A service's JSON over HTTP. What is sent again is what can be: a POST never is. */
export class Rest {
  constructor(private readonly options: RestOptions) {}

  async send(method: Method, path: string, body?: object): Promise<unknown> {
    return (await this.answer(method, this.urlOf(path), body)).value;
  }

  /** Every page of a list. */
  async list(path: string): Promise<unknown[]> {
    const rows: unknown[] = [];
    let next: string | undefined = this.urlOf(path);
    while (next !== undefined) {
      const { value, link } = await this.answer("GET", next);
      if (!Array.isArray(value))
        throw new Error(`GET ${path} answered with something else than a list`);
      rows.push(...(value as unknown[]));
      next = this.nextOf(link);
    }
    return rows;
  }

  private urlOf(path: string): string {
    return `${this.options.baseUrl.replace(/\/$/, "")}${path}`;
  }

  /** Only of the same service: the token goes to nobody else. */
  private nextOf(link: string | null): string | undefined {
    const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
    if (next === undefined) return undefined;
    if (new URL(next).origin !== new URL(this.options.baseUrl).origin) {
      throw new Error(`the next page of a list is at another service (${new URL(next).origin})`);
    }
    return next;
  }

  private async answer(method: Method, url: string, body?: object) {
    const what = `${method} ${new URL(url).pathname}`;
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.once(method, url, body);
      if (outcome.ok) return outcome;
      const isWorthIt = outcome.isPassing && method !== "POST" && tries < MOST_TRIES;
      if (!isWorthIt) throw new Error(`${what} failed: ${outcome.reason}`);
      const pause = Math.min(outcome.retryAfterMs ?? 1000 * 2 ** tries, LONGEST_PAUSE_MS);
      await (this.options.sleep ?? later)(pause);
    }
  }

  private async once(method: Method, url: string, body?: object) {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method,
        headers: {
          ...this.options.headers,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
      });
      text = await response.text();
    } catch (error) {
      return { ok: false as const, isPassing: true, reason: reasonOf(error) };
    }
    const { status, headers } = response;
    const value = parsed(text);
    if (response.ok) return { ok: true as const, value, link: headers.get("link") };
    const isPassing = status === 429 || status >= 500;
    const seconds = Number(headers.get("retry-after") ?? NaN);
    return {
      ok: false as const,
      isPassing,
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
      reason: `HTTP ${status}${messageIn(value)}`,
    };
  }
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageIn(value: unknown): string {
  const { message } = (value ?? {}) as { message?: unknown };
  return message === undefined ? "" : `, ${JSON.stringify(message).slice(0, 300)}`;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message: string };
  return cause?.code ?? message;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
