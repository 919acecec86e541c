import { CaissonError } from '#kit/error.ts';
import { ignoreUntilAwaited, OutputPair } from './gunzip.ts';
import { decodeByStream } from './public-decoder.ts';
import { isRawDecoderUsable, RawDecoder } from './raw-decoder.ts';
import { ZstdFrames } from './zstd-frames.ts';

const outputBytes = 1024 * 1024;
/** From this on a buffer is handed out, so that it is read while the next one is being filled. */
const handOverBytes = 256 * 1024;
/** Below this the hop to another thread costs more than decoding here. */
const threadBytes = 32 * 1024;

/**
 * Decompresses zstd (RFC 8878) of any number of frames, skippable ones and those of zstd:chunked included. Each chunk is
 * valid until the next is asked for. Throws `input.malformed`, `input.unsupported` and `limit.size`.
 */
export async function* unzstd(
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  if (await isRawDecoderUsable('zstd')) yield* unzstdRaw(input, what);
  else yield* unzstdByStreams(input, what);
}

async function* unzstdRaw(
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  using decoder = new RawDecoder('zstd', what);
  const frames = new ZstdFrames(what);
  const filling = new Filling();
  for await (const piece of framePieces(input, frames)) {
    yield* decodePiece(piece.bytes, decoder, filling);
    if (piece.endsFrame) decoder.reset();
  }
  if (!frames.isBetweenFrames) throw truncated(what);
  yield* filling.takeReady();
  if (filling.filled > 0) yield filling.buffer.subarray(0, filling.filled);
}

async function* decodePiece(
  bytes: Uint8Array,
  decoder: RawDecoder,
  filling: Filling,
): AsyncGenerator<Uint8Array> {
  let rest = bytes;
  let mayHoldMore = true;
  while (rest.length > 0 || mayHoldMore) {
    if (rest.length < threadBytes) decoder.writeSync(rest, filling.buffer, filling.filled);
    else {
      const writing = decoder.write(rest, filling.buffer, filling.filled);
      writing.catch(ignoreUntilAwaited);
      yield* filling.takeReady();
      await writing;
    }
    decoder.requireProgress(rest.length);
    rest = rest.subarray(decoder.taken);
    mayHoldMore = filling.add(decoder.produced);
    if (filling.filled >= handOverBytes) {
      yield* filling.takeReady();
      filling.turn();
    }
  }
}

/** The buffer that is being filled, and the one before it that nobody has read yet. */
class Filling {
  readonly #pair = new OutputPair(outputBytes);
  #ready: Uint8Array | undefined;
  buffer = this.#pair.next();
  filled = 0;

  /** Counts decoded bytes; true when the buffer is full. */
  add(bytes: number): boolean {
    this.filled += bytes;
    return this.filled === this.buffer.length;
  }

  /** Goes on with the other buffer, which must have been read by now. */
  turn(): void {
    this.#ready = this.buffer.subarray(0, this.filled);
    this.buffer = this.#pair.next();
    this.filled = 0;
  }

  *takeReady(): Generator<Uint8Array> {
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready !== undefined) yield ready;
  }
}

interface FramePiece {
  readonly bytes: Uint8Array;
  readonly endsFrame: boolean;
}

async function* framePieces(
  input: AsyncIterable<Uint8Array>,
  frames: ZstdFrames,
): AsyncGenerator<FramePiece> {
  for await (const chunk of input) {
    let from = 0;
    while (from < chunk.length) {
      const end = frames.endOfFrame(chunk, from);
      yield {
        bytes: end < 0 ? chunk.subarray(from) : chunk.subarray(from, end),
        endsFrame: end >= 0,
      };
      if (end < 0) break;
      from = end;
    }
  }
}

/** One public stream for each frame, since such a stream ends with its first frame. Slower; the same errors. */
export async function* unzstdByStreams(
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  const frames = new ZstdFrames(what);
  const pieces = framePieces(input, frames);
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next())
      yield* decodeByStream('zstd', oneFrame(next.value, pieces), what);
    if (!frames.isBetweenFrames) throw truncated(what);
  } finally {
    await pieces.return(undefined);
  }
}

async function* oneFrame(
  first: FramePiece,
  pieces: AsyncGenerator<FramePiece>,
): AsyncGenerator<Uint8Array> {
  yield first.bytes;
  let ended = first.endsFrame;
  while (!ended) {
    const next = await pieces.next();
    if (next.done) return;
    yield next.value.bytes;
    ended = next.value.endsFrame;
  }
}

function truncated(what: string): CaissonError {
  return new CaissonError('input.malformed', `${what} ends in the middle of a zstd frame`);
}
