import { CaissonError } from '#kit/error.ts';
import { decodeByStream } from './public-decoder.ts';
import { isRawDecoderUsable, RawDecoder } from './raw-decoder.ts';

const outputBytes = 1024 * 1024;

/**
 * Decompresses gzip (RFC 1952), also of several members and with zero padding behind. Each chunk is valid until the next
 * is asked for; the following one is already being decoded meanwhile on a thread of the pool, so that hashing and reading
 * tar headers cost no time. Throws `input.malformed` for damage, truncation and garbage behind the last member.
 */
export async function* gunzip(
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  if (await isRawDecoderUsable('gzip')) yield* gunzipRaw(input, what);
  else yield* decodeByStream('gzip', input, what);
}

async function* gunzipRaw(
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  using decoder = new RawDecoder('gzip', what);
  const outputs = new OutputPair(outputBytes);
  const state: GunzipState = { ready: undefined, isEnded: false };
  for await (const chunk of input) {
    const rest = state.isEnded ? chunk : yield* gunzipChunk(chunk, decoder, outputs, state);
    if (rest.some((byte) => byte !== 0))
      throw new CaissonError('input.malformed', `${what} has garbage behind its compressed data`);
  }
  decoder.finish(outputs.next());
  if (state.ready !== undefined) yield state.ready;
}

interface GunzipState {
  /** Decoded, and not yet handed out. */
  ready: Uint8Array | undefined;
  /** Behind the last member: only zeros may follow. */
  isEnded: boolean;
}

/** Decodes a chunk and returns what follows the last member. Output is handed out while the next one is being made. */
async function* gunzipChunk(
  chunk: Uint8Array,
  decoder: RawDecoder,
  outputs: OutputPair,
  state: GunzipState,
): AsyncGenerator<Uint8Array, Uint8Array> {
  let rest = chunk;
  let mayHoldMore = true;
  while (!state.isEnded && (rest.length > 0 || mayHoldMore)) {
    const output = outputs.next();
    const writing = decoder.write(rest, output, 0);
    writing.catch(ignoreUntilAwaited);
    if (state.ready !== undefined) yield state.ready;
    await writing;
    state.ready = decoder.produced > 0 ? output.subarray(0, decoder.produced) : undefined;
    mayHoldMore = decoder.produced === output.length;
    state.isEnded = rest.length > 0 && decoder.produced === 0 && decoder.taken === 0;
    rest = rest.subarray(decoder.taken);
  }
  return rest;
}

/** Two buffers in turn: one is read while the other is being filled. */
export class OutputPair {
  readonly #buffers: readonly [Buffer, Buffer];
  #second = false;

  constructor(bytes: number) {
    this.#buffers = [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
  }

  next(): Buffer {
    this.#second = !this.#second;
    return this.#buffers[this.#second ? 1 : 0];
  }
}

/** A write that fails while its consumer is still busy is reported as soon as it is awaited. */
export function ignoreUntilAwaited(): void {}
