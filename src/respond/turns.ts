/** Lets work on one subject happen one after the other; different subjects do not wait for each other. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(subject) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(subject, promise);
    await before;
    try {
      return await work();
    } finally {
      if (this.#last.get(subject) === promise) this.#last.delete(subject);
      resolve();
    }
  }
}
