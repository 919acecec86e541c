const second = 1e9;

/** Turns times since boot (ns) into wall-clock time. The difference comes with each heartbeat, for the wall clock may step. */
export class BootClock {
  #seconds = 0;
  #nanoseconds = 0;
  /** Results of the last `split`. */
  seconds = 0;
  nanoseconds = 0;

  /** `offset`: nanoseconds that the wall clock is ahead of the time since boot. */
  set(offset: bigint): void {
    this.#seconds = Number(offset / 1_000_000_000n);
    this.#nanoseconds = Number(offset % 1_000_000_000n);
  }

  /** Puts the wall-clock time of an event into `seconds` and `nanoseconds`. */
  split(ns: number): void {
    const whole = Math.floor(ns / second);
    const rest = ns - whole * second + this.#nanoseconds;
    const carry = rest >= second ? 1 : 0;
    this.seconds = this.#seconds + whole + carry;
    this.nanoseconds = rest - carry * second;
  }

  /** Milliseconds since the Unix epoch, with fraction. */
  ms(ns: number): number {
    return this.#seconds * 1000 + (this.#nanoseconds + ns) / 1e6;
  }
}
