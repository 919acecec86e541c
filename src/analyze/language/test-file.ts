import type { Analyzer } from '#contract/analyzer.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';

/** A scope for tests: default limits, nothing is logged, nothing is cancelled. */
const testScope: Scope = {
  signal: new AbortController().signal,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  progress: { begin: () => ({ advance() {}, [Symbol.dispose]() {} }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

/** A file in memory, as the walk would show it. */
function testFile(path: string, content: string | Uint8Array): FileView {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return {
    path,
    size: bytes.length,
    mode: 0o644,
    bytes: () => bytes,
    text: () => new TextDecoder().decode(bytes),
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** All that an analyzer says about a file of the given content. */
export function observe(
  analyzer: Analyzer,
  path: string,
  content: string | Uint8Array,
): Observation[] {
  return [...analyzer.analyze(testFile(path, content), testScope)];
}

/** Only the components among them. */
export function componentsOf(observations: readonly Observation[]): Component[] {
  return observations.flatMap((seen) => (seen.type === 'component' ? [seen.component] : []));
}

/** The relations among them, as `from -> to (scope)` with purls. */
export function edgesOf(observations: readonly Observation[]): string[] {
  return observations.flatMap((seen) => {
    if (seen.type !== 'relation') return [];
    const { from, to, scope } = seen.relation;
    return [`${purlOf(from)} -> ${purlOf(to)}${scope === undefined ? '' : ` (${scope})`}`];
  });
}

/**
 * Whether the analyzer takes the content as hostile input must be taken: an answer, or an error of `input.*` or `limit.*`.
 */
export function survives(analyzer: Analyzer, path: string, content: string | Uint8Array): boolean {
  try {
    observe(analyzer, path, content);
    return true;
  } catch (error) {
    if (error instanceof CaissonError && /^(?:input|limit)\./.test(error.code)) return true;
    throw error;
  }
}

function purlOf(id: string): string {
  return id.slice(0, id.indexOf('#'));
}

/** Components one a line: `purl presence`, then what is said about its use, its ranges and hashes. */
export function linesOf(observations: readonly Observation[]): string[] {
  return componentsOf(observations).map((component) =>
    [
      component.purl,
      component.presence,
      component.direct === undefined ? '' : component.direct ? 'direct' : 'indirect',
      ...(component.scopes ?? []),
      ...(component.licenses ?? []).map(({ expression, raw }) => expression ?? `"${raw}"`),
      ...(component.hashes ?? []).map(
        ({ algorithm, value }) => `${algorithm}:${value.slice(0, 4)}`,
      ),
      ...(component.requires ?? []).map(({ name, range = '*', scope = '' }) =>
        `asks ${name} ${range} ${scope}`.trim(),
      ),
    ]
      .filter((part) => part !== '')
      .join(' | '),
  );
}
