import type { Limits } from '#contract/scope.ts';
import type { CaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { observe, testFile, testScope } from '../../binary/testing/file.ts';
import { indexClaims } from '../../claims.ts';
import { osAnalyzers } from '../analyzers.ts';

/** What all OS analyzers that claim `path` say about a file there, as the walk would call them. */
export function readFileAt(
  path: string,
  content: string | Uint8Array,
  limits: Partial<Limits> = {},
): { readonly observations: readonly Observation[]; readonly errors: readonly CaissonError[] } {
  const file = testFile(path, content);
  const all = indexClaims(osAnalyzers)
    .byPath(path)
    .map((analyzer) => observe(analyzer, file, testScope(limits)));
  return {
    observations: all.flatMap(({ observations }) => observations),
    errors: all.flatMap(({ error }) => error ?? []),
  };
}
