import { tmpdir } from 'node:os';
import type { Analyzer } from '#contract/analyzer.ts';
import { defaultLimits, type Limits, type Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import type { Gap, Observation } from '#model/observation.ts';

/** A file in memory for tests; `read` gives bytes that the next call overwrites, as pooled buffers do. */
export function testFile(path: string, content: Uint8Array | string): FileView {
  const bytes = Buffer.from(content);
  const pool = Buffer.alloc(bytes.length);
  return {
    path,
    size: bytes.length,
    mode: 0o755,
    bytes: () => bytes,
    text: () => bytes.toString('utf8').replace(/^\ufeff/, ''),
    read(offset, length) {
      pool.fill(0xaa);
      if (offset < 0 || length < 0 || offset > bytes.length) throw new RangeError('range');
      const copied = bytes.copy(pool, 0, offset, Math.min(bytes.length, offset + length));
      return pool.subarray(0, Math.max(0, copied));
    },
  };
}

/** A scope for tests: nothing is logged, the clock stands still. */
export function testScope(limits: Partial<Limits> = {}): Scope {
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: { ...defaultLimits, ...limits },
    temporaryDirectory: tmpdir(),
  };
}

/** What an analyzer says about a file; an error of the input and limit families ends it, as in the runner. */
export function observe(
  analyzer: Pick<Analyzer, 'analyze'>,
  file: FileView,
  scope = testScope(),
): { readonly observations: readonly Observation[]; readonly error?: CaissonError } {
  const observations: Observation[] = [];
  try {
    for (const observation of analyzer.analyze(file, scope)) observations.push(observation);
  } catch (error) {
    if (!isCaissonError(error) || !/^(?:input|limit)\./.test(error.code)) throw error;
    return { observations, error };
  }
  return { observations };
}

export function componentsOf(observations: readonly Observation[]): readonly Component[] {
  return observations.flatMap((one) => (one.type === 'component' ? [one.component] : []));
}

/** Relations as `from -> to` by purl. */
export function edgesOf(observations: readonly Observation[]): readonly string[] {
  const purls = new Map(componentsOf(observations).map(({ id, purl }) => [id, purl]));
  return observations.flatMap((one) =>
    one.type === 'relation'
      ? [`${purls.get(one.relation.from)} -> ${purls.get(one.relation.to)}`]
      : [],
  );
}

export function gapsOf(observations: readonly Observation[]): readonly Gap[] {
  return observations.flatMap((one) => (one.type === 'gap' ? [one] : []));
}

function silent(): void {}
