import { CaissonError } from '#kit/error.ts';
import { RawDecoder, type RawKind } from './raw-decoder.ts';
import { ZstdFrames } from './zstd-frames.ts';

const nothing = new Uint8Array(0);

/** Where plain bytes go. */
export interface PlainOutput {
  /** Never empty. */
  readonly room: Uint8Array;
  /** Counts bytes that were put into `room`. */
  gave(bytes: number): void;
  /** Whether they are of no use any more. */
  readonly isUnwanted: boolean;
}

/** Decompresses on its own thread. All of it throws `input.malformed`, `input.unsupported` and `limit.size`. */
export interface SyncUnpacker extends Disposable {
  push(block: Uint8Array): void;
  /** Says that no input follows. */
  end(): void;
}

export function syncUnpacker(kind: RawKind, output: PlainOutput, what: string): SyncUnpacker {
  return kind === 'gzip' ? new SyncGunzip(output, what) : new SyncUnzstd(output, what);
}

/** The rules of `gunzip`: several members, zeros behind the last one, nothing else. */
class SyncGunzip implements SyncUnpacker {
  readonly #decoder: RawDecoder;
  readonly #output: PlainOutput;
  readonly #what: string;
  #isEnded = false;

  constructor(output: PlainOutput, what: string) {
    this.#decoder = new RawDecoder('gzip', what);
    this.#output = output;
    this.#what = what;
  }

  push(block: Uint8Array): void {
    const rest = this.#isEnded ? block : this.#decode(block);
    if (rest.some((byte) => byte !== 0))
      throw new CaissonError(
        'input.malformed',
        `${this.#what} has garbage behind its compressed data`,
      );
  }

  end(): void {
    this.#decoder.finish(Buffer.alloc(64));
  }

  /** What follows the last member. */
  #decode(block: Uint8Array): Uint8Array {
    let rest = block;
    for (;;) {
      const { room } = this.#output;
      this.#decoder.writeSync(rest, room, 0);
      const { produced, taken } = this.#decoder;
      this.#output.gave(produced);
      this.#isEnded = rest.length > 0 && produced === 0 && taken === 0;
      rest = rest.subarray(taken);
      if (this.#isEnded || (rest.length === 0 && produced < room.length)) return rest;
      if (this.#output.isUnwanted) return nothing;
    }
  }

  [Symbol.dispose](): void {
    this.#decoder[Symbol.dispose]();
  }
}

/** The rules of `unzstd`: frames of all kinds in a row. */
class SyncUnzstd implements SyncUnpacker {
  readonly #decoder: RawDecoder;
  readonly #frames: ZstdFrames;
  readonly #output: PlainOutput;
  readonly #what: string;

  constructor(output: PlainOutput, what: string) {
    this.#decoder = new RawDecoder('zstd', what);
    this.#frames = new ZstdFrames(what);
    this.#output = output;
    this.#what = what;
  }

  push(block: Uint8Array): void {
    for (let from = 0; from < block.length; ) {
      const end = this.#frames.endOfFrame(block, from);
      this.#decode(block.subarray(from, end < 0 ? block.length : end));
      if (end < 0) return;
      this.#decoder.reset();
      from = end;
    }
  }

  end(): void {
    if (!this.#frames.isBetweenFrames)
      throw new CaissonError('input.malformed', `${this.#what} ends in the middle of a zstd frame`);
  }

  #decode(piece: Uint8Array): void {
    let rest = piece;
    for (;;) {
      const { room } = this.#output;
      this.#decoder.writeSync(rest, room, 0);
      const { produced, taken } = this.#decoder;
      this.#decoder.requireProgress(rest.length);
      this.#output.gave(produced);
      rest = rest.subarray(taken);
      if ((rest.length === 0 && produced < room.length) || this.#output.isUnwanted) return;
    }
  }

  [Symbol.dispose](): void {
    this.#decoder[Symbol.dispose]();
  }
}
