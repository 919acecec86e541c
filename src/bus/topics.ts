/** Who listens to what within this process. */
export class Topics {
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #pending = new Set<string>();

  /** Many calls in a row are one. */
  tell(topic: string): void {
    if (this.#pending.has(topic)) return;
    this.#pending.add(topic);
    setImmediate(() => {
      this.#pending.delete(topic);
      for (const listener of this.#listeners.get(topic) ?? []) listener();
    });
  }

  listen(topic: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
