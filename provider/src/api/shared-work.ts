import { Cancelled } from "../core/errors";

/** How one resource's step hears of delays and of an interruption. */
export interface Listener {
  readonly signal?: AbortSignal;
  readonly log?: { progress(text: string): void };
}

/** Given so that no exception with a stack is made for a signal that is only a mark. */
const OVER = "over";

/** One piece of work that several wait for. It is stopped when the last of them has left, and not before. */
export class SharedWork<T> {
  private readonly stop = new AbortController();
  private readonly listeners = new Set<Listener>();
  private readonly result: Promise<T>;
  private isOver = false;

  constructor(
    work: (everybody: Listener) => Promise<T>,
    /** Completes the sentence `interrupted while waiting for …`. */
    private readonly what: string,
  ) {
    const progress = (text: string) =>
      this.listeners.forEach((listener) => listener.log?.progress(text));
    this.result = work({ signal: this.stop.signal, log: { progress } }).finally(() => {
      this.isOver = true;
    });
  }

  /** False once it has ended or was stopped: it can't be joined any more. */
  get goesOn(): boolean {
    return !this.isOver;
  }

  async join(listener: Listener): Promise<T> {
    this.listeners.add(listener);
    try {
      return await untilAborted(this.result, listener.signal, this.what);
    } finally {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.leave();
    }
  }

  private leave(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stop.abort(OVER);
  }
}

/** Overlapping questions get one answer. */
export function singleFlight<T>(
  ask: (everybody: Listener) => Promise<T>,
  what: string,
): (listener?: Listener) => Promise<T> {
  let underWay: SharedWork<T> | undefined;
  return (listener = {}) => {
    if (underWay?.goesOn !== true) underWay = new SharedWork(ask, what);
    return underWay.join(listener);
  };
}

/** The result, or `Cancelled` as soon as the signal aborts. */
export function untilAborted<T>(
  result: Promise<T>,
  signal: AbortSignal | undefined,
  what: string,
): Promise<T> {
  if (signal === undefined) return result;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(new Cancelled(what));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
