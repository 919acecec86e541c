import { type BlobFacts, contentOf, nameOf } from './blob.ts';
import { BlobCheck } from './blob-check.ts';
import { compressionOf } from './compression.ts';
import { decode } from './decode.ts';
import { Verifier } from './verifier.ts';

/** A blob on its way through a decoder, and the check of all that was promised of it. */
export interface Unpacking {
  /** The plain bytes; each chunk is valid until the next is asked for. Throws what decoders throw. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Call it when all chunks have passed. Throws `integrity.digest-mismatch`. */
  end(): void;
  /** Called when the blob turned out to be damaged: throws `integrity.digest-mismatch` when it is not the promised one. */
  explain(): Promise<void>;
  close(): Promise<void>;
}

/** Unpacks what comes in blocks, on this thread and on those of the pool. `onStored` hears of each block. */
export class StreamUnpacking implements Unpacking {
  readonly #facts: BlobFacts;
  readonly #stored: BlobCheck;
  #plain: Verifier;
  readonly #input: AsyncGenerator<Buffer>;

  constructor(facts: BlobFacts, blocks: AsyncGenerator<Buffer>, onStored: (bytes: number) => void) {
    this.#facts = facts;
    this.#stored = new BlobCheck(facts, nameOf(facts), onStored);
    this.#plain = new Verifier(facts.diffId === undefined ? [] : [facts.diffId]);
    this.#input = this.#stored.watch(blocks);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    const first = await this.#input.next();
    const head = first.done ? Buffer.alloc(0) : first.value;
    const compression = compressionOf(head);
    if (compression === 'none' && this.#facts.digest === this.#facts.diffId)
      this.#plain = new Verifier([]);
    const input = startingWith(head, this.#input);
    for await (const chunk of decode(compression, input, nameOf(this.#facts))) {
      this.#plain.update(chunk);
      yield chunk;
    }
  }

  end(): void {
    this.#stored.end();
    this.#plain.check(contentOf(this.#facts));
  }

  async explain(): Promise<void> {
    await this.#stored.explain(this.#input);
  }

  async close(): Promise<void> {
    await this.#input.return(undefined);
  }
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
