import { CaissonError } from '#kit/error.ts';
import { RecordView } from './record-view.ts';
import { layout, wireLimits } from './wire.gen.ts';

const headerBytes = layout.header.size;
const blockBytes = 1 << 20;

/**
 * Cuts a stream of bytes, which arrive in pieces of any size, into records: `record(at, end)` is called for each, with
 * offsets in `view` that hold only until it returns.
 */
export class Frames {
  readonly view = new RecordView(blockBytes);
  readonly #record: (at: number, end: number) => void;
  #held = 0;

  constructor(record: (at: number, end: number) => void) {
    this.#record = record;
  }

  /** Throws `input.malformed` when a length cannot be: what follows cannot be told from it. */
  push(chunk: Uint8Array): void {
    let from = 0;
    while (from < chunk.length) {
      const take = Math.min(chunk.length - from, blockBytes - this.#held);
      this.view.bytes.set(chunk.subarray(from, from + take), this.#held);
      this.#held += take;
      from += take;
      this.#cut();
    }
  }

  /** Forgets the beginning of a record that will not go on. */
  restart(): void {
    this.#held = 0;
  }

  #cut(): void {
    const { view } = this;
    let at = 0;
    while (this.#held - at >= 8) {
      const length = view.u32(at);
      if (length < headerBytes || length > wireLimits.maxRecord || (length & 7) !== 0)
        throw new CaissonError('input.malformed', `a record of the sensor has ${length} bytes`);
      if (this.#held - at < length) break;
      this.#record(at, at + length);
      at += length;
    }
    if (at === 0) return;
    view.bytes.copyWithin(0, at, this.#held);
    this.#held -= at;
  }
}
