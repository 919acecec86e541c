import { createReadStream } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { EventHandler, EventSource } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { eventFromJson } from '#event/event-json.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { SensorLoss } from '#model/runtime-event.ts';
import { linesOf, textOfUtf8 } from './lines.ts';

/** First line of each part of a recording. */
export interface RecordingHeader {
  readonly recording: 1;
  /** Of the program that wrote it. */
  readonly program?: string;
  readonly host?: string;
  /** Milliseconds since the Unix epoch. */
  readonly started: number;
  /** From 1. */
  readonly part: number;
}

const gzipMagic = Buffer.from([0x1f, 0x8b]);
const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const freeBytes = 64 << 20;

/**
 * Events of one part of a recording, or of any file of JSON lines: one event a line, packed with gzip, zstd or not. A header is
 * not needed. Throws `input.malformed` with the line, `limit.*`, `input.not-found`, `host.io`.
 */
export function openRecording(path: string): EventSource {
  return {
    async run(handler, scope) {
      const lines = linesOf(contentOf(path, scope), scope.limits.maxDocumentBytes);
      let number = 0;
      handler.synced?.();
      for await (const line of lines) {
        checkpoint(scope.signal);
        if (line.bytes === 'too long')
          throw new CaissonError('limit.size', `line ${line.number} of the recording is too long`);
        number = tell(handler, textOfUtf8(line.bytes, `line ${line.number} of the recording`), {
          line: line.number,
          number,
        });
      }
    },
  };
}

function tell(
  handler: EventHandler,
  text: string,
  at: { readonly line: number; readonly number: number },
): number {
  const what = `event on line ${at.line}`;
  if (text.trim() === '') return at.number;
  const document = parseJson(text, what);
  if (isRecord(document) && document['recording'] !== undefined) {
    requireVersion(document);
    return at.number;
  }
  if (isRecord(document) && isRecord(document['loss'])) {
    handler.loss?.(lossOf(document['loss'], what));
    return at.number;
  }
  const event = eventFromJson(document, { number: at.number + 1, what });
  handler.event(event);
  return event.number;
}

function requireVersion(header: Readonly<Record<string, unknown>>): void {
  if (header['recording'] !== 1)
    throw new CaissonError('input.unsupported', 'the recording is of a version that is not known');
}

function lossOf(value: Readonly<Record<string, unknown>>, what: string): SensorLoss {
  const { from, to, reason, counts } = value;
  const isLoss = typeof from === 'number' && typeof to === 'number' && isReason(reason);
  if (!isLoss) throw new CaissonError('input.malformed', `${what} is no loss`);
  const numbers = isRecord(counts) ? Object.entries(counts) : [];
  const plain = Object.create(null) as Record<string, number>;
  for (const [name, count] of numbers.slice(0, 64))
    if (typeof count === 'number') plain[name] = count;
  return { from, to, reason, counts: plain };
}

const reasons = [
  'ring-full',
  'queue-full',
  'throttled',
  'sensor-restarted',
  'decoder-limit',
] as const;

function isReason(value: unknown): value is SensorLoss['reason'] {
  return reasons.some((reason) => reason === value);
}

/** What the file holds, unpacked when it is packed. */
async function* contentOf(
  path: string,
  { signal, limits }: Pick<Scope, 'signal' | 'limits'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = createReadStream(path, { signal });
  let read = 0;
  let made = 0;
  file.on('data', (chunk) => (read += chunk.length));
  file.pause();
  try {
    const head = await firstBytes(path);
    const unpacking = head.subarray(0, 2).equals(gzipMagic)
      ? createGunzip()
      : head.equals(zstdMagic)
        ? createZstdDecompress()
        : undefined;
    const stream = unpacking ? file.pipe(unpacking) : file;
    if (unpacking) file.on('error', (error) => unpacking.destroy(error));
    for await (const chunk of stream) {
      // Without an encoding, streams give buffers.
      const bytes = chunk as Buffer;
      made += bytes.length;
      if (made > freeBytes && made > read * limits.maxRatio)
        throw new CaissonError('limit.ratio', 'the recording unpacks to far more than it is');
      yield bytes;
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (isCaissonError(cause)) throw cause;
    throw failureOf(cause, path);
  } finally {
    file.destroy();
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  for await (const chunk of createReadStream(path, { end: 3 })) return chunk as Buffer;
  return Buffer.alloc(0);
}

function failureOf(cause: unknown, path: string): CaissonError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT') return new CaissonError('input.not-found', `there is no ${quote(path)}`);
  if (code.startsWith('Z_') || code.startsWith('ZSTD'))
    return new CaissonError('input.malformed', `${quote(path)} is damaged or cut off`, { cause });
  return new CaissonError('host.io', `cannot read ${quote(path)}`, { cause });
}
