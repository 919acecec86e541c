/** Remembers answers, so that values that lead to many others are followed once and circles end. */
export class Memo<Value> {
  readonly #known = new Map<string, Value>();

  /** The answer for a key; `start` is what the question gets that comes back to itself. */
  once(key: string, start: Value, answer: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, start);
    const value = answer();
    this.#known.set(key, value);
    return value;
  }
}
