import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { formatJson } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import { padding, tarEnd, tarHeader } from './tar-header.ts';

/** One file of a bundle: held in memory, or in a file beside it. */
export type BundlePart =
  | { readonly name: string; readonly content: string | Uint8Array }
  | { readonly name: string; readonly file: string; readonly size: number };

export interface ManifestFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface BundleOrder {
  readonly path: string;
  /** Where it is written first, on the same disk. */
  readonly temporary: string;
  readonly parts: readonly BundlePart[];
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  /** The manifest, and the attestation over it. */
  seal(files: readonly ManifestFile[]): {
    readonly manifest: string;
    readonly attestation: JsonObject;
  };
}

const readBytes = 2 ** 20;

/** Writes a bundle (tar, zstd): whole or not at all, mode 0600. Errors of the disk pass through as they are. */
export async function writeBundle(
  order: BundleOrder,
  signal: AbortSignal,
): Promise<{ readonly sizeBytes: number; readonly files: number }> {
  const { temporary } = order;
  const counter = { files: 0 };
  try {
    await pipeline(
      Readable.from(archive(order, counter), { objectMode: true, highWaterMark: 4 }),
      createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
      createWriteStream(temporary, { flags: 'wx', mode: 0o600 }),
      { signal },
    );
    sync(temporary);
    renameSync(temporary, order.path);
    sync(dirname(order.path));
    return { sizeBytes: statSync(order.path).size, files: counter.files };
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function* archive(
  { parts, time, ...order }: BundleOrder,
  counter: { files: number },
): AsyncIterable<Buffer> {
  const files: ManifestFile[] = [];
  for (const part of parts) {
    const size = sizeOf(part);
    const hash = createHash('sha256');
    yield head(part.name, size, time);
    for await (const bytes of contentOf(part, size)) {
      hash.update(bytes);
      yield bytes;
    }
    yield padding(size);
    files.push({ path: part.name, size, sha256: hash.digest('hex') });
  }
  const { manifest, attestation } = order.seal(files);
  yield* entry('manifest.json', manifest, time);
  yield* entry('attestation.json', formatJson(attestation, 2), time);
  yield tarEnd();
  counter.files = files.length + 2;
}

function* entry(name: string, text: string, time: number): Iterable<Buffer> {
  const bytes = Buffer.from(text);
  yield head(name, bytes.length, time);
  yield bytes;
  yield padding(bytes.length);
}

function head(name: string, size: number, modified: number): Buffer {
  return tarHeader({ name, type: 'file', size, mode: 0o600, uid: 0, gid: 0, modified });
}

function sizeOf(part: BundlePart): number {
  if ('file' in part) return part.size;
  return Buffer.byteLength(part.content);
}

async function* contentOf(part: BundlePart, size: number): AsyncIterable<Buffer> {
  if (!('file' in part)) {
    yield typeof part.content === 'string' ? Buffer.from(part.content) : Buffer.from(part.content);
    return;
  }
  if (size === 0) return;
  let left = size;
  for await (const bytes of createReadStream(part.file, {
    end: size - 1,
    highWaterMark: readBytes,
  })) {
    if (!(bytes instanceof Buffer)) continue;
    left -= bytes.length;
    yield bytes;
  }
  // The header promised this many.
  if (left > 0) yield Buffer.alloc(left);
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
