/**
 * A clock for the provider on the emulator's virtual time: to sleep is to let that time pass, once what
 * is under way has had a chance to go on.
 */
class LinkedClock {
  /** @param {{ clock: { now(): Date, advance(ms: number): void } }} emulator */
  constructor(emulator) {
    this.emulator = emulator;
  }

  now() {
    return this.emulator.clock.now().getTime();
  }

  /** One sleeper at a time is all that one create needs. */
  async sleep(/** @type {number} */ ms) {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    this.emulator.clock.advance(ms);
  }
}

module.exports = { LinkedClock };
