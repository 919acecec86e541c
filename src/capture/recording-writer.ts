import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, type Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { eventToJson } from '#event/event-to-json.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import type { RecordingHeader } from './recording.ts';

/** How a recording is written. */
export interface RecordingOptions {
  /** Of the first part; further ones get `.2`, `.3` … before the ending. */
  readonly path: string;
  readonly compression?: 'gzip' | 'zstd' | 'none';
  /** Unpacked bytes of a part: 256 MiB unless told. */
  readonly maxPartBytes?: number;
  /** Parts; then the recording is full, and what comes is counted. 16 unless told. */
  readonly maxParts?: number;
  readonly program?: string;
  readonly host?: string;
}

const maxPending = 16 << 20;

/**
 * Writes events as JSON lines, in parts of a size. Never waits and never throws while it records: what the disk cannot take in
 * time, or not at all, is counted in `lost`; `close` says what went wrong.
 */
export class RecordingWriter implements AsyncDisposable {
  readonly #options: RecordingOptions;
  readonly #clock: () => Date;
  #part = 0;
  #bytes = 0;
  #out: Transform | undefined;
  #ends: Promise<unknown>[] = [];
  #failure: unknown;
  #lost = 0;
  readonly #paths: string[] = [];

  constructor(options: RecordingOptions, clock: () => Date) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Events that are not in the recording. */
  get lost(): number {
    return this.#lost;
  }

  /** Files that were begun. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  event(event: RuntimeEvent): void {
    this.#line(JSON.stringify(eventToJson(event)));
  }

  loss(loss: SensorLoss): void {
    const { from, to, reason, counts } = loss;
    this.#line(JSON.stringify({ loss: { from, to, reason, counts } }));
  }

  /** Ends the last part. Throws `host.io` when something could not be written. */
  async close(): Promise<void> {
    this.#out?.end();
    this.#out = undefined;
    await Promise.allSettled(this.#ends);
    this.#ends = [];
    if (this.#failure === undefined) return;
    const what = `the recording ${quote(this.#options.path)} could not be written`;
    throw new CaissonError('host.io', what, { cause: this.#failure });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #line(text: string): void {
    const out = this.#partFor(text.length + 1);
    if (out === undefined || out.writableLength > maxPending) {
      this.#lost += 1;
      return;
    }
    out.write(`${text}\n`);
    this.#bytes += text.length + 1;
  }

  #partFor(length: number): Transform | undefined {
    if (this.#failure !== undefined) return undefined;
    const { maxPartBytes = 256 << 20, maxParts = 16 } = this.#options;
    const isFull = this.#out !== undefined && this.#bytes + length > maxPartBytes;
    if (this.#out !== undefined && !isFull) return this.#out;
    if (this.#part >= maxParts) return undefined;
    this.#out?.end();
    this.#out = this.#open();
    return this.#out;
  }

  #open(): Transform {
    this.#part += 1;
    this.#bytes = 0;
    const path = partPath(this.#options.path, this.#part);
    this.#paths.push(path);
    const packing = packingOf(this.#options.compression ?? 'zstd');
    this.#ends.push(this.#write(path, packing));
    const { program, host } = this.#options;
    const header: RecordingHeader = {
      recording: 1,
      ...(program !== undefined && { program }),
      ...(host !== undefined && { host }),
      started: this.#clock().getTime(),
      part: this.#part,
    };
    packing.write(`${JSON.stringify(header)}\n`);
    return packing;
  }

  async #write(path: string, packing: Transform): Promise<void> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
      await once(file, 'open');
      packing.pipe(file);
      packing.on('error', (error) => file.destroy(error));
      await finished(file);
    } catch (error) {
      this.#failure ??= error;
      packing.destroy();
    }
  }
}

function packingOf(compression: 'gzip' | 'zstd' | 'none'): Transform {
  if (compression === 'gzip') return createGzip();
  if (compression === 'zstd') return createZstdCompress();
  return new PassThrough();
}

/** `a.jsonl.zst`, `a.2.jsonl.zst` … */
function partPath(path: string, part: number): string {
  if (part === 1) return path;
  const slash = path.lastIndexOf('/');
  const dot = path.indexOf('.', slash + 2);
  return dot < 0 ? `${path}.${part}` : `${path.slice(0, dot)}.${part}${path.slice(dot)}`;
}
