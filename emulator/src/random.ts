/** mulberry32: small, fast, and its whole state is one number that fits a snapshot. */
export class Random {
  constructor(public seed: number) {}

  /** In [0, 1). */
  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  text(length: number, alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"): string {
    let text = "";
    while (text.length < length) text += alphabet[Math.floor(this.next() * alphabet.length)];
    return text;
  }

  /** Upper-case, 8-4-4-4-12, as in every `RequestId`. */
  uuid(): string {
    return [8, 4, 4, 4, 12].map((length) => this.text(length, "0123456789ABCDEF")).join("-");
  }
}
