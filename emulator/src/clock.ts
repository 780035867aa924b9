/** `manual` stands still until it is advanced; a speed counts virtual seconds per real second. */
export type ClockMode = "real" | "manual" | { readonly speed: number };

/** The only source of time: everything the emulator shows is a function of what happened and of this. */
export class Clock {
  readonly #speed: number;
  #realBase = Date.now();
  #base: number;
  #held: string | undefined;

  constructor(
    readonly mode: ClockMode,
    startAt?: number,
  ) {
    this.#base = startAt ?? this.#realBase;
    this.#speed = mode === "manual" ? 0 : mode === "real" ? 1 : mode.speed;
  }

  /** Virtual time, in milliseconds since 1970. */
  time(): number {
    return Math.floor(this.#base + (Date.now() - this.#realBase) * this.#speed);
  }

  now(): Date {
    return new Date(this.time());
  }

  /** Virtual time is the time of this machine. */
  get isRealTime(): boolean {
    return this.mode === "real" && this.#base === this.#realBase;
  }

  /** From now on nothing changes it: processes that know only the real time depend on it. */
  hold(why: string): void {
    this.#held = why;
  }

  advance(ms: number): void {
    if (this.#held !== undefined) {
      throw new Error(`the clock cannot be advanced: ${this.#held}, whose keys live in real time`);
    }
    if (!(ms >= 0)) throw new RangeError(`the clock cannot go back: advance(${ms})`);
    this.#base += ms;
  }

  /** Jumps to a moment, back as well: only a restored snapshot does that. */
  set(time: number): void {
    this.#base = time;
    this.#realBase = Date.now();
  }

  /** What a request rate is measured on: clients of a fast clock still send in real time. */
  pace(): number {
    return this.mode === "manual" ? this.time() : Date.now();
  }
}
