/** So many requests per account and action in any second; refused ones do not count. */
export class RateLimit {
  readonly #recent = new Map<string, number[]>();

  constructor(private readonly perSecond: number | undefined) {}

  allows(account: string, action: string, now: number): boolean {
    if (this.perSecond === undefined) return true;
    const key = `${account} ${action}`;
    const recent = (this.#recent.get(key) ?? []).filter((moment) => moment > now - 1000);
    this.#recent.set(key, recent);
    if (recent.length >= this.perSecond) return false;
    recent.push(now);
    return true;
  }

  clear(): void {
    this.#recent.clear();
  }
}
