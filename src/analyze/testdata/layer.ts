import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { Entry, FileView, Layer } from '#contract/source.ts';
import { type Digest, parseDigest } from '#model/digest.ts';

/** A scope for tests: nothing is printed, the clock stands still. */
export function testScope(signal: AbortSignal = new AbortController().signal): Scope {
  const quiet = () => undefined;
  return {
    signal,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
    clock: () => new Date('2026-11-22T12:00:00Z'),
    limits: defaultLimits,
    temporaryDirectory: '/nonexistent',
  };
}

/** The digest of layer number `n` of a test image. */
export function layerDigest(n: number): Digest {
  return parseDigest(`sha256:${n.toString(16).padStart(64, '0')}`);
}

/** One entry with its content: bytes or UTF-8 text. */
export type TestEntry = Partial<Entry> & { readonly path: string; readonly content?: string | Uint8Array };

/** A layer in memory that keeps the promises of `Layer.walk`. */
export function memoryLayer(diffId: Digest | undefined, entries: readonly TestEntry[]): Layer {
  return {
    ...(diffId !== undefined && { diffId }),
    walk(visitor) {
      for (const { content, ...parts } of entries) {
        const bytes = Buffer.from(content ?? '');
        const entry: Entry = { type: 'file', size: bytes.length, mode: 0o644, uid: 0, gid: 0, ...parts };
        const want = visitor.entry(entry);
        if (want === 'content' || (want === 'head' && visitor.head(entry, bytes.subarray(0, 4096))))
          visitor.file(viewOf(entry, bytes));
      }
      return Promise.resolve();
    },
  };
}

function viewOf(entry: Entry, bytes: Buffer): FileView {
  return {
    path: entry.path,
    size: bytes.length,
    mode: entry.mode,
    bytes: () => bytes,
    text: () => bytes.toString(),
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}
