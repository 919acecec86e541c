import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits, type Limits, type Scope } from '#contract/scope.ts';
import type { Entry, Layer, Want } from '#contract/source.ts';
import type { Gap } from '#model/observation.ts';
import { blobLayer } from '../blob-layer.ts';
import type { BlobFacts } from '../blob.ts';

/** Everything that a walk said. */
export interface Heard {
  readonly entries: readonly Entry[];
  readonly files: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
  readonly heads: ReadonlyMap<string, number>;
}

/** How bytes reach a layer: as a file on disk, as a stream in big pieces, or byte by byte (seven bytes, really). */
export type Way = 'file' | 'stream' | 'drops';
export const ways: readonly Way[] = ['file', 'stream', 'drops'];

/** A scope of its own with a private temporary directory, which must be empty again at the end. */
export function testScope(limits: Partial<Limits> = {}, signal?: AbortSignal): TestScope {
  const temporaryDirectory = mkdtempSync(join(tmpdir(), 'artifact-'));
  const labels: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return {
    signal: signal ?? new AbortController().signal,
    log,
    clock: () => new Date(),
    limits: { ...defaultLimits, ...limits },
    temporaryDirectory,
    labels,
    progress: {
      begin(label, total) {
        labels.push(`${label} ${total}`);
        return { advance() {}, [Symbol.dispose]() {} };
      },
    },
    leftovers: () => readdirSync(temporaryDirectory),
    [Symbol.dispose]: () => rmSync(temporaryDirectory, { recursive: true, force: true }),
  };
}

export interface TestScope extends Scope, Disposable {
  readonly labels: readonly string[];
  leftovers(): readonly string[];
}

/** Writes the bytes to a file, if it is to be one, and walks them as a layer. */
export async function walkBytes(
  bytes: Uint8Array,
  scope: TestScope,
  options: { readonly way?: Way; readonly facts?: BlobFacts; readonly want?: Want } = {},
): Promise<Heard> {
  const { way = 'file', facts = {}, want = 'content' } = options;
  if (way !== 'file')
    return walkLayer(blobLayer({ ...facts, stream: () => pieces(bytes, way) }), scope, want);
  const directory = mkdtempSync(join(tmpdir(), 'blob-'));
  try {
    const path = join(directory, 'blob');
    writeFileSync(path, Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')]));
    const file = { path, offset: 6, length: bytes.length };
    return await walkLayer(blobLayer({ ...facts, file }), scope, want);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Walks a layer and keeps what it says; content as latin1 text. */
export async function walkLayer(layer: Layer, scope: Scope, want: Want = 'content'): Promise<Heard> {
  const entries: Entry[] = [];
  const files = new Map<string, string>();
  const gaps: Gap[] = [];
  const heads = new Map<string, number>();
  await layer.walk(
    {
      entry(entry) {
        entries.push(entry);
        return want;
      },
      head(entry, bytes) {
        heads.set(entry.path, bytes.length);
        return true;
      },
      file(view) {
        const content =
          view.size <= scope.limits.maxFileBytes
            ? Buffer.from(view.bytes())
            : Buffer.from(view.read(0, Math.min(view.size, scope.limits.maxFileBytes)));
        files.set(view.path, content.toString('latin1'));
      },
      gap: (gap) => gaps.push(gap),
    },
    scope,
  );
  return { entries, files, gaps, heads };
}

async function* pieces(bytes: Uint8Array, way: Way): AsyncGenerator<Uint8Array> {
  const size = way === 'drops' ? 7 : 100_000;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
