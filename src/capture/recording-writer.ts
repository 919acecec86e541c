import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
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
  /** Told when the disk takes nothing; once until it does again. */
  readonly onProblem?: (reason: string) => void;
}

const maxPending = 16 << 20;
/** After a failure the next part is tried that much later, then after twice that time, and so on. */
const firstRetryMs = 5000;
const lastRetryMs = 300_000;
/** A part that grew so long was no failure from the start. */
const steadyMs = 60_000;

/**
 * Writes events as JSON lines, in parts of a size. Never waits and never throws while it records: what the disk cannot take in
 * time, or not at all, is counted in `lost`, and when it takes something again the recording goes on in another part; `close`
 * says what went wrong.
 */
export class RecordingWriter implements AsyncDisposable {
  readonly #options: RecordingOptions;
  readonly #clock: () => Date;
  #part = 0;
  #bytes = 0;
  #out: Transform | undefined;
  #ends: Promise<unknown>[] = [];
  #failure: unknown;
  /** Milliseconds since the Unix epoch; until then nothing is tried. */
  #pausedUntil = 0;
  #retryMs = firstRetryMs;
  #opened = 0;
  #isTold = false;
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
    if (this.#pausedUntil > this.#clock().getTime()) return undefined;
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
    this.#opened = this.#clock().getTime();
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
    let file: WriteStream | undefined;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const opening = createWriteStream(path, { mode: 0o600, flags: 'wx' });
      await once(opening, 'open');
      file = opening;
      packing.pipe(file);
      packing.on('error', (error) => opening.destroy(error));
      await finished(file);
    } catch (error) {
      packing.destroy();
      if (file?.bytesWritten === 0) await rm(path, { force: true });
      this.#fail(error, packing, file?.bytesWritten === 0);
    }
  }

  /** What was being written is lost; the next part is tried after a while. */
  #fail(error: unknown, packing: Transform, isEmpty: boolean): void {
    const now = this.#clock().getTime();
    const wasSteady = now - this.#opened > steadyMs;
    if (wasSteady || !this.#isTold)
      this.#options.onProblem?.(error instanceof Error ? error.message : String(error));
    this.#isTold = true;
    this.#failure ??= error;
    this.#retryMs = wasSteady ? firstRetryMs : Math.min(lastRetryMs, this.#retryMs * 2);
    this.#pausedUntil = now + this.#retryMs;
    if (this.#out !== packing) return;
    this.#out = undefined;
    if (isEmpty) this.#part -= 1;
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
