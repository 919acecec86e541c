import { globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { CheckMeta } from '#contract/check.ts';
import { faultMaker, type MakeFault } from '../checks.ts';

/** A file as analyzers see it. */
export function viewOf(path: string, content: string | Uint8Array): FileView {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  return {
    path,
    size: bytes.length,
    mode: 0o644,
    bytes: () => bytes,
    text: () => bytes.toString('utf8'),
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Faults with the words of the catalogue as it is written. */
export function writtenFaults(): MakeFault {
  const paths = globSync('catalog/check/credential/*/check.yaml');
  const metas = paths.map((path) => parse(readFileSync(path, 'utf8')) as CheckMeta);
  return faultMaker(new Map(metas.map((meta) => [meta.id, meta])));
}

/** A scope for tests: nothing is aborted, nothing is logged. */
export const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

function nothing(): void {
  // Nothing is kept.
}
