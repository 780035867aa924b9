/** `manual` stands still until it is advanced; a speed counts virtual seconds per real second. */
export type ClockMode = "real" | "manual" | { readonly speed: number };

/** The only source of time: everything the emulator shows is a function of what happened and of this. */
export class Clock {
  #base: number;
  #realBase = Date.now();
  readonly #speed: number;

  constructor(
    readonly mode: ClockMode,
    startAt: number,
  ) {
    this.#base = startAt;
    this.#speed = mode === "manual" ? 0 : mode === "real" ? 1 : mode.speed;
  }

  /** Virtual time, in milliseconds since 1970. */
  time(): number {
    return Math.floor(this.#base + (Date.now() - this.#realBase) * this.#speed);
  }

  now(): Date {
    return new Date(this.time());
  }

  advance(ms: number): void {
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
