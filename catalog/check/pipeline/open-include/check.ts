import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Variables that only the server sets. */
const fixed = /\$\{?CI_(?:SERVER_\w+|PROJECT_\w+|COMMIT_SHA|DEFAULT_BRANCH|COMMIT_REF_SLUG)\b\}?/g;

/** Includes whose place or version a variable gives. */
export function* evaluate({ system, references }: PipelineSubject): Iterable<Violation> {
  if (system !== 'gitlab') return;
  for (const { kind, source, version = '', text } of references) {
    if (kind !== 'include' && kind !== 'component') continue;
    const rest = `${source} ${version}`.replace(fixed, '');
    if (/\$(?!\[\[)/.test(rest))
      yield { message: `a variable decides what "${text.value}" includes`, range: text.range };
  }
}
