import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError, type ErrorCode, familyOf } from '#kit/error.ts';
import type { GapReason, Observation } from '#model/observation.ts';
import { provenanceOf } from './digest/analyzer.ts';

/**
 * Runs the analyzers of every file on one. Whether a file that holds a secret is as its package brought it is asked later: then
 * its digest must be known.
 */
export function examineEvery(
  analyzers: readonly Analyzer[],
  file: FileView,
  scope: Scope,
): readonly Observation[] {
  const found: Observation[] = [];
  for (const analyzer of analyzers)
    for (const observation of examine(analyzer, file, scope))
      found.push(withCommit(observation, file));
  const isAsked = found.some(({ type }) => type === 'secret');
  if (!isAsked || found.some(({ type }) => type === 'digest')) return found;
  const digests = provenanceOf(file);
  if (digests !== undefined) found.push(digests);
  return found;
}

/** Says which commit brought a secret: the path alone may have held many contents. */
function withCommit(observation: Observation, { commit }: FileView): Observation {
  if (commit === undefined || observation.type !== 'secret') return observation;
  const location = { ...observation.secret.location, commit };
  return { type: 'secret', location, secret: { ...observation.secret, location } };
}

/**
 * Runs one analyzer on one file. Its errors become gaps here; only aborts and `integrity.*` pass.
 * What the analyzer said before it failed stays.
 */
export function* examine(analyzer: Analyzer, file: FileView, scope: Scope): Iterable<Observation> {
  try {
    yield* analyzer.analyze(file, scope);
  } catch (error) {
    scope.signal.throwIfAborted();
    const code = error instanceof CaissonError ? error.code : 'internal.bug';
    if (familyOf(code) === 'integrity') throw error;
    scope.log.debug('analyzer failed', { analyzer: analyzer.id, path: file.path, code, error });
    yield {
      type: 'gap',
      location: { path: file.path },
      reason: gapReasonOf(code),
      detail: `${analyzer.title}: ${messageOf(error)}`,
    };
  }
}

/** Which gap an error of a code stands for. */
export function gapReasonOf(code: ErrorCode): GapReason {
  if (code === 'input.unsupported' || code === 'host.missing-feature') return 'unsupported';
  if (code === 'limit.time') return 'timed-out';
  if (code.startsWith('limit.')) return 'too-large';
  if (code === 'input.malformed') return 'malformed';
  if (code.startsWith('usage.') || code.startsWith('internal.')) return 'crashed';
  return 'unreadable';
}

function messageOf(error: unknown): string {
  if (error instanceof CaissonError) return error.message;
  return `unexpected failure (${error instanceof Error ? error.name : 'unknown'})`;
}
