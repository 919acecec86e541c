import type { BlobFacts } from './blob.ts';
import { requireSize, Verifier } from './verifier.ts';

/** Watches the stored bytes of a blob pass by: counts them, and compares size and digest with what was promised. */
export class BlobCheck {
  readonly #facts: BlobFacts;
  readonly #what: string;
  readonly #onBytes: (bytes: number) => void;
  readonly #verifier: Verifier;
  #bytes = 0;

  constructor(facts: BlobFacts, what: string, onBytes: (bytes: number) => void) {
    this.#facts = facts;
    this.#what = what;
    this.#onBytes = onBytes;
    this.#verifier = new Verifier(facts.digest === undefined ? [] : [facts.digest]);
  }

  /** Passes the blocks on. Throws `integrity.digest-mismatch` as soon as there are too many bytes. */
  async *watch(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const block of blocks) {
      this.#bytes += block.length;
      this.#onBytes(block.length);
      if (this.#bytes > (this.#facts.sizeBytes ?? Number.POSITIVE_INFINITY))
        requireSize(this.#facts.sizeBytes ?? 0, this.#bytes, this.#what);
      this.#verifier.update(block);
      yield block;
    }
  }

  /** Call it when all blocks have passed. Throws `integrity.digest-mismatch`. */
  end(): void {
    const { sizeBytes } = this.#facts;
    if (sizeBytes !== undefined) requireSize(sizeBytes, this.#bytes, this.#what);
    this.#verifier.check(this.#what);
  }

  /**
   * Called when the blob turned out to be damaged: reads the rest, since bytes that are not the promised ones are the truer
   * reason. Throws `integrity.digest-mismatch` then, and returns when the damage is part of the promised bytes.
   */
  async explain(rest: AsyncGenerator<Buffer>): Promise<void> {
    if (this.#facts.digest === undefined && this.#facts.sizeBytes === undefined) return;
    for (let next = await rest.next(); !next.done; next = await rest.next());
    this.end();
  }
}
