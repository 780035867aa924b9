interface Passage {
  /** When its answer came; absent while it is on its way. */
  answeredAt?: number;
}

/**
 * Counts as the cloud does, in a window that slides: by when requests arrive there, which is not when they
 * were sent. One that was slow may have arrived as late as its answer less the fastest way there and
 * back; counted like that, a rate is kept over any network, and little but what makes it uneven costs time.
 */
export class RateWindow {
  private readonly passages: Passage[] = [];
  private fastestMs = Infinity;
  private answers = 0;
  private waiting: (() => void)[] = [];
  private windowMs = SHORTEST_MEMORY_MS;

  /** How long until one more may go; `undefined` where that depends on an answer that is still out. */
  waitMs(now: number, perSecond: number): number | undefined {
    if (perSecond === Infinity) return 0;
    const most = Math.ceil(perSecond);
    const windowMs = (most / perSecond) * 1000;
    this.windowMs = Math.max(SHORTEST_MEMORY_MS, windowMs);
    const leaveAt = (passage: Passage) =>
      passage.answeredAt === undefined ? Infinity : passage.answeredAt - this.certainMs + windowMs;
    const inside = this.passages.map(leaveAt).filter((at) => at > now);
    if (inside.length < most) return 0;
    const next = inside.sort((one, other) => one - other)[inside.length - most] ?? now;
    return next === Infinity ? undefined : next - now;
  }

  /** One goes; answers what to call when its answer has come. */
  enter(now: number): (answeredAt: number) => void {
    const passage: Passage = {};
    this.passages.push(passage);
    return (answeredAt) => {
      passage.answeredAt = answeredAt;
      this.fastestMs = Math.min(this.fastestMs, answeredAt - now);
      this.answers += 1;
      this.forget(answeredAt);
      for (const wake of this.waiting.splice(0)) wake();
    };
  }

  /** The next answer, whichever request it belongs to. */
  nextAnswer(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      signal?.addEventListener("abort", wake, { once: true });
      this.waiting.push(wake);
    });
  }

  /** So long every request takes: the fastest that was seen may not be the fastest that there is. */
  private get certainMs(): number {
    return this.answers < ANSWERS_TO_LEARN_FROM ? 0 : CERTAIN_PART * this.fastestMs;
  }

  /** The oldest stand first: one that is still out keeps a few behind it that no longer count. */
  private forget(now: number): void {
    const { passages, windowMs } = this;
    const counts = ({ answeredAt = Infinity }: Passage) => answeredAt > now - windowMs;
    const first = passages.findIndex(counts);
    passages.splice(0, first === -1 ? passages.length : first);
  }
}

const ANSWERS_TO_LEARN_FROM = 20;
const CERTAIN_PART = 0.8;
/** A rate that is learned in a moment counts what went just before. */
const SHORTEST_MEMORY_MS = 2_000;
