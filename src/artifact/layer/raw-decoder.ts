import zlib from 'node:zlib';
import { CaissonError } from '#kit/error.ts';

/** Node's native zlib or zstd context: internal, hence used only after `isRawDecoderUsable` has tried it. */
interface NativeHandle {
  onerror: (message: string, errno: number, code: string) => void;
  cb: () => void;
  /** Keeps the buffers of a running write alive: the native side holds no reference to them. */
  buffer: unknown;
  write(...args: NativeWrite): void;
  writeSync(...args: NativeWrite): void;
  reset(): void;
  close(): void;
}

/** Flush mode, input, its offset and length, output, its offset and length. */
type NativeWrite = readonly [
  flush: number,
  input: Uint8Array,
  from: number,
  length: number,
  output: Uint8Array,
  at: number,
  room: number,
];

export type RawKind = 'gzip' | 'zstd';

const nothing = new Uint8Array(0);

/**
 * Decompresses into a buffer of the caller, on a thread of the pool or at once. It bypasses Node's streams, which cost a
 * third more; the handle's own error callback must never run, since closing the handle there can abort the process.
 */
export class RawDecoder implements Disposable {
  readonly #handle: NativeHandle;
  /** Room left in the output and input left, written by the native side after each call. */
  readonly #state: Uint32Array;
  readonly #finish: number;
  readonly #what: string;
  #failure: string | undefined;
  #wake: (() => void) | undefined;
  /** Bytes that the last write produced and took. */
  produced = 0;
  taken = 0;

  constructor(kind: RawKind, what: string) {
    const { handle, state } = openNative(kind);
    this.#handle = handle;
    this.#state = state;
    this.#what = what;
    this.#finish = kind === 'gzip' ? zlib.constants.Z_FINISH : zlib.constants.ZSTD_e_end;
    handle.onerror = (message, _errno, code) => {
      this.#failure = `${message} (${code})`;
      this.#wake?.();
    };
    handle.cb = () => this.#wake?.();
  }

  /** Decodes on another thread; until it has ended neither buffer may be touched. Throws `input.malformed`. */
  async write(input: Uint8Array, output: Uint8Array, at: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#handle.buffer = [input, output];
      this.#handle.write(0, input, 0, input.length, output, at, output.length - at);
    });
    this.#wake = undefined;
    this.#account(input.length, output.length - at);
  }

  /** Decodes at once: cheaper for little input. Throws `input.malformed`. */
  writeSync(input: Uint8Array, output: Uint8Array, at: number): void {
    this.#handle.writeSync(0, input, 0, input.length, output, at, output.length - at);
    this.#account(input.length, output.length - at);
  }

  /** Says that no input follows: only now does a truncated stream fail. Throws `input.malformed`. */
  finish(output: Uint8Array): void {
    this.#handle.writeSync(this.#finish, nothing, 0, 0, output, 0, output.length);
    this.#account(0, output.length);
  }

  /** Throws `input.malformed` when the last write did nothing with its input. */
  requireProgress(given: number): void {
    if (given > 0 && this.produced === 0 && this.taken === 0)
      throw new CaissonError('input.malformed', `${this.#what} is damaged: its data leads nowhere`);
  }

  /** Makes ready for the next frame. */
  reset(): void {
    this.#handle.reset();
  }

  [Symbol.dispose](): void {
    this.#handle.close();
  }

  #account(given: number, room: number): void {
    if (this.#failure !== undefined)
      throw new CaissonError('input.malformed', `${this.#what} is damaged: ${this.#failure}`);
    this.produced = room - (this.#state[0] ?? room);
    this.taken = given - (this.#state[1] ?? given);
  }
}

/**
 * Tries the internals on samples, once per layer (about 0.2 ms): two members in a row, a truncated and a damaged sample,
 * at once and on a thread. False sends the caller to the public streams.
 */
export async function isRawDecoderUsable(kind: RawKind): Promise<boolean> {
  const text = Buffer.from('caisson '.repeat(8));
  const sample = kind === 'gzip' ? zlib.gzipSync(text) : zlib.zstdCompressSync(text);
  try {
    const whole = await decodeSample(
      kind,
      kind === 'gzip' ? Buffer.concat([sample, sample]) : sample,
    );
    const expected = kind === 'gzip' ? Buffer.concat([text, text]) : text;
    if (!whole.equals(expected)) return false;
  } catch {
    return false;
  }
  const damaged = Buffer.from(sample).fill(0xff, 4, 12);
  return (await fails(kind, sample.subarray(0, -3))) && fails(kind, damaged);
}

async function decodeSample(kind: RawKind, sample: Uint8Array): Promise<Buffer> {
  using decoder = new RawDecoder(kind, 'the sample');
  const output = Buffer.alloc(256);
  await decoder.write(sample.subarray(0, 9), output, 0);
  const first = decoder.produced;
  decoder.writeSync(sample.subarray(9), output, first);
  const end = first + decoder.produced;
  decoder.finish(output.subarray(end));
  return output.subarray(0, end);
}

async function fails(kind: RawKind, sample: Uint8Array): Promise<boolean> {
  try {
    await decodeSample(kind, sample);
    return false;
  } catch (error) {
    return error instanceof CaissonError;
  }
}

/**
 * Takes the native context out of a public stream. The stream counts itself as destroyed from then on, so that its own
 * completion callback only calls `cb` and never pushes data.
 */
function openNative(kind: RawKind): { readonly handle: NativeHandle; readonly state: Uint32Array } {
  const options = { chunkSize: 64 };
  const stream: object =
    kind === 'gzip' ? zlib.createGunzip(options) : zlib.createZstdDecompress(options);
  Object.defineProperty(stream, 'destroyed', { value: true });
  const { _handle: handle, _writeState: state } = stream as {
    readonly _handle?: unknown;
    readonly _writeState?: unknown;
  };
  if (!isNative(handle) || !(state instanceof Uint32Array))
    throw new CaissonError('host.missing-feature', 'this Node.js has no usable zlib handle');
  return { handle, state };
}

function isNative(value: unknown): value is NativeHandle {
  if (typeof value !== 'object' || value === null) return false;
  const methods = ['write', 'writeSync', 'reset', 'close'];
  return methods.every((name) => typeof Reflect.get(value, name) === 'function');
}
