/** Numbers that look random and are the same each time (mulberry32). */
export class SeededRandom {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  /** Between 0 and 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  whole(below: number): number {
    return Math.floor(this.next() * below);
  }
  of<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.whole(values.length)] ?? values[0];
  }
  hex(length: number): string {
    return Array.from({ length }, () => this.whole(16).toString(16)).join('');
  }
}
