import type { Trigger } from '../model.ts';
import { startOf } from '../range.ts';
import { triggerOf } from '../system/trigger.ts';
import type { GroovyBlock, PlacedCall } from './groovy.ts';

const kinds: ReadonlyMap<string, Parameters<typeof triggerOf>[1]> = new Map<
  string,
  Parameters<typeof triggerOf>[1]
>([
  ['cron', 'schedule'],
  ['pollSCM', 'push'],
  ['upstream', 'upstream'],
  ['GenericTrigger', 'api'],
  ['githubPush', 'push'],
  ['gitlab', 'pr'],
  ['githubPullRequests', 'pr'],
  ['issueCommentTrigger', 'comment'],
]);

/** What starts a build: pushes and pull requests of a multibranch project, what `triggers` names, people with parameters. */
export function triggersOf(block: GroovyBlock, calls: readonly PlacedCall[]): readonly Trigger[] {
  const range = startOf(block.range);
  const written = calls.flatMap(({ call, within }) => {
    const kind = kinds.get(call.name);
    const isTrigger = within.at(-1)?.name === 'triggers' || call.name === 'GenericTrigger';
    if (kind === undefined || !isTrigger) return [];
    const special = call.name === 'GenericTrigger' ? { actor: 'outsider' as const } : {};
    return [triggerOf({ value: call.name, range: call.nameRange }, kind, special)];
  });
  return [
    triggerOf({ value: 'branch', range }, 'push'),
    triggerOf({ value: 'pull request', range }, 'pr', { secrets: 'approved' }),
    ...written,
  ];
}
