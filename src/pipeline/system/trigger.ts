import type { YamlNode } from '#yaml/node.ts';
import type { SourceString, Trigger } from '../model.ts';

type Nature = Pick<Trigger, 'kind' | 'actor' | 'codeFrom' | 'secrets'>;

/** What the usual starts mean where a system has no rules of its own. */
export const natures: Readonly<
  Record<'push' | 'tag' | 'pr' | 'schedule' | 'manual' | 'api' | 'comment' | 'upstream', Nature>
> = {
  push: { kind: 'push', actor: 'contributor', codeFrom: 'head', secrets: 'all' },
  tag: { kind: 'tag', actor: 'contributor', codeFrom: 'head', secrets: 'all' },
  pr: { kind: 'pr', actor: 'outsider', codeFrom: 'head', secrets: 'none' },
  comment: { kind: 'comment', actor: 'outsider', codeFrom: 'base', secrets: 'all' },
  schedule: { kind: 'schedule', actor: 'system', codeFrom: 'base', secrets: 'all' },
  manual: { kind: 'manual', actor: 'maintainer', codeFrom: 'base', secrets: 'all' },
  api: { kind: 'api', actor: 'maintainer', codeFrom: 'base', secrets: 'all' },
  upstream: { kind: 'upstream', actor: 'contributor', codeFrom: 'base', secrets: 'all' },
};

/** A trigger of a usual kind, with what is special about it. */
export function triggerOf(
  name: SourceString,
  kind: keyof typeof natures,
  special: Partial<Nature> & { readonly settings?: YamlNode } = {},
): Trigger {
  return { name, ...natures[kind], range: name.range, ...special };
}
